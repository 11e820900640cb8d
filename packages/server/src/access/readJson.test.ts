import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ask, type Question } from '../fixtures/ask.ts'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'
import { openaiCompatible } from '../provider/openaiCompatible.ts'
import type { RouteLimits } from '../route/ChatRouteOptions.ts'
import { createChatRoute } from '../route/createChatRoute.ts'
import { readJson } from './readJson.ts'

const json = { 'content-type': 'application/json' }

/** A body that says its length, and one that does not. */
function bothWays(body: string): readonly Request[] {
  const url = 'https://chat.example/api/chat'
  const stream = new Blob([body]).stream()
  const streamed = { method: 'POST', headers: json, body: stream, duplex: 'half' }
  const length = String(new TextEncoder().encode(body).length)
  return [
    new Request(url, { method: 'POST', headers: { ...json, 'content-length': length }, body }),
    new Request(url, streamed),
  ]
}

describe('a body that is compressed', () => {
  const bomb = gzipSync(JSON.stringify({ id: 'a', messages: ['x'.repeat(5_000_000)] }))

  test.each(['gzip', 'deflate', 'br', 'zstd', 'identity, gzip', 'x-unknown'])(
    'as %s is refused with 415, and not inflated (T-59)',
    async (encoding) => {
      const provider = handFedProvider()
      const route = createChatRoute({ providers: [provider], logger: recordingLogger() })
      const response = await fetch(await serveRoute(route), {
        method: 'POST',
        headers: { ...json, 'content-encoding': encoding },
        body: bomb,
      })
      expect(response.status).toBe(415)
      expect(await response.json()).toMatchObject({ error: { code: 'unsupported_media_type' } })
      expect(provider.requests).toEqual([])
    },
  )

  test('in name only is read', async () => {
    const headers = { ...json, 'content-encoding': 'Identity' }
    const request = new Request('https://chat.example', { method: 'POST', headers, body: '[1]' })
    expect((await readJson(request, 10)).value).toEqual([1])
  })
})

test('a body may have as many bytes as it may, said or counted, and no more (T-59)', async () => {
  const text = JSON.stringify('x'.repeat(98))
  for (const request of bothWays(text)) {
    expect((await readJson(request, 100)).value).toBe('x'.repeat(98))
  }
  for (const request of [...bothWays(text + ' '), ...bothWays(JSON.stringify('é'.repeat(50)))]) {
    await expect(readJson(request, 100)).rejects.toMatchObject({
      code: 'too_large',
      status: 413,
      message: 'The request is larger than 100 bytes.',
    })
  }
})

describe('a body of 1.5 MB', () => {
  const url = `data:image/png;base64,${'A'.repeat(1_500_000)}`
  const picture = { type: 'file', mediaType: 'image/png', url }
  const text = { type: 'text', text: 'What is this?' }
  const withParts = (...parts: readonly object[]) => ({
    more: { messages: [{ id: 'question-1', role: 'user', parts }] },
  })
  const on = { attachments: { totalBytes: 2_000_000 } }

  async function statusOf(limits: Partial<RouteLimits>, asked: Question) {
    const { baseURL } = await startSimulator()
    const provider = openaiCompatible({ baseURL, model: 'gpt-4o', apiKey: 'sk-test' })
    const options = { providers: [provider] as const, logger: recordingLogger(), limits }
    const response = await ask(await serveRoute(createChatRoute(options)), asked)
    await response.text()
    return response.status
  }

  test('is refused with 413 unless attachments are on (T-59)', async () => {
    expect(await statusOf({}, withParts(text, picture))).toBe(413)
  })

  test('is answered where they are and it is a picture (T-59)', async () => {
    expect(await statusOf(on, withParts(text, picture))).toBe(200)
  })

  test.each([
    [
      'text',
      withParts(text, ...Array.from({ length: 6 }, () => ({ ...text, text: 'x'.repeat(250_000) }))),
    ],
    ['what is of no part', { more: { junk: url } }],
    ['a picture within data', withParts(text, { type: 'data-x', data: picture })],
    ['more pictures than that', withParts(text, picture, picture)],
  ])('is refused with 413 where they are on and it is %s (T-59)', async (_, asked) => {
    expect(await statusOf(on, asked)).toBe(413)
  })
})

describe('how deep a body nests', () => {
  const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

  test.each([
    ['brackets in texts', JSON.stringify([deep(500)])],
    ['quotes and backslashes in texts', JSON.stringify(['"\\', '\\"[\\\\', `"${'['.repeat(500)}`])],
    ['as deep as it may', deep(256)],
  ])('is not mistaken: %s (T-59)', async (_, body) => {
    for (const request of bothWays(body)) {
      expect((await readJson(request, 10_000)).value).toEqual(JSON.parse(body))
    }
  })

  test.each([
    ['a level more', deep(257)],
    ['after texts that end in backslashes', `["\\\\","\\\\\\"",${deep(257)}]`],
    ['never closed', '['.repeat(100_000)],
    ['a text that is never closed', `["${'\\"'.repeat(50_000)}`],
  ])('is bounded: %s (T-59)', async (_, body) => {
    for (const request of bothWays(body)) {
      await expect(readJson(request, 1_000_000)).rejects.toMatchObject({
        code: 'invalid_request',
        status: 400,
      })
    }
  })
})
