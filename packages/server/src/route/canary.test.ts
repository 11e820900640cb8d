import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { Message } from '@millrace/protocol'
import { tool } from 'ai'
import { build } from 'vite'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { ask } from '../fixtures/ask.ts'
import { serve, serveRoute } from '../fixtures/serveRoute.ts'
import { serveTurns } from '../fixtures/serveTurns.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'
import { memoryHistory } from '../history/memoryHistory.ts'
import { leakCheck } from '../leak-check/leakCheck.ts'
import { createFinder } from '../leak-check/createFinder.ts'
import { findLeaks } from '../leak-check/findLeaks.ts'
import { fromLanguageModel } from '../provider/fromLanguageModel.ts'
import { openaiCompatible } from '../provider/openaiCompatible.ts'
import type { Provider } from '../provider/Provider.ts'
import type { ChatRouteOptions } from './ChatRouteOptions.ts'
import { createChatRoute } from './createChatRoute.ts'

// Nothing after `sk-`, so that no pattern knows it, but the route does: it is a provider's key.
const shapeless = 'canary7f3a9b1c5d2e4f60'
const shaped = 'sk-proj-canary0123456789abcdefABCDEF0123456789abcdef'
const canaries = [shapeless, shaped]

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

/** All that came out: responses, headers, log lines, what was stored, what was told. */
function collect() {
  const out: string[] = []
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, level).mockImplementation((...words: unknown[]) => {
      out.push(words.map(String).join(' '))
    })
  }
  return {
    out,
    async read(response: Response) {
      out.push(JSON.stringify([...response.headers]), await response.text())
    },
    /** No canary, in none of the spellings that a key takes under way. */
    expectClean() {
      expect(out.length).toBeGreaterThan(0)
      const secrets = canaries.map((value) => ({ names: ['CANARY'], value }))
      const text = Buffer.from(out.join('\n')).toString('latin1')
      expect(
        createFinder({ secrets, allow: [] })
          .find(text)
          .map(({ start, what }) => `${what}: …${text.slice(start - 60, start + 20)}`),
      ).toEqual([])
      expect(text).not.toMatch(/canary[0-9]/)
    },
  }
}

const kinds: readonly (readonly [
  string,
  (baseURL: string, key: string, model: string) => Provider,
])[] = [
  ['openaiCompatible', (baseURL, apiKey, model) => openaiCompatible({ baseURL, apiKey, model })],
  [
    'fromLanguageModel',
    (baseURL, apiKey, model) =>
      fromLanguageModel(createOpenAICompatible({ name: 'sdk', baseURL, apiKey }).chatModel(model)),
  ],
]

const faults =
  '401 403 404 429 quota 500 503 html html-502 error-200 wrong-type wrong-type-json error-first error-mid-stream garbage reset cut@20 end stall empty finish-missing content-policy context-length reset-before-headers no-headers'.split(
    ' ',
  )

const quick = {
  retry: false,
  breaker: false,
  timeouts: { idleMs: 50, firstTokenMs: 50, connectMs: 50 },
} as const

