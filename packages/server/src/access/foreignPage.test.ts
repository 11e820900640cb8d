import { describe, expect, test } from 'vitest'
import { ask } from '../fixtures/ask.ts'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import { memoryHistory } from '../history/memoryHistory.ts'
import { createChatRoute } from '../route/createChatRoute.ts'
import { refuseForeignPage } from './foreignPage.ts'

const good = 'https://good.example'

/** What a browser, or none, says of a request to a route behind a proxy. */
function asks(headers: Readonly<Record<string, string>>, method = 'POST'): () => void {
  const request = new Request('http://10.0.0.7:3000/api/chat', { method, headers })
  return () => refuseForeignPage(request, [good])
}

const refused = expect.objectContaining({ code: 'permission', status: 403 })

describe('a request that changes something', () => {
  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['another host of the same site', { 'sec-fetch-site': 'same-site', origin: 'https://b.good' }],
    ['a page without an origin', { 'sec-fetch-site': 'cross-site', origin: 'null' }],
    ['a page that hides its origin', { 'sec-fetch-site': 'cross-site' }],
    ['a look-alike', { 'sec-fetch-site': 'cross-site', origin: `${good}.evil.example` }],
    ['another port', { 'sec-fetch-site': 'same-site', origin: `${good}:444` }],
    ['another scheme', { 'sec-fetch-site': 'cross-site', origin: 'http://good.example' }],
    ['a name with a dot', { 'sec-fetch-site': 'cross-site', origin: `${good}.` }],
    ['a name in capitals', { 'sec-fetch-site': 'cross-site', origin: 'https://GOOD.example' }],
    ['two at once', { 'sec-fetch-site': 'cross-site', origin: `${good}, https://evil.example` }],
    // A page of the address that the route sees, not of the one that its users see.
    ['the inner address', { 'sec-fetch-site': 'cross-site', origin: 'http://10.0.0.7:3000' }],
    ['what no browser says', { 'sec-fetch-site': 'same-origin, cross-site', origin: good + '/' }],
  ])('is refused from %s (T-61)', (_, headers) => {
    for (const method of ['POST', 'PATCH', 'DELETE', 'PUT']) {
      expect(asks(headers, method), method).toThrow(refused)
    }
  })

  test.each([
    ['the own page', { 'sec-fetch-site': 'same-origin', origin: 'https://app.example' }],
    ['its user', { 'sec-fetch-site': 'none' }],
    ['a page that was let in', { 'sec-fetch-site': 'cross-site', origin: good }],
    ['a page of the same site that was let in', { 'sec-fetch-site': 'same-site', origin: good }],
    ['an old browser', { origin: 'https://app.example' }],
    ['no browser', {}],
  ])('passes from %s (T-61)', (_, headers) => {
    for (const method of ['POST', 'PATCH', 'DELETE']) {
      expect(asks(headers, method), method).not.toThrow()
    }
  })
})

test.each(['GET', 'HEAD', 'OPTIONS'])('%s changes nothing and passes', (method) => {
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
  expect(asks(headers, method)).not.toThrow()
})

test('a page of another site neither asks nor stops, whatever its visitor may (T-61)', async () => {
  const provider = handFedProvider()
  const identify = () => ({ user: 'ada' })
  const logger = recordingLogger()
  const api = await serveRoute(createChatRoute({ providers: [provider], identify, logger }))
  const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
  const own = { 'sec-fetch-site': 'same-origin', origin: 'https://chat.example' }
  const refusal = await ask(api, { headers: foreign })
  expect(refusal.status).toBe(403)
  expect(await refusal.json()).toMatchObject({ error: { code: 'permission', retryable: false } })
  expect(provider.requests).toEqual([])
  const answer = await ask(api, { headers: own, runId: 'run-1' })
  await provider.asked()
  const stop = await fetch(`${api}/chat-1/stream?run=run-1`, { method: 'DELETE', headers: foreign })
  expect(stop.status).toBe(403)
  await stop.text()
  provider.say('Hello.')
  provider.finish()
  expect((await readAnswer(answer)).text).toBe('Hello.')
  // Once: it may be a page of the application's own that nobody has named yet.
  expect(logger.records).toMatchObject([{ event: 'foreign-page', origin: 'https://evil.example' }])
})

test('a page of another site neither renames nor removes a conversation, and a page that was let in does (T-61)', async () => {
  const history = memoryHistory()
  const who = { user: 'ada' }
  await history.save({ id: 'chat-1', who }, [{ id: 'q', role: 'user', parts: [] }])
  const api = await serveRoute(
    createChatRoute({
      providers: [handFedProvider()],
      identify: () => who,
      logger: recordingLogger(),
      origins: [good],
      history,
    }),
  )
  const from = (origin: string) => ({
    'content-type': 'application/json',
    'sec-fetch-site': 'cross-site',
    origin,
  })
  const statuses = async (origin: string) => {
    const headers = from(origin)
    const body = '{"title":"Rain"}'
    const patched = await fetch(`${api}/chat-1`, { method: 'PATCH', headers, body })
    const removed = await fetch(`${api}/chat-1`, { method: 'DELETE', headers })
    return [patched.status, removed.status]
  }
  expect(await statuses('https://evil.example')).toEqual([403, 403])
  const { chats } = await history.list(who, { limit: 1 })
  expect(chats).toHaveLength(1)
  expect(chats).not.toMatchObject([{ title: 'Rain' }])
  expect(await statuses(good)).toEqual([200, 204])
  expect((await history.list(who, { limit: 1 })).chats).toEqual([])
})
