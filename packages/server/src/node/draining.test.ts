import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, createServer, type IncomingMessage, request as nodeRequest } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createSimulator } from '@millrace/simulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ask, question } from '../fixtures/ask.ts'
import { collectGarbage } from '../fixtures/collectGarbage.ts'
import type { DrainingSettings } from '../fixtures/drainingProcess.ts'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { readAnswer, readUntil } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serve } from '../fixtures/serveRoute.ts'
import type { ChatRoute } from '../route/ChatRouteOptions.ts'
import { createChatRoute } from '../route/createChatRoute.ts'
import { toNodeListener } from './toNodeListener.ts'

const logger = recordingLogger()
const drainingProcess = fileURLToPath(new URL('../fixtures/drainingProcess.ts', import.meta.url))

interface Served {
  readonly api: string
  /** Resolves once the process has written this line. */
  wrote(line: string): Promise<void>
  /** Sends SIGTERM. */
  end(): void
  /** How the process ended: exit code and signal. */
  readonly ended: Promise<readonly unknown[]>
}

/** Runs a command as the first process of all that it sees, as a container does. Linux has that, for root. */
const container = ['--pid', '--fork', '--kill-child', '--mount-proc']
const containing = 'unshare'
const hasContainers = spawnSync(containing, [...container, 'true']).status === 0

