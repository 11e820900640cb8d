import { memoryHistory } from '@millrace/server'
import { expect, test } from 'vitest'
import { between } from './fixtures/between.ts'
import { examined } from './fixtures/examined.ts'
import { serveRoute } from './fixtures/serveRoute.ts'

const well = {
  reachable: 'ok',
  provider: 'ok',
  headers: 'ok',
  buffering: 'ok',
  numbering: 'ok',
  resume: 'ok',
  stop: 'ok',
  cors: 'skipped',
  keys: 'ok',
  clock: 'ok',
}

test('finds nothing wrong with a route that is well, and says how many questions it asked', async () => {
  const { api, simulator } = await serveRoute()
  const { report, results, checks } = await examined(api)
  expect(results, JSON.stringify(report, null, 1)).toEqual(well)
  expect(report).toMatchObject({ url: api, ok: true, questions: 3 })
  expect(checks.provider.seen).toMatch(
    /^simulator \(gpt-4o-mini\) answered, the first word after \d+ ms\.$/,
  )
  expect(checks.cors.seen).toBe('No --origin was given.')
  await simulator.whenIdle()
  expect(simulator.requests).toHaveLength(3)
})

test('asks one question more with an origin, which the route lets in', async () => {
  const origin = 'https://app.example'
  const { api } = await serveRoute({ route: { origins: [origin] } })
  const { report, results, checks } = await examined(api, { origin })
  expect(results, JSON.stringify(report, null, 1)).toEqual({ ...well, cors: 'ok' })
  expect(report.questions).toBe(4)
  expect(checks.cors.seen).toBe(
    'Pages of https://app.example may ask, read the answer, go on with it and stop it.',
  )
})

test('sends the headers, the model and the question that it was given', async () => {
  const { api, simulator } = await serveRoute({
    models: { fast: 'gpt-4o-mini', reason: 'gpt-4o' },
    route: {
      identify: (request) =>
        request.headers.get('authorization') === 'Bearer session-of-somebody-1'
          ? { user: 'u' }
          : undefined,
    },
  })
  const headers = { authorization: 'Bearer session-of-somebody-1' }
  const { report } = await examined(api, { headers, model: 'reason', question: 'Greet me.' })
  expect(report.ok, JSON.stringify(report, null, 1)).toBe(true)
  expect(simulator.requests.map(({ body }) => body)).toMatchObject(
    Array.from({ length: 3 }, () => ({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Greet me.' }],
    })),
  )
})

test('leaves no conversation behind in a route that keeps them', async () => {
  const history = memoryHistory()
  const saved = new Set<string>()
  const { api } = await serveRoute({
    route: {
      history: {
        ...history,
        save(chat, messages) {
          saved.add(chat.id)
          return history.save(chat, messages)
        },
      },
    },
  })
  const { results, report } = await examined(api)
  expect(results, JSON.stringify(report, null, 1)).toEqual(well)
  expect(saved.size).toBe(3)
  expect(await history.list({ user: 'u' }, { limit: 50 })).toEqual({ chats: [], more: false })
})

test('asks a cache for nothing', async () => {
  const { api, simulator } = await serveRoute({ route: { cache: { ttlSeconds: 60 } } })
  await examined(api)
  const { results } = await examined(api)
  expect(results.buffering).toBe('ok')
  expect(simulator.requests).toHaveLength(6)
})

test('says of a short answer that its time tells nothing, and of one that is over that it cannot be stopped', async () => {
  const { api } = await serveRoute({
    simulator: { pacing: 'none', answer: () => 'One two three four.' },
  })
  const { checks, report } = await examined(api)
  expect(report.ok).toBe(true)
  expect(checks.buffering).toMatchObject({
    result: 'skipped',
    seen: expect.stringMatching(/^It could not be told/),
  })
  expect(checks.stop).toMatchObject({
    result: 'skipped',
    seen: expect.stringMatching(/^It could not be told/),
  })
})

