import { decode, readEvents } from '@millrace/protocol'
import { seededRandom } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import type { Provider } from '../provider/Provider.ts'
import { createChatRoute } from './createChatRoute.ts'

const rounds = process.env['MILLRACE_DEEP'] === undefined ? 60 : 1000

/** A model that says its own number in every word, and goes on until it is let go or stopped. */
function numberedProvider() {
  let calls = 0
  let go: (() => void) | undefined
  const provider: Provider = {
    name: 'test',
    model: 'test',
    async *stream(_, { signal }) {
      const call = ++calls
      let released = false
      go = () => (released = true)
      for (let word = 0; word < 400 && !released; word++) {
        signal.throwIfAborted()
        yield [{ type: 'text', text: `<${call}>` }]
        await new Promise((resolve) => setImmediate(resolve))
      }
      yield [{ type: 'finish', finishReason: 'stop' }]
    },
  }
  return { provider, release: () => go?.() }
}

interface Read {
  readonly text: string
  readonly types: readonly string[]
}

async function read(response: Response): Promise<Read> {
  let text = ''
  const types: string[] = []
  if (response.body === null) return { text, types }
  for await (const events of readEvents(response.body)) {
    for (const event of events) {
      const frame = decode(event)
      if ('bad' in frame) throw new Error(frame.bad)
      types.push(frame.chunk.type)
      if (frame.chunk.type === 'text-delta') text += frame.chunk.delta
    }
  }
  return { text, types }
}

test(`${rounds} seeded rounds of two tabs: late resumes and stops touch only the answer they name`, async () => {
  for (let seed = 0; seed < rounds; seed++) {
    const random = seededRandom(seed)
    const { provider, release } = numberedProvider()
    const route = createChatRoute({ providers: [provider], identify: () => ({ user: 'u' }) })
    const ask = (method: string, path: string, headers: Record<string, string>, body?: object) =>
      route(
        new Request(`http://route/api/chat${path}`, {
          method,
          headers: { 'content-type': 'application/json', ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      )
    const streams: string[] = []
    const others: Promise<void>[] = []

    /** What a slow tab still sends about answers that are over or run elsewhere. */
    async function disturb(current: number): Promise<void> {
      const old = Math.floor(random() * current)
      const byRun = random() < 0.5
      const query = byRun ? `run=run-${old}` : `stream=${streams[old] ?? ''}`
      if (random() < 0.5) {
        const response = await ask('DELETE', `/c/stream?${query}`, {})
        expect(response.status, `seed ${seed}`).toBe(204)
        return
      }
      const response = await ask('GET', `/c/stream?${query}`, {
        'last-event-id': String(Math.floor(random() * 3)),
      })
      expect(response.status, `seed ${seed}`).toBe(200)
      const { text } = await read(response)
      expect(text.replaceAll(`<${old + 1}>`, ''), `seed ${seed}`).toBe('')
    }

    const turns = 2 + Math.floor(random() * 4)
    for (let turn = 0; turn < turns; turn++) {
      const response = await ask(
        'POST',
        '',
        { 'idempotency-key': `run-${turn}` },
        {
          id: 'c',
          messages: [{ id: `q${turn}`, role: 'user', parts: [{ type: 'text', text: `${turn}` }] }],
        },
      )
      expect(response.status, `seed ${seed}`).toBe(200)
      streams.push(response.headers.get('x-millrace-stream') ?? '')
      const answer = read(response)
      // The other tab follows the same answer, without a name or by its name.
      const name = random() < 0.5 ? '' : `?stream=${streams[turn] ?? ''}`
      const second = ask('GET', `/c/stream${name}`, {}).then(read)
      for (let noise = 0; turn > 0 && noise < 4; noise++) others.push(disturb(turn))
      for (let wait = 0; wait < random() * 20; wait++) {
        await new Promise((resolve) => setImmediate(resolve))
      }
      const stopped = random() < 0.3
      if (stopped) await ask('DELETE', `/c/stream?run=run-${turn}`, {})
      else release()
      const { text, types } = await answer
      expect(text.replaceAll(`<${turn + 1}>`, ''), `seed ${seed}`).toBe('')
      // Only its own stop ends an answer early.
      expect(types.includes('abort'), `seed ${seed} turn ${turn}`).toBe(stopped)
      expect(types.at(-1)).toBe('[DONE]')
      expect((await second).text, `seed ${seed}`).toBe(text)
    }
    await Promise.all(others)
  }
}, 300_000)