/** Serves a route in a process of its own. */
async function start(settings: DrainingSettings, { inContainer = false } = {}): Promise<Served> {
  const args = ['--conditions=@millrace/source', drainingProcess, JSON.stringify(settings)]
  const child = spawn(
    inContainer ? containing : process.execPath,
    inContainer ? [...container, process.execPath, ...args] : args,
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const { pid = 0 } = child
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  let output = ''
  let wake: () => void = () => undefined
  child.stdout.on('data', (piece) => {
    output += String(piece)
    wake()
  })
  async function matching(line: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = line.exec(output)
      if (match !== null) return match
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  const [, port] = await matching(/^listens on (\d+)$/m)
  return {
    api: `http://127.0.0.1:${port}/api/chat`,
    wrote: async (line) => void (await matching(new RegExp(`^${line}$`, 'm'))),
    end: () => void process.kill(inContainer ? onlyChildOf(pid) : pid),
    ended,
  }
}

function onlyChildOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'))
}

/** A model that says its first word, and the others once it may go on. */
async function haltingModel(): Promise<{ readonly baseURL: string; readonly goOn: () => void }> {
  let goOn: () => void = () => undefined
  const released = new Promise<void>((resolve) => (goOn = resolve))
  const simulator = createSimulator({
    pacing: { firstTokenMs: 0, tokenMs: 1, jitter: 0 },
    answer: answerTo,
    clock: {
      now: () => 0,
      async wait(ms, signal) {
        if (ms === 0) return
        const left = new Promise((resolve) => signal.addEventListener('abort', resolve))
        await Promise.race([released, left])
      },
    },
  })
  const { baseURL, close } = await simulator.listen()
  onTestFinished(close)
  return { baseURL, goOn }
}

function answerTo(text: string): string {
  return `Answered: ${text}. `.repeat(20)
}

type Body = ReadableStream<Uint8Array<ArrayBuffer>>

/** The same stream twice: read until `part`, and whole. */
async function begun(response: Response, part: string): Promise<Body> {
  if (response.body === null) throw new Error('There is no body.')
  const [first, whole] = response.body.tee()
  const reader = first.getReader()
  await readUntil(reader, part)
  void reader.cancel()
  return whole
}

describe('on SIGTERM', () => {
  test('a hundred running answers reach their readers whole, new questions are sent elsewhere, and the signal ends the process', async () => {
    const model = await haltingModel()
    const { api, end, wrote, ended } = await start({ baseURL: model.baseURL, timeoutMs: 60_000 })
    const texts = Array.from({ length: 100 }, (_, n) => `Question ${n}`)
    const bodies = await Promise.all(
      texts.map(async (text, n) => {
        // Half of them could come back, the others are stock clients.
        const runId = n % 2 === 0 ? {} : { runId: `run-${n}` }
        return begun(await ask(api, { chatId: `chat-${n}`, text, ...runId }), 'text-delta')
      }),
    )
    end()
    await wrote('drains')
    const refused = await ask(api, { chatId: 'chat-new' })
    expect([refused.status, await refused.json()]).toMatchObject([
      503,
      { error: { code: 'unavailable', retryable: true } },
    ])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.headers.get('connection')).toBe('close')
    const health = await fetch(`${api}/health`)
    expect([health.status, health.headers.get('connection'), await health.json()]).toEqual([
      503,
      'close',
      { status: 'draining' },
    ])
    model.goOn()
    const answers = await Promise.all(bodies.map((body) => readAnswer({ body })))
    expect(answers.map(({ text }) => text)).toEqual(texts.map(answerTo))
    expect(new Set(answers.map(({ types }) => types.at(-1)))).toEqual(new Set(['[DONE]']))
    expect(await ended).toEqual([null, 'SIGTERM'])
  })

  test('what does not end within timeoutMs ends as interrupted and keeps its text', async () => {
    const model = await haltingModel()
    const { api, end, ended } = await start({ baseURL: model.baseURL, timeoutMs: 2000 })
    const body = await begun(await ask(api, { runId: 'run-1' }), 'text-delta')
    end()
    const { text, error, types, facts } = await readAnswer({ body })
    expect(text).not.toBe('')
    expect(answerTo('Hello').startsWith(text)).toBe(true)
    expect([error?.code, types.at(-1), facts.status]).toEqual([
      'incomplete_stream',
      '[DONE]',
      'interrupted',
    ])
    expect(await ended).toEqual([null, 'SIGTERM'])
  })

  test('a client that never reads does not hold the process longer than timeoutMs', async () => {
    const { api, end, wrote, ended } = await start({ timeoutMs: 500 })
    const { hostname, port } = new URL(api)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => undefined)
    onTestFinished(() => void socket.destroy())
    const body = await question(api).text()
    socket.write(
      `POST /api/chat HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n` +
        `content-length: ${body.length}\r\n\r\n${body}`,
    )
    await wrote('said')
    const signalledAt = performance.now()
    end()
    expect(await ended).toEqual([null, 'SIGTERM'])
    // It was waited for as long as there was time.
    expect(performance.now() - signalledAt).toBeGreaterThan(450)
  })

  test('a slow client gets all of it, though nothing is left to be said', async () => {
    const { api, end, wrote, ended } = await start({ timeoutMs: 60_000 })
    const response = await ask(api)
    await wrote('said')
    end()
    await wrote('drains')
    const { text, types } = await readAnswer(response)
    expect([text.length, types.at(-1)]).toEqual([16_000_000, '[DONE]'])
    expect(await ended).toEqual([null, 'SIGTERM'])
  })

  test('a second one ends the process at once', async () => {
    const model = await haltingModel()
    const { api, end, wrote, ended } = await start({ baseURL: model.baseURL, timeoutMs: 60_000 })
    const response = await ask(api, { runId: 'run-1' })
    end()
    await wrote('drains')
    end()
    expect(await ended).toEqual([null, 'SIGTERM'])
    await expect(readAnswer(response)).rejects.toThrow('terminated')
  })

  test('an idle process ends at once', async () => {
    const { api, end, ended } = await start({ timeoutMs: 60_000 })
    await (await fetch(`${api}/health`)).text()
    end()
    expect(await ended).toEqual([null, 'SIGTERM'])
  })

  test.skipIf(!hasContainers)(
    'the first process of a container ends too, though its own signals do not reach it',
    async () => {
      const model = await haltingModel()
      const { api, end, wrote, ended } = await start(
        { baseURL: model.baseURL },
        { inContainer: true },
      )
      const body = await begun(await ask(api), 'text-delta')
      end()
      await wrote('drains')
      model.goOn()
      expect((await readAnswer({ body })).text).toBe(answerTo('Hello'))
      expect(await ended).toEqual([143, null])
    },
  )

  test('a process that ends itself when its server has closed does so, with all answers whole', async () => {
    const model = await haltingModel()
    const { api, end, wrote, ended } = await start({ baseURL: model.baseURL, endsItself: true })
    const body = await begun(await ask(api), 'text-delta')
    end()
    await wrote('drains')
    model.goOn()
    expect((await readAnswer({ body })).text).toBe(answerTo('Hello'))
    expect(await ended).toEqual([7, null])
  })
})

