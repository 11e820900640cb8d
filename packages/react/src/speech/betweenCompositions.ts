import type { Cancel, Clock } from '@millrace/protocol'

export interface BetweenCompositions {
  /** Does it at once, or in its turn when the composition has ended. */
  run(task: () => void): void
  /** Forgets what waits, and leaves no timer and no listener behind. */
  close(): void
}

/** Does nothing to a box while an input method is at work in it: what is written into it would end its composition. */
export function betweenCompositions(
  box: HTMLElement | undefined,
  clock: Clock,
): BetweenCompositions {
  let composing = false
  let waiting: (() => void)[] = []
  let turn: Cancel | undefined

  function begin(): void {
    composing = true
    turn?.()
  }

  function end(): void {
    composing = false
    // In some browsers the letters come after the end.
    turn = clock.schedule(() => {
      const tasks = waiting
      waiting = []
      for (const task of tasks) task()
    }, 0)
  }

  box?.addEventListener('compositionstart', begin)
  box?.addEventListener('compositionend', end)
  return {
    run(task) {
      if (composing || waiting.length > 0) waiting.push(task)
      else task()
    },
    close() {
      waiting = []
      turn?.()
      box?.removeEventListener('compositionstart', begin)
      box?.removeEventListener('compositionend', end)
    },
  }
}
