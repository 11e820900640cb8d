import { type Message, textOf } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { scriptedTransport } from '../testing/scriptedTransport.ts'
import { createChat } from './createChat.ts'
import { createLateChat, type LateChatOptions } from './createLateChat.ts'
import type { ChatStore } from './ChatStore.ts'

interface Stage {
  readonly chat: ChatStore
  readonly script: ReturnType<typeof scriptedTransport>
  /** How often it was tried to load the code. */
  readonly loads: () => number
  readonly arrive: () => Promise<void>
  readonly fail: () => Promise<void>
}

function stage(options: LateChatOptions = {}): Stage {
  const script = scriptedTransport()
  let loads = 0
  let settle: { resolve: () => void; reject: (reason: Error) => void } | undefined
  const chat = createLateChat({ id: 'c1', ...options }, async (shell) => {
    loads++
    await new Promise<void>((resolve, reject) => (settle = { resolve, reject }))
    return createChat({ transport: script.transport }, shell)
  })
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  }
  return {
    chat,
    script,
    loads: () => loads,
    async arrive() {
      settle?.resolve()
      await settled()
    },
    async fail() {
      settle?.reject(new Error('no chunk'))
      await settled()
    },
  }
}

test('nothing is loaded by looking at its state, and all that is shown at first is there', () => {
  const { chat, loads } = stage({ mayHaveEarlier: true, hasModels: true })
  expect(chat.getState()).toMatchObject({
    id: 'c1',
    messages: [],
    run: { status: 'idle' },
    earlier: { status: 'more' },
  })
  expect(chat.models).toBeDefined()
  chat.composer.getState().setText('Dear mill')
  expect(loads()).toBe(0)
})

test('what is asked before it is here is asked then, of a store that is the same', async () => {
  const { chat, script, loads, arrive } = stage()
  const states: string[] = []
  chat.subscribe(({ run }) => states.push(run.status))
  const release = chat.retain()
  const asked = chat.sendMessage('Hello')
  expect(loads()).toBe(1)
  await arrive()
  await script.accept()
  await script.text('Good morning')
  await script.finish()
  await script.close()
  await asked
  expect(chat.getState().messages.map(textOf)).toEqual(['Hello', 'Good morning'])
  expect(states.filter((status) => status !== 'idle')[0]).toBe('submitted')
  expect(loads()).toBe(1)
  release()
})

test('what is done in between is done in order, whatever it is', async () => {
  const { chat, arrive } = stage()
  const message: Message = { id: 'm1', role: 'user', parts: [{ type: 'text', text: 'Before' }] }
  const other: Message = { ...message, id: 'm2', parts: [{ type: 'text', text: 'Instead' }] }
  chat.setMessages([message])
  const asked = chat.sendMessage('After')
  const stopped = chat.stop()
  chat.setMessages([other])
  await arrive()
  await Promise.all([asked, stopped])
  // It was asked, stopped, and then replaced.
  expect(chat.getState().messages.map(textOf)).toEqual(['Instead'])
  expect(chat.getState().run.status).toBe('idle')
})

test('who looked while it could not be loaded looks when it can, and lets go of it', async () => {
  const { chat, script, arrive, fail } = stage()
  const release = chat.retain()
  await fail()
  const asked = chat.sendMessage('Hello')
  await arrive()
  await script.accept()
  await script.text('Good')
  release()
  await asked
  expect(chat.getState().run.status).toBe('idle')
})

test('where what was said before cannot be loaded for it, that is told, and can be tried again', async () => {
  const { chat, loads, fail } = stage({ mayHaveEarlier: true })
  chat.retain()
  await fail()
  expect(chat.getState().earlier).toMatchObject({ status: 'failed', error: { code: 'network' } })
  void chat.loadEarlier()
  expect(loads()).toBe(2)
})

test('a failure to load it can be put away', async () => {
  const { chat, fail } = stage()
  const refused = chat.sendMessage('Hello')
  await Promise.all([expect(refused).rejects.toMatchObject({ code: 'network' }), fail()])
  chat.clearError()
  expect(chat.getState().run.status).toBe('idle')
})

test('what is done with nothing there is no unhandled failure', async () => {
  const { chat, arrive } = stage()
  chat.rateMessage('nobody', 'up')
  await arrive()
  expect(() => chat.rateMessage('nobody', 'up')).toThrow(/no such message/)
})

test('who has let go before it is here holds nothing', async () => {
  const { chat, script, arrive } = stage()
  const release = chat.retain()
  release()
  await arrive()
  const asked = chat.sendMessage('Hello')
  await script.accept()
  const other = chat.retain()
  other()
  await asked
  // The only one who looked has gone: the connection is closed.
  expect(chat.getState().run.status).not.toBe('streaming')
})

test('where it cannot be loaded, a question is refused, is seen to be, and can be asked again', async () => {
  const { chat, script, loads, arrive, fail } = stage()
  const refused = chat.sendMessage('Hello')
  await Promise.all([
    expect(refused).rejects.toMatchObject({ code: 'network', retryable: true }),
    fail(),
  ])
  expect(chat.getState()).toMatchObject({
    messages: [],
    run: { status: 'failed', error: { code: 'network' }, accepted: false },
  })
  const asked = chat.sendMessage('Hello')
  expect(loads()).toBe(2)
  await arrive()
  await script.accept()
  await script.finish()
  await script.close()
  await asked
  expect(chat.getState().run.status).toBe('idle')
  expect(chat.getState().messages.map(textOf)[0]).toBe('Hello')
})

test('where it cannot be loaded, nothing else fails by it', async () => {
  const { chat, fail } = stage()
  const waiting = [chat.stop(), chat.loadEarlier(), chat.restore(), chat.resumeStream()]
  chat.retain()
  chat.cancelQueued('x')
  chat.clearError()
  await fail()
  await Promise.all(waiting)
  expect(chat.getState().run.status).toBe('idle')
})

test('models are those of the conversation that comes', async () => {
  const { signal } = new AbortController()
  const models = { load: async () => ({ models: [{ id: 'fast' }] }) }
  const chat = createLateChat({ hasModels: true }, async (shell) =>
    createChat({ transport: scriptedTransport().transport, models }, shell),
  )
  expect(await chat.models?.load({ signal })).toEqual({ models: [{ id: 'fast' }] })
})
