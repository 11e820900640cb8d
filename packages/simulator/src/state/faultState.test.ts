import { expect, test } from 'vitest'
import { createSimulator } from '../createSimulator.ts'
import { manualClock } from '../fixtures/manualClock.ts'
import { textOf } from '../fixtures/readStream.ts'
import { type StartedSimulator, startSimulator } from '../fixtures/startSimulator.ts'

async function statuses(
  { ask }: StartedSimulator,
  ...models: readonly string[]
): Promise<readonly number[]> {
  const all: number[] = []
  for (const model of models) all.push((await ask({ model })).status)
  return all
}

const mini = 'gpt-4o-mini'

test('lets the first requests for a model fail and the next succeed', async () => {
  const started = await startSimulator()
  started.simulator.setFaults({ [mini]: ['503', '429@1'] })
  expect(await statuses(started, mini, 'gpt-4o', mini, mini)).toEqual([503, 200, 429, 200])
  expect(started.simulator.state.faults).toEqual({})
})

test('has plans for models without one of their own, all of them together', async () => {
  const started = await startSimulator()
  started.simulator.setFaults({ '*': ['500*2'], o3: '503' })
  expect(await statuses(started, mini, 'o3', 'gpt-4o', 'gpt-4o', 'o3')).toEqual([
    500, 503, 500, 200, 503,
  ])
})

test('plays a fault of the state as it plays one of a header', async () => {
  const clock = manualClock()
  const { ask, simulator } = await startSimulator({ answer: () => 'One two', clock })
  simulator.setFaults({ '*': 'slow-first@2000,duplicate@1' })
  const body = (await ask({ stream: true })).text()
  await clock.waited(1)
  clock.advance(2000)
  expect(textOf(await body)).toBe('OneOne two')
})

test('lets a header win over the name, the name over an outage, and that over a plan', async () => {
  const started = await startSimulator()
  const { ask, simulator } = started
  simulator.setFaults({ [mini]: ['409', '409'] })
  expect(await statuses(started, mini)).toEqual([409])
  simulator.setOutage(true)
  expect(await statuses(started, mini, `${mini}+500`, `${mini}+none`)).toEqual([503, 500, 200])
  const headers = { 'x-simulator-fault': 'none' }
  expect((await ask({ model: `${mini}+500` }, { headers })).status).toBe(200)
  simulator.setOutage(false)
  // None of them has taken a step of the plan.
  expect(await statuses(started, mini, mini)).toEqual([409, 200])
})

test('fails on every path during an outage, with no key and whatever the body', async () => {
  const { baseURL, simulator, ask } = await startSimulator()
  simulator.setOutage(true)
  for (const [path, method] of [
    ['/models', 'GET'],
    ['/chat/completions', 'POST'],
    ['/chat/completions', 'GET'],
    ['/messages', 'POST'],
    ['/nowhere', 'GET'],
  ]) {
    expect((await fetch(baseURL + path, { method: method! })).status).toBe(503)
  }
  simulator.setOutage('reset-before-headers')
  expect(simulator.state.outage).toBe('reset-before-headers')
  await expect(ask()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
  simulator.setOutage(false)
  expect((await ask()).status).toBe(200)
})

test('speaks in an outage as the path does', async () => {
  const { post, simulator } = await startSimulator()
  simulator.setOutage('529')
  expect(await (await post('/messages', {})).json()).toMatchObject({
    type: 'error',
    error: { type: 'overloaded_error' },
  })
  expect(await (await post('/responses', {})).json()).toMatchObject({
    error: { code: 'server_is_overloaded' },
  })
})

test('counts what was asked of each model, and starts anew when it is reset', async () => {
  const started = await startSimulator({ contextWindow: 5 })
  const { simulator } = started
  simulator.setFaults({ o3: '503' })
  await statuses(started, mini, mini, 'o3', 'o3+429', 'nobody', '__proto__')
  expect(simulator.state).toEqual({
    outage: false,
    faults: { o3: '503' },
    requestsByModel: { [mini]: 2, o3: 2 },
    openStreams: 0,
    rejectedForLength: 2,
  })
  simulator.setOutage(true)
  simulator.reset()
  expect(simulator.state).toEqual({
    outage: false,
    faults: {},
    requestsByModel: {},
    openStreams: 0,
    rejectedForLength: 0,
  })
  expect(simulator.requests).toEqual([])
})

test('throws at once for what is no fault and for whom there is not, and changes nothing', () => {
  const simulator = createSimulator()
  simulator.setFaults({ '*': '429' })
  expect(() => simulator.setFaults({ '*': '503', 'gpt-9': '503' })).toThrow(TypeError)
  expect(() => simulator.setFaults({ o3: 'boom' })).toThrow('Unknown fault "boom"')
  expect(() => simulator.setOutage('boom')).toThrow(TypeError)
  expect(simulator.state).toMatchObject({ outage: false, faults: { '*': '429' } })
})
