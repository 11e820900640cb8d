import {
  afterApprovals,
  type ChatShell,
  type ChatStore,
  createChat,
  createHttpHistory,
  createHttpModels,
  type DevicePersistence,
  type PersistenceOptions,
} from '@millrace/core'
import { textOf } from '@millrace/protocol'
import { createTransport } from './createTransport.ts'
import type { SessionHost } from './SessionHost.ts'

/** Brings a conversation into its shell, as the element says now, and tells the page what happens in it. */
export async function makeChat(host: SessionHost, shell: ChatShell): Promise<ChatStore> {
  const { tell } = host
  const { chatId, history, models } = host.attributes()
  const { persist } = host.properties
  const persistence = persist === undefined ? undefined : await openPersistence(persist)
  const { transport, request } = createTransport(host)
  return createChat(
    {
      transport,
      ...(history && chatId !== '' ? { history: createHttpHistory(request()) } : {}),
      ...(models ? { models: createHttpModels(request()) } : {}),
      ...(persistence === undefined ? {} : { persist: persistence }),
      sendAutomaticallyWhen: afterApprovals(),
      onFinish({ message, isAbort, isDisconnect, isError }) {
        if (message?.role !== 'assistant') return
        const isWhole = !isAbort && !isDisconnect && !isError
        tell('millrace-answer', { message, text: textOf(message), isWhole })
      },
      onError: ({ code, retryable }) => void tell('millrace-error', { code, retryable }),
      onToolCall: ({ toolCallId, toolName, input }) =>
        void tell('millrace-tool-call', { toolCallId, toolName, input }),
      onFeedback: ({ messageId, rating, comment }) =>
        void tell('millrace-feedback', { messageId, rating, comment }),
    },
    shell,
  )
}

/** One for each user and page: all elements of the same user are in step by it. */
const opened = new Map<string, DevicePersistence>()

/** Its code is large, and most pages keep nothing. */
async function openPersistence(options: PersistenceOptions): Promise<DevicePersistence> {
  const { createPersistence } = await import('./persistence.ts')
  const known = opened.get(options.user) ?? createPersistence(options)
  opened.set(options.user, known)
  return known
}
