import type { FrameSource } from './FrameSource.ts'

/**
 * The browser's animation frames and visibility. Outside a browser there are no frames: then every
 * frame is a task.
 */
export function browserFrames(): FrameSource {
  const page = typeof document === 'undefined' ? undefined : document
  return {
    onFrame(task) {
      if (typeof requestAnimationFrame === 'undefined') return onTask(task)
      return isFramed() ? onFrameOrTimer(task) : onAnimationFrame(task)
    },
    onTask,
    isHidden: () => page?.visibilityState === 'hidden',
    onVisibilityChange(listener) {
      page?.addEventListener('visibilitychange', listener)
      return () => page?.removeEventListener('visibilitychange', listener)
    },
  }
}

function onAnimationFrame(task: () => void): () => void {
  const frame = requestAnimationFrame(task)
  return () => cancelAnimationFrame(frame)
}

/** How long a page within another waits for a frame, in milliseconds. */
const framedMs = 250

/** A page within another gets no frames while it is hidden there or out of sight, and its document does not say so. */
function onFrameOrTimer(task: () => void): () => void {
  const cancelFrame = onAnimationFrame(run)
  const timer = setTimeout(run, framedMs)
  function cancel(): void {
    cancelFrame()
    clearTimeout(timer)
  }
  function run(): void {
    cancel()
    task()
  }
  return cancel
}

function isFramed(): boolean {
  return globalThis.parent !== undefined && globalThis.parent !== globalThis.window
}

// A message port: browsers hold timers of hidden pages back to one a second and worse.
function onTask(task: () => void): () => void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    task()
  }
  port2.postMessage(undefined)
  return () => port1.close()
}
