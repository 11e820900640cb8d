import { type Cancel, type Clock, type Message, withFacts } from '@millrace/protocol'
import { within } from '../waiting/within.ts'
import type { AnswerKeeper } from './AnswerKeeper.ts'
import type { Saver } from './createSaver.ts'
import type { ChatKey } from './History.ts'

/** How often an answer is kept while it is written, in milliseconds. */
const everyMs = 2000
/** How long the end of an answer waits for it to be kept, in milliseconds. */
const endWaitMs = 3000
/** And where the process is about to end. */
const hurriedWaitMs = 500

/**
 * Keeps an answer while it is written and when it ended. What is kept under way says `interrupted`: should this process
 * end, that is what it is.
 */
export function createKeeper(saver: Saver, chat: ChatKey, clock: Clock): AnswerKeeper {
  let cancelNext: Cancel | undefined
  let over = false
  let troubled = false
  let tell: (() => void) | undefined
  let asked: Promise<void> = Promise.resolve()

  /** Told once, to whoever listens by then. */
  function trouble(): void {
    if (!troubled) tell?.()
    troubled = true
  }

  async function save(messages: readonly Message[]): Promise<void> {
    if (!(await saver.save(chat, messages))) trouble()
  }

  async function inTime(ms: number, saving: Promise<void>): Promise<void> {
    try {
      await within(clock, ms, saving, 'The history')
    } catch {
      // It goes on by itself.
      trouble()
    }
  }

  return {
    question(message) {
      asked = save([message])
    },
    changed(look) {
      if (over || cancelNext !== undefined) return
      cancelNext = clock.schedule(() => {
        cancelNext = undefined
        const message = over ? undefined : look()
        if (message !== undefined) void save([asInterrupted(message)])
      }, everyMs)
    },
    keep: (message) => inTime(endWaitMs, save([asInterrupted(message)])),
    async finish(message, inHurry) {
      over = true
      cancelNext?.()
      const saving = message === undefined ? asked : save([message])
      await inTime(inHurry ? hurriedWaitMs : endWaitMs, saving)
    },
    async drop() {
      over = true
      cancelNext?.()
      // Nobody waits for it to be kept any more.
      troubled = true
      // Who removes the conversation does so once more when this answer has ended, and is told where it fails.
      await inTime(
        endWaitMs,
        saver.remove(chat).catch(() => undefined),
      )
    },
    onTrouble(listener) {
      tell = listener
      if (troubled) listener()
    },
  }
}

/** The message as it would be if nothing more came. */
function asInterrupted(message: Message): Message {
  const parts = message.parts.map((part) =>
    'state' in part && part.state === 'streaming' ? { ...part, state: 'done' } : part,
  ) as Message['parts']
  return withFacts({ ...message, parts }, { status: 'interrupted' })
}
