import type { Cancel, Clock } from '@millrace/protocol'
import type { RunStore } from '../store/RunStore.ts'
import type { LogReader } from './createAnswerLog.ts'

export interface RemoteLogOptions {
  readonly streamId: string
  readonly runs: RunStore
  readonly clock: Clock
  /** The last events of an answer whose producer is gone, from this number on. */
  readonly lastEvents: (first: number) => readonly string[]
}

/** How often it is looked for more, in milliseconds. */
const everyMs = 50
/** And while the store does not answer. */
const failingMs = 500

/** Reads an answer that another node writes, from the event after `after` on. */
export function readRemote(
  { streamId, runs, clock, lastEvents }: RemoteLogOptions,
  after: number,
): LogReader {
  const encoder = new TextEncoder()
  let position = after
  let ready: string[] = []
  let ended = false
  let listener: (() => void) | undefined
  let cancelNext: Cancel | undefined
  let looking = false

  async function look(): Promise<void> {
    if (looking || ended) return
    looking = true
    let waitMs = everyMs
    try {
      const { events, ended: over, alive } = await runs.read(streamId, position)
      position += events.length
      ready.push(...events)
      ended = over
      // Whoever buries it reads what was written, as everybody does.
      if (!over && !alive && events.length === 0) {
        const first = position + 1
        await runs.bury(streamId, first, lastEvents(first))
        waitMs = 0
      } else if (events.length > 0) waitMs = 0
    } catch {
      waitMs = failingMs
    }
    looking = false
    if (ready.length > 0 || ended) return wake()
    if (listener !== undefined) cancelNext = clock.schedule(() => void look(), waitMs)
  }

  function wake(): void {
    const due = listener
    listener = undefined
    due?.()
  }

  return {
    take() {
      if (ready.length === 0) return undefined
      const bytes = encoder.encode(ready.join(''))
      ready = []
      return bytes
    },
    get done() {
      return ended && ready.length === 0
    },
    onMore(called) {
      listener = called
      void look()
      return () => {
        if (listener === called) listener = undefined
        cancelNext?.()
      }
    },
  }
}
