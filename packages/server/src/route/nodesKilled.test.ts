import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { seededRandom } from '@millrace/protocol/testing'
import { expect, inject, onTestFinished, test } from 'vitest'
import { ask } from '../fixtures/ask.ts'
import type { NodeSettings } from '../fixtures/nodeProcess.ts'
import { readAnswer, readUntil } from '../fixtures/readAnswer.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'

const nodeProcess = join(import.meta.dirname, '../fixtures/nodeProcess.ts')
const seams = process.env['MILLRACE_DEEP'] === undefined ? 30 : 1000

let prefixes = 0

function settingsFor(baseURL: string, model: string, leaseMs = 1500): NodeSettings {
  const prefix = `killed-${process.pid}-${prefixes++}`
  return { redisUrl: inject('redisUrl'), prefix, baseURL, model, leaseMs }
}

/** Starts a node in a process of its own. */
async function start(
  settings: NodeSettings,
): Promise<{ readonly child: ChildProcess; readonly api: string }> {
  const args = ['--conditions=@millrace/source', nodeProcess, JSON.stringify(settings)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  while (!output.includes('\n')) output += String(await once(child.stdout, 'data'))
  const port = /listens on (\d+)/.exec(output)?.[1] ?? ''
  return { child, api: `http://127.0.0.1:${port}/api/chat` }
}

test('a node that is killed in the middle of an answer leaves it interrupted on the others, with all that was read (T-22)', async () => {
  const truth = 'It began in the mountains, and went on from there. '.repeat(40)
  const { baseURL } = await startSimulator({ answer: () => truth })
  const settings = settingsFor(baseURL, 'gpt-4o-mini+stall@60000')
  const [a, b] = [await start(settings), await start({ ...settings, model: 'gpt-4o-mini' })]
  const response = await ask(a.api, { runId: 'r' })
  const reader = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader()
  const seen = await readUntil(reader, 'mountains, and went on')
  const last = [...seen.matchAll(/^id: (\d+)$/gm)].at(-1)?.[1] ?? ''
  a.child.kill('SIGKILL')
  await once(a.child, 'exit')
  const startedAt = performance.now()
  const stream = response.headers.get('x-millrace-stream') ?? ''
  const rest = await fetch(`${b.api}/chat-1/stream?stream=${stream}`, {
    headers: { 'last-event-id': last },
  })
  const ending = await readAnswer(rest)
  // The lease, and a look or two.
  expect(performance.now() - startedAt).toBeLessThan(10_000)
  expect(ending.numbers[0]).toBe(Number(last) + 1)
  expect(ending.error).toMatchObject({ code: 'incomplete_stream' })
  const whole = await readAnswer(await fetch(`${b.api}/chat-1/stream?stream=${stream}`))
  expect(whole.facts.status).toBe('interrupted')
  expect(truth.startsWith(whole.text)).toBe(true)
  expect(whole.text.length).toBeGreaterThan(20)
  expect(whole.types.at(-1)).toBe('[DONE]')
  // Retry works, on whichever node is there.
  const retried = await readAnswer(await ask(b.api, { runId: 'r2' }))
  expect(retried.text).toBe(truth)
}, 60_000)

test(`${seams} answers, each cut at a place of its own and resumed on the other node, are whole`, async () => {
  const truth = 'A *millrace* — 水路 👩‍💻 — keeps the water level.\n\n- one\n- two\n'.repeat(4)
  const { baseURL } = await startSimulator({ answer: () => truth })
  const settings = settingsFor(baseURL, 'gpt-4o-mini', 5000)
  const nodes = [await start(settings), await start(settings)] as const
  const random = seededRandom(11)
  let alone = 0

  async function seam(round: number): Promise<void> {
    const [one, other] = round % 2 === 0 ? nodes : [nodes[1], nodes[0]]
    const chatId = `seam-${round}`
    const leaving = new AbortController()
    const response = await ask(one.api, { chatId, runId: 'r', signal: leaving.signal })
    const reader = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader()
    const wanted = Math.floor(random() * 40)
    let read = ''
    while (!read.includes(`id: ${wanted}\n`)) {
      const { done, value } = await reader.read()
      if (done) break
      read += new TextDecoder().decode(value)
    }
    leaving.abort()
    // What a client has is a whole number of events.
    const events = read.split('\n\n').slice(0, -1)
    const cut = Math.floor(random() * (events.length + 1))
    const had = events.slice(0, cut)
    const last = cut - 1
    const resume = (): Promise<Response> =>
      fetch(`${other.api}/${chatId}/stream?run=r`, {
        headers: last < 0 ? {} : { 'last-event-id': String(last) },
      })
    let rest = await resume()
    // Redis was too late for this once: a client asks again.
    while (rest.status === 503) rest = await resume()
    // Too late when it was to begin (404) or under way (416): the answer is on its node alone, as it says in the log.
    if (rest.status === 404 || rest.status === 416) {
      alone++
      const own = await readAnswer(await fetch(`${one.api}/${chatId}/stream?run=r`))
      expect(own.text, `round ${round}`).toBe(truth)
      return
    }
    expect(rest.status, `round ${round}`).toBe(200)
    const text = `${had.map((event) => `${event}\n\n`).join('')}${await rest.text()}`
    const answer = await readAnswer(new Response(text))
    // Who has the end already gets it once more.
    const numbers = answer.numbers.filter((n, at) => answer.numbers.indexOf(n) === at)
    expect(numbers, `round ${round}`).toEqual(numbers.map((_, index) => index))
    const clean = await readAnswer(await fetch(`${one.api}/${chatId}/stream?run=r`))
    expect(clean.text, `round ${round}`).toBe(truth)
    if (numbers.length === answer.numbers.length) expect(answer.text, `round ${round}`).toBe(truth)
  }

  for (let round = 0; round < seams; round += 10) {
    await Promise.all(Array.from({ length: 10 }, (_, at) => seam(round + at)))
  }
  expect(alone).toBeLessThan(seams / 2)
}, 600_000)

test('a rolling restart of both nodes under 100 running answers interrupts none', async () => {
  const truth = 'Steady as the water goes. '.repeat(20)
  const { baseURL } = await startSimulator({
    answer: () => truth,
    pacing: { firstTokenMs: 20, tokenMs: 15 },
  })
  const settings = settingsFor(baseURL, 'gpt-4o-mini', 5000)
  const nodes = [await start(settings), await start(settings)]
  const answers = Array.from({ length: 100 }, async (_, index) => {
    const { api } = nodes[index % 2] as (typeof nodes)[number]
    const response = await ask(api, { chatId: `chat-${index}`, runId: 'r' })
    expect(response.status).toBe(200)
    return await readAnswer(response)
  })
  // All have begun.
  await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const { api } = nodes[index % 2] as (typeof nodes)[number]
      for (;;) {
        const response = await fetch(`${api}/chat-${index}/stream?run=r`)
        await response.body?.cancel()
        if (response.status === 200) return
      }
    }),
  )
  for (const [at, node] of nodes.entries()) {
    node.child.kill('SIGTERM')
    await once(node.child, 'exit')
    nodes[at] = await start(settings)
  }
  const texts = new Set(
    (await Promise.all(answers)).map(({ text, types }) => `${types.at(-1)} ${text}`),
  )
  expect([...texts]).toEqual([`[DONE] ${truth}`])
}, 120_000)
