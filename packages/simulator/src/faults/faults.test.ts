import { expect, test } from 'vitest'
import { manualClock } from '../fixtures/manualClock.ts'
import { dataOf, readWhatComes, textOf, tokensOf } from '../fixtures/readStream.ts'
import { type StartedSimulator, startSimulator } from '../fixtures/startSimulator.ts'

const options = { answer: () => 'One two three four five six seven.', newId: () => 'x' }

async function askWith(fault: string, ask: StartedSimulator['ask']): Promise<Response> {
  return ask({ stream: true }, { headers: { 'x-simulator-fault': fault } })
}

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

test.each([
  ['slow-tokens@20000', [20_000, 20_000]],
  ['slow-first@95000,slow-tokens@20000', [95_000, 20_000]],
])('brings its tokens slowly: %s', async (fault, waits) => {
  const clock = manualClock()
  const { ask } = await startSimulator({ answer: () => 'One two', clock })
  const body = (await askWith(fault, ask)).text()
  for (const [index, ms] of waits.entries()) {
    await clock.waited(index + 1)
    clock.advance(ms)
  }
  expect(textOf(await body)).toBe('One two')
  expect(clock.waits).toEqual(waits)
})

test('plays several faults at once: late headers, a token twice, another dropped, then a cut', async () => {
  const clock = manualClock()
  const { ask } = await startSimulator({ ...options, clock })
  const whole = await (await askWith('duplicate@2,drop@5', ask)).text()
  expect(textOf(whole)).toBe('One two two three five six seven.')
  const late = askWith('slow-headers@50,duplicate@2,drop@5,cut@900', ask)
  await clock.waited(1)
  clock.advance(50)
  const { bytes, broke } = await readWhatComes(await late)
  expect([bytes.toString(), broke]).toEqual([whole.slice(0, 900), true])
})

test.each([
  ['error-first.anthropic', '{"type":"error","error":{"type":"overloaded_error"', 'event: error\n'],
  ['error-mid-stream.ollama', '{"error":"llama runner process has terminated', ''],
  ['error-mid-stream.vllm', '{"object":"error","message":"The server had an error', ''],
])('reports the error of another vendor: %s', async (fault, beginning, name) => {
  const { ask } = await startSimulator(options)
  const last = (await (await askWith(fault, ask)).text()).split('\n\n').at(-2) ?? ''
  expect(last.slice(0, name.length + 6 + beginning.length)).toBe(`${name}data: ${beginning}`)
})
