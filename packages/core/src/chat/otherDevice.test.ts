import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { factsOf, textOf } from '@millrace/protocol'
import { createChatRoute, memoryHistory, openaiCompatible } from '@millrace/server'
import { toNodeListener } from '@millrace/server/node'
import { createSimulator, type SimulatorOptions } from '@millrace/simulator'
import { expect, onTestFinished, test } from 'vitest'
import { createHttpHistory } from '../history/createHttpHistory.ts'
import { createHttpTransport } from '../transport/createHttpTransport.ts'
import type { ChatStore } from './ChatStore.ts'
import { createChat } from './createChat.ts'
import { branchOf } from './forks.ts'

/** Our route keeps a conversation; each device is a page of its own, over real sockets. */
async function devices(
  simulating: SimulatorOptions,
): Promise<{ readonly device: (limit?: number) => ChatStore }> {
  const simulator = createSimulator({ pacing: 'none', ...simulating })
  const { baseURL, close } = await simulator.listen()
  const route = createChatRoute({
    providers: [openaiCompatible({ name: 's', baseURL, model: 'gpt-4o-mini', apiKey: 'test' })],
    history: memoryHistory(),
    identify: () => ({ user: 'u' }),
  })
  const server = createServer(toNodeListener(route))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await close()
  })
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/chat`
  return {
    device: (limit = 50) =>
      createChat({
        id: 'chat',
        transport: createHttpTransport({ api, history: true }),
        history: createHttpHistory({ api, limit }),
        pace: 'frame',
      }),
  }
}

const texts = (chat: ChatStore): readonly string[] => chat.getState().messages.map(textOf)

async function loadAll(chat: ChatStore): Promise<void> {
  for (let status = 'more'; status === 'more'; { status } = chat.getState().earlier) {
    await chat.loadEarlier()
  }
  expect(chat.getState().earlier).toEqual({ status: 'none' })
}

test.each([1, 2, 3, 50])(
  'what was said, reworded and answered again is the same on another device, in pages of %i',
  async (limit) => {
    let turn = 0
    const { device } = await devices({ answer: (question) => `${question} ${turn++}` })
    const first = device()
    for (const text of ['one', 'two', 'three']) await first.sendMessage(text)
    await first.regenerate()
    await first.editMessage(first.getState().messageIds[2] ?? '', 'zwei')
    await first.sendMessage('drei')
    first.selectBranch(first.getState().messageIds[2] ?? '', 0)
    await first.sendMessage('four')
    expect(texts(first)).toEqual([
      'one',
      'one 0',
      'two',
      'two 1',
      'three',
      'three 3',
      'four',
      'four 6',
    ])

    const second = device(limit)
    await loadAll(second)
    expect(texts(second)).toEqual(texts(first))
    expect(second.getState().messageIds).toEqual(first.getState().messageIds)
    const [, , two = '', , , three = ''] = second.getState().messageIds
    expect(branchOf(second.getState(), two)).toEqual({ index: 0, count: 2 })
    expect(branchOf(second.getState(), three)).toEqual({ index: 1, count: 2 })
    second.selectBranch(two, 1)
    expect(texts(second)).toEqual(['one', 'one 0', 'zwei', 'zwei 4', 'drei', 'drei 5'])
    await second.sendMessage('vier')

    const third = device(limit)
    await loadAll(third)
    expect(texts(third)).toEqual([...texts(second).slice(0, 6), 'vier', 'vier 7'])
    expect(third.getState().forks.size).toBe(2)
  },
)

test('an answer that is still written is joined where it stands, once', async () => {
  const answer = 'The mill stands where the valley narrows. '.repeat(40)
  const { device } = await devices({
    answer: () => answer,
    pacing: { firstTokenMs: 20, tokenMs: 2, jitter: 0 },
  })
  const first = device()
  const asked = first.sendMessage('Where is it?')
  await new Promise<void>((resolve) => {
    const forget = first.subscribe(({ messages }) => {
      if (messages.length < 2) return
      forget()
      resolve()
    })
  })
  const second = device()
  await second.loadEarlier()
  expect(texts(second)[0]).toBe('Where is it?')
  await second.resumeStream()
  expect(texts(second)).toEqual(['Where is it?', answer])
  const [question, message] = second.getState().messages
  expect(factsOf(message ?? {}).parentId).toBe(question?.id)
  await asked
  expect(second.getState().messageIds).toEqual(first.getState().messageIds)
}, 30_000)
