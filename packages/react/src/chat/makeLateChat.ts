import { createLateChat } from '@millrace/core'
import type { Message } from '@millrace/protocol'
import { lateModule } from '../part/lateModules.ts'
import { isKept, type OwnChat, type OwnChatOptions } from './useOwnChat.ts'

const late = lateModule(() => import('./makeOwnChat.ts'))

/** The same chat, whose code is loaded behind the page: what is seen at once does not wait for it. */
export function makeLateChat<M extends Message>(options: OwnChatOptions<M>): OwnChat<M> {
  const here = late.now()
  if (here !== undefined) return here.makeOwnChat(options)
  const { id, messages, newId, history, persist, models } = options
  let latest = options
  let own: OwnChat<M> | undefined
  const chat = createLateChat<M>(
    {
      ...(id === undefined ? {} : { id }),
      ...(messages === undefined ? {} : { messages }),
      ...(newId === undefined ? {} : { newId }),
      mayHaveEarlier: isKept(options) || typeof history === 'object' || persist !== undefined,
      hasModels: models !== undefined && models !== false,
    },
    async (shell) => {
      const { makeOwnChat } = await late.ready()
      own = makeOwnChat(options, shell)
      own.update(latest)
      return own.chat
    },
  )
  return {
    chat,
    update(next) {
      latest = next
      own?.update(next)
    },
  }
}
