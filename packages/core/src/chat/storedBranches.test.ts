import { type Chunk, endOfStream, type Frame, type Message, type Random } from '@millrace/protocol'
import { manualClock, seededRandom } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import type { ChatHistory } from '../history/ChatHistory.ts'
import { manualFrames } from '../testing/manualFrames.ts'
import type { SendRequest, Transport } from '../transport/Transport.ts'
import type { ChatStore } from './ChatStore.ts'
import { createChat } from './createChat.ts'
import { branchOf } from './forks.ts'

interface Saved {
  readonly message: Message
  readonly parentId: string | null
}

/** A route that keeps one conversation with all its versions, in memory. */
interface Keeper {
  /** In the order in which they were first saved. */
  readonly saved: readonly Saved[]
  save(message: Message, parentId: string | null): void
  parentOf(id: string): string | null
  readonly history: ChatHistory
  readonly transport: Transport
}

function message(id: string, role: Message['role'] = 'user'): Message {
  return { id, role, parts: [{ type: 'text', text: id }] }
}

function createKeeper(random: Random): Keeper {
  const saved: Saved[] = []
  const parents = new Map<string, string | null>()
  let answers = 0

  function save(said: Message, parentId: string | null): void {
    if (parents.has(said.id)) return
    parents.set(said.id, parentId)
    saved.push({ message: said, parentId })
  }

  /** Old messages say nothing of what they follow, where it is the one before them in the list. */
  function stored({ message: said, parentId }: Saved, index: number): Message {
    const plain = parentId === (saved[index - 1]?.message.id ?? null) && said.id.startsWith('old')
    return plain ? said : { ...said, metadata: { millrace: { parentId } } }
  }

  async function* answering({ messages }: SendRequest): AsyncGenerator<readonly Frame[]> {
    const question = messages.at(-1)
    if (question === undefined) throw new Error('A question was lost.')
    save(question, messages.at(-2)?.id ?? null)
    const answer = message(`answer${answers++}`, 'assistant')
    save(answer, question.id)
    const chunks: readonly (Chunk | typeof endOfStream)[] = [
      { type: 'start', messageId: answer.id },
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: answer.id },
      { type: 'text-end', id: '0' },
      { type: 'finish', finishReason: 'stop' },
      endOfStream,
    ]
    yield chunks.map((chunk, n) => ({ n, chunk }))
  }

  return {
    saved,
    save,
    parentOf: (id) => parents.get(id) ?? null,
    history: {
      async load({ before }) {
        const found = saved.findIndex((one) => one.message.id === before)
        const end = before === undefined ? saved.length : Math.max(0, found)
        const start = Math.max(0, end - 1 - Math.floor(random() * 6))
        return { messages: saved.map(stored).slice(start, end), more: start > 0 }
      },
    },
    transport: {
      sends: 'last',
      send: async (request) => ({ streamId: 'stream', frames: answering(request) }),
      resume: async () => undefined,
      stop: async () => undefined,
      isNumbered: () => true,
    },
  }
}

/** What was said long ago: mostly one after the other, now and then from anywhere, the beginning included. */
function fill(keeper: Keeper, random: Random): void {
  const count = Math.floor(random() * 40)
  for (let n = 0; n < count; n++) {
    // One beyond the last: none.
    const any = keeper.saved[Math.floor(random() * (n + 1))]?.message
    const parent = random() < 0.6 ? keeper.saved.at(-1)?.message : any
    const role = parent?.role === 'user' ? 'assistant' : 'user'
    keeper.save(message(`old${n}`, role), parent?.id ?? null)
  }
}

/** What leads to a message, and it. */
function chainTo(keeper: Keeper, id: string): readonly string[] {
  const chain = [id]
  for (let one = keeper.parentOf(id); one !== null; one = keeper.parentOf(one)) chain.unshift(one)
  return chain
}