for (const [kind, make] of kinds) {
  for (const [shape, key] of [
    ['a known shape', shaped],
    ['no shape', shapeless],
  ] as const) {
    test(`${kind}: no fault of a provider brings out a key of ${shape} (T-67)`, async () => {
      const { out, read, expectClean } = collect()
      const { baseURL } = await startSimulator()
      for (const fault of faults) {
        const provider = make(baseURL, key, `gpt-4o-mini+${fault}`)
        const route = createChatRoute({ ...quick, providers: [provider] })
        await read(await ask(await serveRoute(route)))
      }
      // It wants another key, and says part of the wrong one.
      const strict = await startSimulator({ apiKey: 'another' })
      const refused = createChatRoute({
        ...quick,
        providers: [make(strict.baseURL, key, 'gpt-4o')],
      })
      await read(await ask(await serveRoute(refused)))
      expect(out.join()).toContain('Incorrect API key')
      // A gateway that repeats all that it was sent, as text and as JSON, in headers and in the body.
      for (const type of ['application/json', 'text/plain', 'text/event-stream']) {
        const echo = await serve((request, response) => {
          request.resume()
          const sent = JSON.stringify(request.headers)
          const encoded = Buffer.from(String(request.headers.authorization)).toString('base64')
          response.writeHead(type === 'text/event-stream' ? 200 : 401, {
            'content-type': type,
            'x-request-id': String(request.headers.authorization),
          })
          const error = JSON.stringify({ error: { message: `${sent} ${encoded}`, code: sent } })
          response.end(type === 'text/event-stream' ? `data: ${error}\n\n` : error)
        })
        for (const canned of [false, {}] as const) {
          const route = createChatRoute({ ...quick, canned, providers: [make(echo, key, 'm')] })
          await read(await ask(await serveRoute(route)))
        }
      }
      // `fetch` itself says what it was given.
      const broken = createChatRoute({ ...quick, providers: [make(baseURL, `${key}\n`, 'm')] })
      await read(await ask(await serveRoute(broken)))
      expectClean()
    })
  }
}

test('nothing that an application throws brings out a key (T-67)', async () => {
  const { out, read, expectClean } = collect()
  const turn = { calls: [{ id: 'a', name: 'leak', input: '{}' }] }
  const { baseURL } = await serveTurns(Array.from({ length: 99 }, () => turn))
  const providers = [openaiCompatible({ baseURL, apiKey: shapeless, model: 'm' })] as const
  const fail = (): never => {
    throw new Error(`${shaped} and ${shapeless}`, { cause: { headers: { authorization: shaped } } })
  }
  const kept = memoryHistory()
  const throwing = { load: fail, save: fail, list: fail }
  const leak = tool({ inputSchema: z.object({}), execute: fail as () => string })
  const options: readonly Partial<ChatRouteOptions>[] = [
    { identify: fail },
    { guard: fail },
    { models: { only: providers }, selectModel: fail },
    { history: throwing },
    { history: { ...kept, save: fail }, onAlert: fail },
    { tools: { leak }, history: kept },
    { tools: { leak } },
    { strategy: fail, windowCap: 600, maxOutputTokens: 100 },
    { admin: fail },
    { onRejected: fail, guard: () => `because of ${shaped}` },
  ]
  for (const one of options) {
    const route = createChatRoute({
      ...('models' in one ? {} : { providers }),
      secret: `${shaped}-as-a-secret`,
      secrets: [shaped],
      ...one,
    })
    const api = await serveRoute(route)
    await read(await ask(api))
    for (const path of ['chat-1/messages', 'chats', 'models', 'health', 'chat-1/stream?stream=x']) {
      await read(await fetch(`${api}/${path}`))
    }
    await route.close({ timeoutMs: 0 })
  }
  const { messages } = await kept.load({ id: 'chat-1', who: {} }, { limit: 100 })
  expect(messages.length).toBeGreaterThan(0)
  out.push(JSON.stringify(messages satisfies readonly Message[]))
  expect(out.join()).toContain('tool-failed')
  expectClean()
})

test('the page of the demo is built without the key that its server has (T-67)', async () => {
  vi.stubEnv('OPENAI_API_KEY', shaped)
  vi.stubEnv('VITE_OPENAI_API_KEY', shapeless)
  const outDir = await mkdtemp(join(tmpdir(), 'millrace-demo-'))
  onTestFinished(() => rm(outDir, { recursive: true, force: true }))
  const root = join(import.meta.dirname, '../../../../apps/demo')
  await build({
    configFile: false,
    root,
    logLevel: 'silent',
    resolve: { conditions: ['@millrace/source', 'module', 'browser'] },
    plugins: [leakCheck()],
    build: { outDir, sourcemap: true, minify: false, emptyOutDir: true },
  })
  const secrets = canaries.map((value) => ({ names: ['CANARY'], value }))
  const { files, leaks } = await findLeaks([outDir], { secrets, allow: [] })
  expect(files).toBeGreaterThan(2)
  expect(leaks).toEqual([])
}, 180_000)
