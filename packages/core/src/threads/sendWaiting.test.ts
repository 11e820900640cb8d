import { ChatError, textOf } from '@millrace/protocol'
import { expect, test, vi } from 'vitest'
import { createChat } from '../chat/createChat.ts'
import { createPersistence } from '../device/createPersistence.ts'
import { scriptedTransport, type ScriptedTransport } from '../testing/scriptedTransport.ts'
import { createThreads } from './createThreads.ts'
import { memoryThreads } from './memoryThreads.ts'
import { sendWaiting } from './sendWaiting.ts'

test('what waits in a conversation that nobody looks at is sent, and then it is let go', async () => {
  const persist = createPersistence({ user: 'sends-waiting' })
  const entry = (id: string, text: string) => ({
    id,
    runId: `run-${id}`,
    createdAt: 1,
    message: { parts: [{ type: 'text', text } as const] },
  })
  await persist.chat('a').outbox.add(entry('q1', 'One'))
  await persist.chat('b').outbox.add({
    ...entry('q2', 'Two'),
    refused: { code: 'invalid_request', message: 'No.', retryable: false },
  })
  const scripts = new Map<string, ScriptedTransport>()
  const threads = createThreads({
    createChat(id) {
      const script = scriptedTransport()
      scripts.set(id, script)
      return createChat({ id, persist, transport: script.transport })
    },
  })
  await sendWaiting(threads, persist)
  const script = scripts.get('a')
  await vi.waitFor(() => expect(script?.sent).toHaveLength(1))
  expect(script?.sent[0]?.runId).toBe('run-q1')
  await script?.accept()
  await script?.text('Here.')
  await script?.finish()
  const chat = threads.chatOf('a')
  await vi.waitFor(() => expect(chat.getState().messages.map(textOf)).toEqual(['One', 'Here.']))
  expect(await persist.chat('a').outbox.list()).toEqual([])
  // What was refused waits for who wrote it.
  expect(scripts.get('b')?.sent).toEqual([])
  expect(threads.chatOf('b').getState().queue).toHaveLength(1)
})

test('a conversation that begins with what cannot be sent is one of the list, and another can be begun beside it', async () => {
  const persist = createPersistence({ user: 'begins-offline' })
  const scripts: ScriptedTransport[] = []
  const saved: string[] = []
  const storage = memoryThreads()
  const threads = createThreads({
    storage: {
      list: (query) => storage.list(query),
      remove: (id) => storage.remove(id),
      save: async ({ id }) => void saved.push(id),
    },
    createChat(id) {
      const script = scriptedTransport()
      scripts.push(script)
      return createChat({ id, persist, transport: script.transport })
    },
  })
  const { activeId } = threads.getState()
  const chat = threads.chatOf(activeId)
  const asked = chat.sendMessage('Which way?')
  await vi.waitFor(() => expect(scripts[0]?.sent).toHaveLength(1))
  await scripts[0]?.fail(new ChatError('network', 'Lost.', { retryable: true }))
  await asked
  expect(chat.getState().queue).toHaveLength(1)
  expect(threads.getState().threads).toMatchObject([
    { id: activeId, title: 'Which way?', run: 'idle' },
  ])
  // A server that has not heard of it has nothing to save.
  expect(saved).toEqual([])
  const other = threads.create()
  expect(other).not.toBe(activeId)
  // Known to be without a way, it is not even tried: it is listed all the same.
  expect(threads.getState().threads.map(({ id }) => id)).toEqual([activeId])
})