/** What is shown is a part of the true chain, and nothing is here twice. */
function check(chat: ChatStore, keeper: Keeper): void {
  const { messages, messageIds, indexById, forks } = chat.getState()
  expect(messages.map(({ id }) => id)).toEqual(messageIds)
  expect(new Map(messageIds.map((id, index) => [id, index]))).toEqual(indexById)
  const last = messageIds.at(-1)
  if (last !== undefined) {
    expect(chainTo(keeper, last).slice(-messageIds.length)).toEqual(messageIds)
  }
  for (const id of messageIds.slice(0, 5)) {
    const { index, count } = branchOf(chat.getState(), id) ?? { index: 0, count: 1 }
    expect(index >= 0 && index < count).toBe(true)
  }
  // The active way of a fork is out of date.
  const aside = [...forks.values()].flatMap(({ ways, active }) => ways.toSpliced(active, 1).flat())
  const ids = [...messageIds, ...aside.map(({ id }) => id)]
  expect(ids.length).toBe(new Set(ids).size)
}

/** Chooses versions until this one is shown. */
function show(chat: ChatStore, chain: readonly string[]): void {
  chain.forEach((id, at) => {
    const { messageIds, forks } = chat.getState()
    const shown = messageIds[at] ?? ''
    if (shown === id) return
    const ways = forks.get(chain[at - 1] ?? '')?.ways ?? []
    chat.selectBranch(
      shown,
      ways.findIndex((way) => way[0]?.id === id),
    )
  })
}

const deep = process.env['MILLRACE_DEEP'] !== undefined
const rounds = deep ? 5000 : 120

test(`${rounds} seeded conversations with versions are here as they were said, however they were loaded`, async () => {
  for (let seed = 1; seed <= rounds; seed++) await converse(seed)
}, 600_000)

async function converse(seed: number): Promise<void> {
  const random = seededRandom(seed)
  const keeper = createKeeper(random)
  fill(keeper, random)
  const frames = manualFrames()
  let ids = 0
  const chat = createChat({
    transport: keeper.transport,
    history: keeper.history,
    clock: manualClock(),
    frames,
    newId: () => `new${ids++}`,
  })

  async function finish(done: Promise<void>): Promise<void> {
    let ended = false
    void done.finally(() => (ended = true))
    while (!ended) {
      await new Promise(setImmediate)
      frames.all()
    }
    await done
  }

  /** Something that a reader does. */
  async function act(): Promise<void> {
    const { messages } = chat.getState()
    const any = messages[Math.floor(random() * messages.length)]
    const what = random()
    if (any === undefined || what < 0.3) return await finish(chat.sendMessage('And now?'))
    if (what < 0.5 && any.role === 'user') {
      return await finish(chat.editMessage(any.id, 'In other words'))
    }
    if (what < 0.7) return await finish(chat.regenerate({ messageId: any.id }))
    chat.selectBranch(any.id, Math.floor(random() * 4))
  }

  for (let turn = 0; turn < 100; turn++) {
    const { earlier, messageIds } = chat.getState()
    if (earlier.status === 'none') break
    const loaded = random() < 0.7 ? chat.loadEarlier() : undefined
    const acts = loaded === undefined || random() < 0.2
    if (acts) await act()
    await loaded
    // Nothing that is shown changes under the reader; at first it is the newest that is.
    const now = chat.getState().messageIds
    if (!acts && turn > 0) expect(now.slice(now.length - messageIds.length)).toEqual(messageIds)
    else if (!acts) expect(now.at(-1)).toBe(keeper.saved.at(-1)?.message.id)
    check(chat, keeper)
  }
  expect(chat.getState()).toMatchObject({ earlier: { status: 'none' }, run: { status: 'idle' } })
  while (random() < 0.6) await act()
  check(chat, keeper)

  const followed = new Set(keeper.saved.map(({ parentId }) => parentId))
  for (const { message: leaf } of keeper.saved) {
    if (followed.has(leaf.id)) continue
    const chain = chainTo(keeper, leaf.id)
    show(chat, chain)
    expect(chat.getState().messageIds, `seed ${seed}`).toEqual(chain)
    check(chat, keeper)
  }
}
