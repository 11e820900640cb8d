import { ChatError, type ErrorInfo, type Message } from '@millrace/protocol'
import type { ModelSource } from '../models/ModelInfo.ts'
import type { ChatStore } from './ChatStore.ts'
import { type ChatShell, createShell, type ShellOptions } from './createShell.ts'

export interface LateChatOptions<M extends Message = Message> extends ShellOptions<M> {
  /** Whether there are models to choose from once it is here (`ChatStore.models`). Default false. */
  readonly hasModels?: boolean
}

/** What is done once it is here. */
interface Waiting<M extends Message> {
  readonly act: (chat: ChatStore<M>) => void
  readonly refuse: (error: ChatError) => void
}

/** Somebody who looks, and what lets go once there is something to hold. */
interface Hold {
  release: (() => void) | undefined
}

/**
 * A conversation that is shown at once, and whose own code is loaded by whoever looks at it or does something with it. What is
 * done before it is here is done then, in order: until then the state is as it was, and what `createChat` throws at once rejects
 * later, or where nothing is returned not at all. Where it cannot be loaded, what was to be asked is refused with `network` and
 * can be asked again, which loads it again.
 * @param load - Brings the conversation into the shell: `createChat(options, shell)`. Called again where it failed.
 */
export function createLateChat<M extends Message = Message>(
  options: LateChatOptions<M>,
  load: (shell: ChatShell<M>) => Promise<ChatStore<M>>,
): ChatStore<M> {
  const shell = createShell<M>(options)
  const { store, composer, id } = shell
  const waiting: Waiting<M>[] = []
  const holds = new Set<Hold>()
  let chat: ChatStore<M> | undefined
  let isLoading = false

  async function begin(): Promise<void> {
    if (isLoading) return
    isLoading = true
    try {
      arrive(await load(shell))
    } catch (cause) {
      fail(cause)
    }
    isLoading = false
  }

  function arrive(arrived: ChatStore<M>): void {
    chat = arrived
    for (const hold of holds) hold.release = arrived.retain()
    for (const { act } of waiting.splice(0)) act(arrived)
  }

  function fail(cause: unknown): void {
    const message = 'The code of the chat could not be loaded.'
    const error = new ChatError('network', message, { retryable: true, cause })
    // What was said before can be asked for again.
    if (store.getState().earlier.status === 'more') {
      store.setState({ earlier: { status: 'failed', error: told(error) } })
    }
    for (const { refuse } of waiting.splice(0)) refuse(error)
  }

  /** @param instead - What it comes to where it cannot be loaded. */
  function when<Value>(
    act: (chat: ChatStore<M>) => Value | Promise<Value>,
    instead: (error: ChatError) => Value,
  ): Promise<Value> {
    if (chat !== undefined) return Promise.resolve(act(chat))
    return new Promise((resolve, reject) => {
      const settle = (value: () => Value | Promise<Value>): void => {
        try {
          resolve(value())
        } catch (thrown) {
          reject(thrown instanceof Error ? thrown : new Error(String(thrown)))
        }
      }
      waiting.push({
        act: (here) => settle(() => act(here)),
        refuse: (error) => settle(() => instead(error)),
      })
      void begin()
    })
  }

  /** What asks: a failure of it is also seen. */
  async function asking(ask: (chat: ChatStore<M>) => Promise<void>): Promise<void> {
    await when(ask, (error) => {
      store.setState({
        run: {
          status: 'failed',
          runId: '',
          error: told(error),
          messageId: undefined,
          accepted: false,
          goesOn: false,
        },
      })
      throw error
    })
  }

  async function bringing(act: (chat: ChatStore<M>) => Promise<void>): Promise<void> {
    await when(act, () => undefined)
  }

  /** What only looks or changes: it is done where and when there is something to do it with. */
  function doing(act: (chat: ChatStore<M>) => void): void {
    if (chat !== undefined) act(chat)
    else void when(act, () => undefined).catch(() => undefined)
  }

  const models: ModelSource = {
    load: (request) =>
      when(
        async ({ models: source }) => (await source?.load(request)) ?? { models: [] },
        (error) => {
          throw error
        },
      ),
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
    clearError() {
      // There may be no chat because of which there is one.
      if (chat === undefined && store.getState().run.status === 'failed') {
        store.setState({ run: { status: 'idle' } })
      } else doing((here) => here.clearError())
    },
    retain() {
      const hold: Hold = { release: chat?.retain() }
      holds.add(hold)
      if (chat === undefined) void begin()
      return () => {
        if (!holds.delete(hold)) return
        hold.release?.()
      }
    },
  }
}

function told({ code, message, retryable }: ChatError): ErrorInfo {
  return { code, message, retryable }
}
