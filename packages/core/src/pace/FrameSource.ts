import type { Cancel } from '@millrace/protocol'

/** When the screen can take an update. Handed in, so that a test can hold it still. */
export interface FrameSource {
  /** Runs `task` before the next paint. Never runs while hidden. */
  onFrame(task: () => void): Cancel
  /** Runs `task` in a task of its own as soon as possible, hidden or not. */
  onTask(task: () => void): Cancel
  /** Whether nobody can see the page. */
  isHidden(): boolean
  /** Calls back when `isHidden` changes. Returns what takes the listener away. */
  onVisibilityChange(listener: () => void): Cancel
}
