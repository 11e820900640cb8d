import type { FrameSource } from '../pace/FrameSource.ts'

/** Frames that come when the test says so. */
export interface ManualFrames extends FrameSource {
  /** Runs what waits for the next frame or task. */
  frame(): void
  /** Runs frames until nothing waits. */
  all(): void
  setHidden(hidden: boolean): void
  /** Tasks and listeners that are still held. Zero after a clean end. */
  readonly pending: number
}

/** Frames held in the hand. */
export function manualFrames(): ManualFrames {
  const frameTasks = new Set<() => void>()
  const tasks = new Set<() => void>()
  const listeners = new Set<() => void>()
  let hidden = false

  function run(waiting: Set<() => void>): void {
    const due = [...waiting]
    waiting.clear()
    for (const task of due) task()
  }

  function add(waiting: Set<() => void>, task: () => void): () => void {
    const own = (): void => task()
    waiting.add(own)
    return () => waiting.delete(own)
  }

  return {
    onFrame: (task) => add(frameTasks, task),
    onTask: (task) => add(tasks, task),
    isHidden: () => hidden,
    onVisibilityChange: (listener) => add(listeners, listener),
    frame() {
      run(tasks)
      if (!hidden) run(frameTasks)
    },
    all() {
      while (tasks.size > 0 || (!hidden && frameTasks.size > 0)) this.frame()
    },
    setHidden(next) {
      hidden = next
      for (const listener of listeners) listener()
    },
    get pending() {
      return frameTasks.size + tasks.size + listeners.size
    },
  }
}
