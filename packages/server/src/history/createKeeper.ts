import { type Cancel, type Clock, type Message, withFacts } from '@millrace/protocol'
import type { AnswerKeeper } from './AnswerKeeper.ts'
import type { Saver } from './createSaver.ts'
import type { ChatKey } from './History.ts'

/** How often an answer is kept while it is written, in milliseconds. */
const everyMs = 2000
/** How long the end of an answer waits for it to be kept, in milliseconds. */
const endWaitMs = 3000

/**
 * Keeps an answer while it is written and when it ended. What is kept under way says `interrupted`: should this process
 * end, that is what it is.
 */
export function createKeeper(saver: Saver, chat: ChatKey, clock: Clock): AnswerKeeper {
  let cancelNext: Cancel | undefined
  let over = false
  let troubled = false
  let told = false
  let tell: (() => void) | undefined

  function trouble(): void {
    troubled = true
    if (told || tell === undefined) return
    told = true
    tell()
  }

  async function keep(messages: readonly Message[]): Promise<void> {
    if (!(await saver.save(chat, messages))) trouble()
  }

  return {
    question(message) {
      void keep([message])
    },
    changed(look) {
      if (over || cancelNext !== undefined) return
      cancelNext = clock.schedule(() => {
        cancelNext = undefined
        if (!over) void keep([asInterrupted(look())])
      }, everyMs)
    },
    async finish(message) {
      over = true
      cancelNext?.()
      let cancelWait: Cancel | undefined
      const late = new Promise<void>((resolve) => {
        cancelWait = clock.schedule(() => {
          trouble()
          resolve()
        }, endWaitMs)
      })
      await Promise.race([keep([message]), late])
      cancelWait?.()
    },
    onTrouble(listener) {
      tell = listener
      if (troubled) trouble()
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
