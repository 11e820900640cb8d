import { expect, test } from 'vitest'
import { manualClock } from '../fixtures/manualClock.ts'
import { dataOf, readWhatComes, textOf, tokensOf } from '../fixtures/readStream.ts'
import { type StartedSimulator, startSimulator } from '../fixtures/startSimulator.ts'

const options = { answer: () => 'One two three four five six seven.', newId: () => 'x' }

async function askWith(fault: string, ask: StartedSimulator['ask']): Promise<Response> {
  return ask({ stream: true }, { headers: { 'x-simulator-fault': fault } })
}

test.each([
  ['401', 401, 'invalid_api_key'],
  ['403', 403, 'unsupported_country_region_territory'],
  ['429', 429, 'rate_limit_exceeded'],
  ['500', 500, null],
  ['503', 503, 'server_is_overloaded'],
  ['quota', 429, 'insufficient_quota'],
  ['content-policy', 400, 'content_policy_violation'],
  ['context-length', 400, 'context_length_exceeded'],
])('rejects with %s, by header and by model name', async (name, status, code) => {
  const { ask } = await startSimulator(options)
  for (const response of [await askWith(name, ask), await ask({ model: `gpt-4o+${name}` })]) {
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code } })
  }
})

test('says with a 429 when to come back', async () => {
  const { ask } = await startSimulator(options)
  expect((await askWith('429', ask)).headers.get('retry-after')).toBe('2')
})

test.each([
  ['html', 200],
  ['html-502', 502],
])('T-10 answers %s with a page', async (name, status) => {
  const { ask } = await startSimulator(options)
  const response = await askWith(name, ask)
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(await response.text()).toMatch(/^<(!doctype )?html>/)
})

test('rejects any path by header, so that a health check sees the outage too', async () => {
  const { baseURL } = await startSimulator(options)
  const headers = { 'x-simulator-fault': '503' }
  expect((await fetch(`${baseURL}/models`, { headers })).status).toBe(503)
})

test('answers an unknown fault with 400 and the list of those it knows', async () => {
  const { ask } = await startSimulator(options)
  for (const response of [await askWith('boom', ask), await ask({ model: 'gpt-4o+boom' })]) {
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('Unknown fault \\"boom\\": use one of 401, 403, 429')
  }
})

test.each(['cut', 'end', 'stall'])('T-16 T-13 sends exactly so many bytes: %s', async (type) => {
  // The second at which an answer is made is part of its bytes.
  const { ask, simulator } = await startSimulator({ ...options, clock: manualClock() })
  const whole = Buffer.from(await (await ask({ stream: true })).arrayBuffer())
  for (const size of [0, 1, 700, whole.length]) {
    const controller = new AbortController()
    const response = await ask(
      { stream: true },
      { headers: { 'x-simulator-fault': `${type}@${size}` }, signal: controller.signal },
    )
    if (type === 'stall') {
      const reader = response.body!.getReader()
      let got = Buffer.alloc(0)
      while (got.length < size) got = Buffer.concat([got, (await reader.read()).value!])
      expect(got.equals(whole.subarray(0, size))).toBe(true)
      expect(simulator.openStreams).toBe(1)
      controller.abort()
      await simulator.whenIdle()
    } else {
      const { bytes, broke } = await readWhatComes(response)
      expect(bytes.equals(whole.subarray(0, size))).toBe(true)
      expect(broke).toBe(type === 'cut')
    }
  }
})

test('resets the connection', async () => {
  const { ask } = await startSimulator(options)
  const outcome = await askWith('reset@700', ask).then(readWhatComes, () => ({ broke: true }))
  expect(outcome.broke).toBe(true)
})

test('breaks a whole answer off as well', async () => {
  const { ask } = await startSimulator(options)
  const response = await ask({}, { headers: { 'x-simulator-fault': 'cut@20' } })
  expect((await readWhatComes(response)).bytes.toString()).toBe('{"id":"chatcmpl-x","')
})

test('ends as usual when the body is shorter than the fault is late', async () => {
  const { ask } = await startSimulator(options)
  expect(await (await askWith('cut@999999', ask)).text()).toMatch(/data: \[DONE\]\n\n$/)
})

test('T-18 reports an error after some text and ends without an end marker', async () => {
  const { ask } = await startSimulator(options)
  const body = await (await askWith('error-mid-stream@3', ask)).text()
  expect(textOf(body)).toBe('One two three')
  expect(JSON.parse(dataOf(body).at(-1) ?? '')).toMatchObject({ error: { type: 'server_error' } })
})

test('T-19 reports an error as the first event of all', async () => {
  const { ask } = await startSimulator(options)
  const response = await askWith('error-first', ask)
  expect(response.status).toBe(200)
  const data = dataOf(await response.text())
  expect(data.map((text) => Object.keys(JSON.parse(text) as object))).toEqual([['error']])
})

test('T-09 sends a line that is no JSON and goes on', async () => {
  const { ask } = await startSimulator(options)
  const body = await (await askWith('garbage@1', ask)).text()
  expect(dataOf(body)[2]).toBe('{oops')
  expect(textOf(body)).toBe(options.answer())
})

test.each([
  ['duplicate', 'One two two three'],
  ['duplicate@1', 'OneOne two three'],
  ['drop', 'One three'],
  ['swap', 'One three two'],
  ['swap@999', 'One two three'],
  ['drop@999', 'One two'],
])('disturbs a token: %s', async (fault, text) => {
  const { ask } = await startSimulator({ answer: () => 'One two three' })
  expect(tokensOf(await (await askWith(fault, ask)).text()).join('')).toBe(text)
})

test('says that disturbed events need a stream', async () => {
  const { ask } = await startSimulator(options)
  const response = await ask({}, { headers: { 'x-simulator-fault': 'garbage' } })
  expect(response.status).toBe(400)
})

test('T-14 T-15 keeps the headers or the first token back', async () => {
  const clock = manualClock()
  const { ask } = await startSimulator({ ...options, clock })
  const early = await askWith('slow-first@95000', ask)
  await clock.waited(1)
  const late = askWith('slow-headers@20000', ask)
  await clock.waited(2)
  expect(clock.waits).toEqual([95_000, 20_000])
  clock.advance(95_000)
  expect(textOf(await early.text())).toBe(options.answer())
  expect(textOf(await (await late).text())).toBe(options.answer())
})

test('T-12 drips its tokens', async () => {
  const clock = manualClock()
  const { ask } = await startSimulator({ answer: () => 'One two', clock })
  const body = (await askWith('slow-tokens@20000', ask)).text()
  for (const count of [1, 2]) {
    await clock.waited(count)
    clock.advance(20_000)
  }
  expect(textOf(await body)).toBe('One two')
  expect(clock.waits).toEqual([20_000, 20_000])
})
