import { expect, test } from 'vitest'
import { manualClock } from '../fixtures/manualClock.ts'
import { textOf } from '../fixtures/readStream.ts'
import { type StartedSimulator, startSimulator } from '../fixtures/startSimulator.ts'

const options = { answer: () => 'One two three four five six seven.' }

function askFor(
  ask: StartedSimulator['ask'],
  fault: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return ask({ stream: true }, { headers: { 'x-simulator-fault': fault, ...headers } })
}

test('T-12 drips comments for ever and nothing that means anything', async () => {
  const clock = manualClock()
  const { ask, simulator } = await startSimulator({ ...options, clock })
  const reader = (await askFor(ask, 'slow-drip@20000')).body!.getReader()
  const first = new TextDecoder().decode((await reader.read()).value)
  expect(first).toContain('"role":"assistant"')
  for (const count of [1, 2, 3]) {
    await clock.waited(count)
    clock.advance(20_000)
    expect(Buffer.from((await reader.read()).value!).toString()).toBe(': drip\n\n')
  }
  await clock.waited(4)
  await reader.cancel()
  await simulator.whenIdle()
  expect([clock.waits, clock.waiting]).toEqual([[20_000, 20_000, 20_000, 20_000], 0])
})

test('drips after some tokens, if it is told to', async () => {
  const clock = manualClock()
  const { ask } = await startSimulator({ ...options, clock })
  const reader = (await askFor(ask, 'slow-drip@10@2')).body!.getReader()
  let body = ''
  await clock.waited(1)
  clock.advance(10)
  while (!body.endsWith(': drip\n\n')) body += Buffer.from((await reader.read()).value!).toString()
  expect(textOf(body)).toBe('One two')
  await reader.cancel()
})

test.each(['event', 'whole', 'byte'])(
  'T-04 sends a line that does not end, the text before it cut by %s',
  async (cut) => {
    const { ask } = await startSimulator(options)
    const response = await askFor(ask, 'endless-line@100000', { 'x-simulator-cut': cut })
    const events = (await response.text()).split('\n\n')
    expect(textOf(events.slice(0, -1).join('\n\n'))).toBe('One two three four five')
    const line = events.at(-1) ?? ''
    expect(line).toMatch(/^data: {"choices":\[{"index":0,"delta":{"content":"x+$/)
    expect(line).toHaveLength(100_000)
  },
)

test('sends no more of the line than it is told to', async () => {
  const { ask } = await startSimulator(options)
  const body = await (await askFor(ask, 'endless-line@9@0')).text()
  expect(body.split('\n\n').at(-1)).toBe('data: {"c')
  expect(textOf(body)).toBe('')
})

test('makes the line while it is read: what is not read is not there', async () => {
  const { ask, simulator } = await startSimulator(options)
  const response = await askFor(ask, 'endless-line@999999999999')
  await response.body!.cancel()
  await simulator.whenIdle()
})