test.each([
  ['401', /refused the key.*\(auth/, /variable with the key/],
  ['404', /model does not exist.*\(model_not_found/, /called at the provider/],
  ['quota', /automatic reply.*allowance is used up/, /balance/],
  ['content-policy', /automatic reply.*refused the question/, /another --question/],
])('says of a provider with the fault %s what is wrong', async (fault, seen, advice) => {
  const { api } = await serveRoute({ providers: [`gpt-4o-mini+${fault}`] })
  const { checks, report } = await examined(api)
  expect(checks.provider).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(seen),
    advice: expect.stringMatching(advice),
  })
  expect(checks).toMatchObject({
    reachable: { result: 'ok' },
    buffering: { result: 'skipped' },
    keys: { result: 'ok' },
  })
  expect(report.ok).toBe(false)
})

test('asks no more than once where no answer comes', async () => {
  const { api } = await serveRoute({ providers: ['gpt-4o-mini+401'], route: { canned: false } })
  const { report, checks } = await examined(api)
  expect(report.questions).toBe(1)
  expect(checks.resume).toEqual({
    id: 'resume',
    result: 'skipped',
    seen: 'No answer came that could be looked at.',
  })
})

test('names the models that there are where one is asked for that is not', async () => {
  const { api } = await serveRoute({ models: { fast: 'gpt-4o-mini', reason: 'gpt-4o' } })
  const { checks } = await examined(api, { model: 'slow' })
  expect(checks.provider).toMatchObject({
    result: 'failed',
    advice: expect.stringMatching(/The route has: fast, reason\.$/),
  })
})

test('warns of a first provider that fails behind one that stands in', async () => {
  const { api } = await serveRoute({ providers: ['gpt-4o-mini+401', 'gpt-4o'] })
  const { checks, report } = await examined(api)
  expect(report.ok).toBe(true)
  expect(checks.provider).toMatchObject({
    result: 'warning',
    seen: expect.stringMatching(
      /^Another provider answered, since the first one failed \(auth\)\./,
    ),
    advice: expect.stringMatching(/variable with the key/),
  })
})

test('names the providers that are left alone where the route tells who asks', async () => {
  const { api } = await serveRoute({
    providers: ['gpt-4o-mini+503', 'gpt-4o'],
    route: { admin: () => true, retry: false, breaker: { failuresInARow: 1 } },
  })
  const { checks } = await examined(api)
  expect(checks.provider).toMatchObject({
    result: 'warning',
    seen: expect.stringMatching(
      /degraded\. Left alone for the moment: simulator \(gpt-4o-mini\+503\)\./,
    ),
  })
})

test('says that a route that is about to end is draining', async () => {
  const { api, route } = await serveRoute()
  await route.close()
  const { checks } = await examined(api)
  expect(checks.provider).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(/takes no questions for now.*says that it is draining/),
  })
})

test('keeps the query of the address in all that it asks, and does not print it', async () => {
  const { api } = await serveRoute()
  const paths: string[] = []
  const near = await between(api, {
    instead({ url = '' }) {
      paths.push(url)
      return false
    },
  })
  const { report } = await examined(`${near}/?tenant=a#part`)
  expect(report).toMatchObject({ ok: true, url: `${near}/` })
  for (const path of paths) expect(path).toMatch(/^\/api\/chat\/.*\?tenant=a(?:&stream=\w+)?$/)
  expect(paths.length).toBeGreaterThan(6)
})

test.each([
  [{ timeoutMs: 0 }, RangeError],
  [{ timeoutMs: Number.NaN }, RangeError],
  [{ timeoutMs: Infinity }, RangeError],
  [{ origin: 'null' }, TypeError],
  [{ question: '' }, TypeError],
  [{ headers: { 'a b': 'c' } }, TypeError],
  [{ secrets: [{ name: 'A', value: '  short  ' }] }, RangeError],
])('refuses %j before anything is asked', async (options, kind) => {
  await expect(examined('http://127.0.0.1:9', options)).rejects.toThrow(kind)
})
