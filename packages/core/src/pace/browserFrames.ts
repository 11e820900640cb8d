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
      const frame = requestAnimationFrame(task)
      return () => cancelAnimationFrame(frame)
    },
    onTask,
    isHidden: () => page?.visibilityState === 'hidden',
    onVisibilityChange(listener) {
      page?.addEventListener('visibilitychange', listener)
      return () => page?.removeEventListener('visibilitychange', listener)
    },
  }
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
