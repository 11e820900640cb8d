import { fileURLToPath } from 'node:url'
import { createContext, Script } from 'node:vm'
import { build, type Rolldown } from 'vite'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { ask, question } from '../fixtures/ask.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'
import type * as Server from '../index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const conditions = ['workerd', 'worker', 'module', 'import', 'default']

/** What is published, and all that it needs, in one script: as tools of edge platforms bundle it. */
async function bundle(input: string): Promise<Rolldown.OutputChunk> {
  const { output } = (await build({
    root,
    configFile: false,
    logLevel: 'silent',
    mode: 'production',
    // What is in Node alone stays an import, and is seen.
    ssr: { target: 'webworker', noExternal: true, resolve: { conditions, externalConditions: [] } },
    build: {
      ssr: true,
      write: false,
      minify: false,
      rolldownOptions: { input, output: { format: 'iife', name: 'millrace' } },
    },
  })) as Rolldown.RolldownOutput
  const [file, ...others] = output
  expect(others).toEqual([])
  return file
}

/** What workers have beside the language itself, and no more than the route may count on. */
const workerNames = [
  'AbortSignal',
  'Blob',
  'DOMException',
  'FormData',
  'Headers',
  'ReadableStream',
  'Request',
  'Response',
  'TextDecoder',
  'TextDecoderStream',
  'TextEncoder',
  'TextEncoderStream',
  'TransformStream',
  'URL',
  'URLSearchParams',
  'WritableStream',
  'atob',
  'btoa',
  'clearTimeout',
  'console',
  'performance',
  'queueMicrotask',
  'structuredClone',
] as const

/** A worker's module, as it is deployed. */
interface Worker {
  fetch(
    request: Request,
    env: object,
    context: { waitUntil: (work: Promise<unknown>) => void },
  ): Promise<Response>
  close: Server.ChatRoute['close']
}

const workerModule = new Script(`(({ createChatRoute, openai }, baseURL, options) => {
  const route = createChatRoute({
    providers: [openai('gpt-4o-mini', { apiKey: 'test', baseURL })],
    logger: { info() {}, warn() {}, error() {} },
    ...options,
  })
  return {
    fetch: (request, env, context) =>
      route(request, { waitUntil: (work) => context.waitUntil(work) }),
    close: route.close,
  }
})`)

let file: Rolldown.OutputChunk
let script: Script

beforeAll(async () => {
  file = await bundle(`${root}dist/index.js`)
  script = new Script(`${file.code}\nmillrace`)
})

/** Starts the worker in a global that has what workers have. */
function startWorker(baseURL: string, options = {}): Worker {
  let loaded = false
  /** Until its first request a worker may only compute: Cloudflare refuses to load it else. */
  function requestsOnly(): void {
    if (!loaded) throw new Error('This is not allowed in the global scope of a worker.')
  }
  const host = globalThis as unknown as Readonly<Record<string, unknown>>
  const context = createContext({
    ...Object.fromEntries(workerNames.map((name) => [name, host[name]])),
    AbortController: class extends AbortController {
      constructor() {
        requestsOnly()
        super()
      }
    },
    crypto: {
      subtle: crypto.subtle,
      getRandomValues(array: Uint8Array<ArrayBuffer>) {
        requestsOnly()
        return crypto.getRandomValues(array)
      },
      randomUUID() {
        requestsOnly()
        return crypto.randomUUID()
      },
    },
    fetch(input: Request | string, init?: RequestInit) {
      requestsOnly()
      return fetch(input, init)
    },
    setTimeout(task: () => void, ms: number) {
      requestsOnly()
      // A number, as everywhere but in Node.
      return Number(setTimeout(task, ms))
    },
  })
  const server: unknown = script.runInContext(context)
  const start = workerModule.runInContext(context) as (...given: unknown[]) => Worker
  const worker = start(server, baseURL, options)
  loaded = true
  return worker
}

/** Sends a worker requests, as its platform does. */
function platform(worker: Worker): {
  readonly send: (request: Request) => Promise<Response>
  readonly works: readonly Promise<unknown>[]
} {
  const works: Promise<unknown>[] = []
  const waitUntil = (work: Promise<unknown>): void => void works.push(work)
  return { send: (request) => worker.fetch(request, {}, { waitUntil }), works }
}

const api = 'https://app.example/api/chat'
const answer = 'It came through **whole**: äöü, 中文, 🌊. '.repeat(50)

test('is one script that asks for nothing of Node', () => {
  expect([file.imports, file.dynamicImports]).toEqual([[], []])
  expect(file.moduleIds.length).toBeGreaterThan(50)
  // `process?.env` of a global that may have none is all there is.
  expect(file.code).not.toMatch(/\brequire\(|\bimport\(|\bprocess\.\w|\bBuffer\b|\bnode:|__dirname/)
})

test('a script that asks for something of Node is seen', async () => {
  const { imports } = await bundle(`data:text/javascript,import { cwd } from 'node:process'; cwd()`)
  expect(imports).toEqual(['node:process'])
})

describe('in a worker', () => {
  test('a question gets its whole answer, which can be had again', async () => {
    const { baseURL } = await startSimulator({ answer: () => answer })
    const { send, works } = platform(startWorker(baseURL))
    const response = await send(question(api, { runId: 'run-1' }))
    expect(response).toMatchObject({ status: 200 })
    const stream = response.headers.get('x-millrace-stream') ?? ''
    const { text, types } = await readAnswer(response)
    expect([text, types.at(-1)]).toEqual([answer, '[DONE]'])
    expect(works).toHaveLength(1)
    await Promise.all(works)
    const again = await send(new Request(`${api}/chat-1/stream?stream=${stream}`))
    expect((await readAnswer(again)).text).toBe(answer)
  })

  test('a provider that cannot be reached, and requests that make no sense, are answered as everywhere', async () => {
    const { send } = platform(startWorker('http://127.0.0.1:1/v1', { retry: false }))
    const { facts, types } = await readAnswer(await send(question(api)))
    expect([facts.canned, types.at(-1)]).toEqual(['outage', '[DONE]'])
    const wrong = await send(new Request(api, { method: 'POST', body: '{' }))
    expect(wrong.status).toBe(415)
    const nothing = await send(new Request(`${api}/chat-1/stream?stream=none`))
    expect(await nothing.json()).toMatchObject({ error: { code: 'not_found' } })
  })

  test('it tells its health and is closed', async () => {
    const { baseURL } = await startSimulator()
    const worker = startWorker(baseURL)
    const { send } = platform(worker)
    const health = async (): Promise<unknown> => (await send(new Request(`${api}/health`))).json()
    expect(await health()).toEqual({ status: 'ok' })
    await worker.close()
    expect(await health()).toEqual({ status: 'draining' })
    expect((await send(question(api))).status).toBe(503)
  })
})

test('the same script answers over node:http', async () => {
  const { baseURL } = await startSimulator({ answer: () => answer })
  const { createChatRoute, openai } = script.runInThisContext() as typeof Server
  const route = createChatRoute({
    providers: [openai('gpt-4o-mini', { apiKey: 'test', baseURL })],
    identify: () => ({ user: 'u' }),
  })
  onTestFinished(() => route.close())
  const { text, types } = await readAnswer(await ask(await serveRoute(route)))
  expect([text, types.at(-1)]).toEqual([answer, '[DONE]'])
})
