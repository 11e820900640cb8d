import { ChatError, type Message } from '@millrace/protocol'
import type { ModelSource } from '../models/ModelInfo.ts'
import type { ChatStore } from './ChatStore.ts'
import { type ChatShell, createShell, type ShellOptions } from './createShell.ts'

export interface LateChatOptions<M extends Message = Message> extends ShellOptions<M> {
  /** Whether there are models to choose from once it is here (`ChatStore.models`). Default false. */
  readonly hasModels?: boolean
}

/**
 * A conversation that is shown at once, and whose own code is loaded by whoever looks at it or does something with it. What is
 * done before it is here is done then, in order. Where it cannot be loaded, what was to be asked is refused and can be
 * asked again, which loads it again.
 * @param load - Brings the conversation into the shell: `createChat(options, shell)`. Called again where it failed.
 */
export function createLateChat<M extends Message = Message>(
  options: LateChatOptions<M>,
  load: (shell: ChatShell<M>) => Promise<ChatStore<M>>,
): ChatStore<M> {
  const shell = createShell<M>(options)
  const { store, composer, id } = shell
  let chat: ChatStore<M> | undefined
  let loading: Promise<ChatStore<M>> | undefined

  function ready(): Promise<ChatStore<M>> {
    return (loading ??= attempt())
  }

  async function attempt(): Promise<ChatStore<M>> {
    try {
      return (chat = await load(shell))
    } catch (cause) {
      loading = undefined
      throw new ChatError('network', 'The code of the chat could not be loaded.', {
        retryable: true,
        cause,
      })
    }
  }

  /** What asks: a failure of it is also seen. */
  async function asking(ask: (chat: ChatStore<M>) => Promise<void>): Promise<void> {
    await ask(chat ?? (await ready().catch(refuse)))
  }

  function refuse(error: ChatError): never {
    const { code, message, retryable } = error
    store.setState({
      run: {
        status: 'failed',
        runId: '',
        error: { code, message, retryable },
        messageId: undefined,
        accepted: false,
        goesOn: false,
      },
    })
    throw error
  }

  /** What only looks or changes: it is done where and when there is something to do it with. */
  function doing(act: (chat: ChatStore<M>) => void): void {
    if (chat !== undefined) act(chat)
    else void ready().then(act, () => undefined)
  }

  async function bringing(act: (chat: ChatStore<M>) => Promise<void>): Promise<void> {
    const here = chat ?? (await ready().catch(() => undefined))
    if (here !== undefined) await act(here)
  }

  const models: ModelSource = {
    async load(request) {
      const { models: source } = chat ?? (await ready())
      return (await source?.load(request)) ?? { models: [] }
    },
  }

  return {
    id,
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    composer,
    models: options.hasModels === true ? models : undefined,
    sendMessage: (message, more) => asking((here) => here.sendMessage(message, more)),
    editMessage: (messageId, message, more) =>
      asking((here) => here.editMessage(messageId, message, more)),
    regenerate: (more) => asking((here) => here.regenerate(more)),
    continueAnswer: (more) => asking((here) => here.continueAnswer(more)),
    goOn: () => asking((here) => here.goOn()),
    addToolOutput: (answer) => asking((here) => here.addToolOutput(answer)),
    addToolApprovalResponse: (answer) => asking((here) => here.addToolApprovalResponse(answer)),
    stop: () => bringing((here) => here.stop()),
    resumeStream: () => bringing((here) => here.resumeStream()),
    restore: () => bringing((here) => here.restore()),
    loadEarlier: () => bringing((here) => here.loadEarlier()),
    tryNow: () => doing((here) => here.tryNow()),
    setMessages: (messages) => doing((here) => here.setMessages(messages)),
    selectBranch: (messageId, index) => doing((here) => here.selectBranch(messageId, index)),
    rateMessage: (messageId, rating, comment) =>
      doing((here) => here.rateMessage(messageId, rating, comment)),
    cancelQueued: (queuedId) => doing((here) => here.cancelQueued(queuedId)),
    clearError: () => doing((here) => here.clearError()),
    retain() {
      let release: (() => void) | undefined
      let held = true
      doing((here) => {
        if (held) release = here.retain()
      })
      return () => {
        held = false
        release?.()
      }
    },
  }
}