describe('the listener for the signal', () => {
  const provider = handFedProvider()
  const newRoute = (): ChatRoute => createChatRoute({ providers: [provider], logger })

  test('is one for all routes and servers of the process, and none warns of a leak', () => {
    const warnings: Error[] = []
    const warned = (warning: Error): void => void warnings.push(warning)
    process.on('warning', warned)
    onTestFinished(() => void process.off('warning', warned))
    const before = process.listenerCount('SIGTERM')
    for (let n = 0; n < 50; n++) {
      const route = newRoute()
      toNodeListener(route)
      toNodeListener(route, { timeoutMs: 20_000 })
    }
    expect(process.listenerCount('SIGTERM') - before).toBeLessThanOrEqual(1)
    expect(warnings).toEqual([])
  })

  test('holds no route that nobody else holds', async () => {
    const made = (): WeakRef<ChatRoute> => {
      const route = newRoute()
      toNodeListener(route, { signals: ['SIGUSR2'] })
      return new WeakRef(route)
    }
    const before = listenerCounts()
    const route = made()
    // What was looked at in this turn is kept to its end.
    await nextTurn()
    collectGarbage()
    expect(route.deref()).toBeUndefined()
    await signal()
    expect(listenerCounts()).toEqual(before)
  })

  test('ends connections that would be kept once their responses are out', async () => {
    const route = newRoute()
    const server = createServer(
      { keepAliveTimeout: 0 },
      toNodeListener(route, { signals: ['SIGUSR2'] }),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const agent = new Agent({ keepAlive: true })
    const path = '/api/chat'
    const headers = { 'content-type': 'application/json' }
    const sending = nodeRequest({ port, path, headers, agent, method: 'POST' })
    sending.end(await question('http://localhost').text())
    const [response] = (await once(sending, 'response')) as [IncomingMessage]
    expect(response.headers.connection).toBe('keep-alive')
    await provider.asked()
    await signal()
    response.resume()
    provider.finish()
    await once(response.socket, 'close')
    server.close()
  })

  test('is not there for a function without close, for no signals, and where there are no signals', () => {
    const before = listenerCounts()
    toNodeListener(() => Promise.resolve(new Response('Hello')), { signals: ['SIGUSR2'] })
    toNodeListener(newRoute(), { signals: false })
    toNodeListener(newRoute(), { signals: [] })
    Object.assign(process, { prependListener: undefined })
    onTestFinished(() => void Reflect.deleteProperty(process, 'prependListener'))
    toNodeListener(newRoute(), { signals: ['SIGUSR2'] })
    expect(listenerCounts()).toEqual(before)
  })

  test('drains each route once, by the longest of its times, and leaves the end to who else listened', async () => {
    const closed: unknown[] = []
    const route = Object.assign(() => Promise.resolve(new Response('Hello')), {
      close: (options: unknown) => Promise.resolve(void closed.push(options)),
    })
    const before = listenerCounts()
    const origins = [{ timeoutMs: 5000 }, { timeoutMs: 50_000 }, {}].map((options) =>
      serve(toNodeListener(route, { signals: ['SIGUSR2'], ...options })),
    )
    await signal()
    expect(closed).toEqual([{ timeoutMs: 49_000 }])
    // It has gone by itself, and the process lives.
    expect(listenerCounts()).toEqual(before)
    for (const origin of origins) {
      expect((await fetch(await origin)).headers.get('connection')).toBe('close')
    }
  })

  test('takes no time that a timer cannot wait', () => {
    for (const timeoutMs of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => toNodeListener(newRoute(), { timeoutMs })).toThrow(RangeError)
    }
  })
})

/** Sends this process a signal, which others hear too, so that it lives on. */
async function signal(): Promise<void> {
  const heard = once(process, 'SIGUSR2')
  process.kill(process.pid, 'SIGUSR2')
  await heard
  await nextTurn()
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function listenerCounts(): readonly number[] {
  return [process.listenerCount('SIGTERM'), process.listenerCount('SIGUSR2')]
}
