import { browserFrames, type FrameSource } from '@millrace/core'

/** How long a frame of the screen is waited for, in milliseconds. */
const waitMs = 250

/**
 * The browser's animation frames, and a timer where there are none: a frame of another origin that is hidden or scrolled
 * out of sight gets none, and its `document` does not say so. Answers go on there, a few times a second.
 */
export function framesOutOfSight(): FrameSource {
  const frames = browserFrames()
  return {
    ...frames,
    onFrame(task) {
      const run = () => {
        cancel()
        task()
      }
      const cancelFrame = frames.onFrame(run)
      const timer = setTimeout(run, waitMs)
      const cancel = () => {
        cancelFrame()
        clearTimeout(timer)
      }
      return cancel
    },
  }
}
