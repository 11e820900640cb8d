import { afterEach, describe, expect, test, vi } from 'vitest'
import { serve } from '../fixtures/serveRoute.ts'
import { azure, groq, ollama, openai, presets, together } from './presets.ts'
import type { Provider } from './Provider.ts'

afterEach(() => void vi.unstubAllEnvs())

const makers = { openai, azure, together, groq, ollama } as const

/** What a provider sends, at an address of our own. */
async function sentBy(make: (baseURL: string) => Provider) {
  const seen: { url?: string | undefined; headers: NodeJS.Dict<string | string[]> }[] = []
  const url = await serve((request, response) => {
    seen.push({ url: request.url, headers: request.headers })
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(
      'data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
    )
  })
  const { signal } = new AbortController()
  const events = []
  for await (const read of make(`${url}/v1`).stream(
    { prompt: [], maxOutputTokens: 5 },
    { signal },
  )) {
    events.push(...read)
  }
  return { request: seen[0], events }
}

describe.each(Object.entries(makers))('%s', (name, make) => {
  const preset = presets[name as keyof typeof presets]

  test('takes its key and its address from the environment', async () => {
    vi.stubEnv(preset.keyVariable, 'key-from-env')
    const { request, events } = await sentBy((baseURL) => {
      vi.stubEnv(preset.addressVariable, baseURL)
      return make('some-model')
    })
    expect(events).toContainEqual({ type: 'text', text: 'Hi' })
    expect(request?.url).toBe('/v1/chat/completions')
    const { keyHeader = 'authorization' } = preset
    expect(request?.headers[keyHeader]).toBe(
      preset.keyHeader === undefined ? 'Bearer key-from-env' : 'key-from-env',
    )
  })

  test('what is passed wins over both', async () => {
    vi.stubEnv(preset.keyVariable, 'key-from-env')
    vi.stubEnv(preset.addressVariable, 'http://127.0.0.1:9/v1')
    const { request } = await sentBy((baseURL) => make('m', { apiKey: 'passed', baseURL }))
    expect(request?.headers[preset.keyHeader ?? 'authorization']).toMatch(/passed$/)
  })

  test('without a key it says which variable is missing, or needs none', () => {
    vi.stubEnv(preset.keyVariable, '')
    const made = (): Provider => make('m', { baseURL: 'http://127.0.0.1:9/v1' })
    if (!preset.needsKey) return expect(made).not.toThrow()
    expect(made).toThrow(
      expect.objectContaining({
        code: 'auth',
        message: expect.stringContaining(preset.keyVariable) as string,
      }),
    )
  })

  test('needs nothing while Next.js builds, where nobody has its key, and is asked nothing', async () => {
    vi.stubEnv('NEXT_PHASE', 'phase-production-build')
    vi.stubEnv(preset.keyVariable, '')
    vi.stubEnv(preset.addressVariable, '')
    const provider = make('m')
    expect(provider).toMatchObject({ name, model: 'm' })
    const { signal } = new AbortController()
    const reading = provider.stream({ prompt: [], maxOutputTokens: 5 }, { signal })
    await expect(reading[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'auth' })
  })

  test('says who it is, and where it says how it is', () => {
    const provider = make('m', { apiKey: 'k', baseURL: 'http://127.0.0.1:9/v1' })
    expect(provider).toMatchObject({ name, model: 'm', tellsHeaders: preset.isLocal !== true })
    expect(provider.statusPage).toBe(preset.statusPage)
  })
})

test('azure without an address says which variable is missing', () => {
  vi.stubEnv('AZURE_OPENAI_BASE_URL', '')
  expect(() => azure('deployment', { apiKey: 'k' })).toThrow(/AZURE_OPENAI_BASE_URL/)
})
