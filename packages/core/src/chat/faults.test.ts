import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { factsOf, type Message, type Random, textOf } from '@millrace/protocol'
import { seededRandom } from '@millrace/protocol/testing'
import { createChatRoute, type Provider } from '@millrace/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttpTransport } from '../transport/createHttpTransport.ts'
import { createChat } from './createChat.ts'

const deep = process.env['MILLRACE_DEEP'] !== undefined
const schedules = deep ? 5000 : 120

/** The true text of a question, and how many times the model was asked it. */
const asked = new Map<string, number>()
function truthOf(question: string): readonly string[] {
  const random = seededRandom(Number(question))
  const words = ['Hello', ' 👩‍💻', ' wörld', '\n\n', ' `code`', '.', ' and', ' so']
  return Array.from(
    { length: 5 + Math.floor(random() * 60) },
    (_, index) => `${words[Math.floor(random() * words.length)] ?? ''}${index} `,
  )
}

const provider: Provider = {
  name: 'test',
  model: 'test',
  async *stream({ prompt }) {
    const last = prompt.at(-1)
    const [part] = last?.role === 'user' ? last.content : []
    const question = part?.type === 'text' ? part.text : '0'
    asked.set(question, (asked.get(question) ?? 0) + 1)
    for (const text of truthOf(question)) {
      await new Promise((resolve) => setImmediate(resolve))
      yield [{ type: 'text', text }]
    }
    yield [{ type: 'finish', finishReason: 'stop' }]
  },
}

const route = createChatRoute({ providers: [provider], identify: () => ({ user: 'u' }) })

/** The network between client and route: loses, repeats, swaps, delays and cuts, by a seed in the path. */
const network = createServer((request, response) => {
  carry(request, response).catch(() => response.destroy())
})
const connections = new Map<string, number>()
let origin = ''

async function carry(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, seed = '0', ...path] = (request.url ?? '').split('/')
  const turn = connections.get(seed) ?? 0
  connections.set(seed, turn + 1)
  const random = seededRandom(Number(seed) * 100 + turn)
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  // Sometimes a question is lost before the route, sometimes its answer's headers are lost after it.
  if (request.method === 'POST' && turn > 0 && random() < 0.1) return void response.destroy()
  const { method = 'GET', headers } = request
  const answer = await route(
    new Request(`http://route/${path.join('/')}`, {
      method,
      headers: headers as Record<string, string>,
      ...(pieces.length === 0 ? {} : { body: Buffer.concat(pieces) }),
    }),
  )
  if (request.method === 'POST' && random() < 0.05 && turn > 0) {
    void answer.body?.cancel()
    return void response.destroy()
  }
  response.writeHead(answer.status, Object.fromEntries(answer.headers))
  if (answer.body === null) return void response.end()
  await disturb(answer.body, response, random)
}

async function disturb(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  response: ServerResponse,
  random: Random,
): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  let held: string | undefined
  // The first connections are bad, the later ones good: every schedule comes to an end.
  const badness = random()
  for await (const bytes of body) {
    const events = (rest + decoder.decode(bytes, { stream: true })).split('\n\n')
    rest = events.pop() ?? ''
    for (const event of events) {
      const written = `${event}\n\n`
      const what = random() / Math.max(0.05, badness)
      if (what < 0.04) continue
      if (what < 0.08) response.write(written + written)
      else if (what < 0.14 && held === undefined) held = written
      else if (what < 0.16) return void response.destroy()
      else if (what < 0.17) return void response.end()
      else if (what < 0.19) return void response.end(written.slice(0, written.length / 2))
      else response.write(written)
      if (held !== undefined && random() < 0.5) {
        response.write(held)
        held = undefined
      }
    }
    if (random() < 0.3) await new Promise((resolve) => setImmediate(resolve))
  }
  response.end(held)
}

beforeAll(async () => {
  await new Promise<void>((resolve) => network.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(network.address() as AddressInfo).port}`
})
afterAll(() => {
  network.closeAllConnections()
  network.close()
})

async function drill(seed: number): Promise<'whole' | 'interrupted'> {
  const chat = createChat({
    id: `chat-${seed}`,
    transport: createHttpTransport({ api: `${origin}/${seed}/api/chat` }),
    reconnect: { baseMs: 1, capMs: 4, maxAttempts: 8 },
    gapWaitMs: 5,
    pace: 'frame',
  })
  const truth = truthOf(String(seed)).join('')
  chat.subscribe(({ messages }) => {
    const shown = textOf(messages[1] ?? { parts: [] })
    if (!truth.startsWith(shown)) throw new Error(`seed ${seed} shows what is not a prefix`)
  })
  // The first connection is not known to be numbered: a lost question is not repeated then.
  await chat.sendMessage(String(seed))
  const { messages, run } = chat.getState()
  const answer = messages[1] as Message | undefined
  const text = answer === undefined ? '' : textOf(answer)
  expect(truth.startsWith(text), `seed ${seed}`).toBe(true)
  if (run.status === 'idle') {
    expect(text, `seed ${seed}`).toBe(truth)
    return 'whole'
  }
  expect(run, `seed ${seed}`).toMatchObject({ status: 'failed', error: { retryable: true } })
  if (answer !== undefined) expect(factsOf(answer).status, `seed ${seed}`).toBe('interrupted')
  return 'interrupted'
}

test(
  `${schedules} seeded fault schedules over HTTP: whole and exact, or interrupted with a prefix kept`,
  { timeout: 600_000 },
  async () => {
    const outcomes = { whole: 0, interrupted: 0 }
    for (let from = 1; from <= schedules; from += 25) {
      const seeds = Array.from({ length: Math.min(25, schedules - from + 1) }, (_, at) => from + at)
      for (const outcome of await Promise.all(seeds.map(drill))) outcomes[outcome]++
    }
    // Nearly all must come through: giving up is allowed, giving in is not.
    expect(outcomes.whole).toBeGreaterThan(schedules * 0.95)
    // And each question was put to the model once, however often it was sent.
    expect([...asked.values()].every((count) => count === 1)).toBe(true)
  },
)
