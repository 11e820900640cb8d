import { expect, test } from 'vitest'
import { chunksOf, dataOf, textOf, tokensOf } from '../fixtures/readStream.ts'
import { type StartedSimulator, startSimulator } from '../fixtures/startSimulator.ts'

const options = { answer: () => 'Good 😀 day.', newId: () => 'x' }

function askFor(
  { ask }: StartedSimulator,
  fault: string,
  body: object = { stream: true },
): Promise<Response> {
  return ask(body, { headers: { 'x-simulator-fault': fault } })
}

test('leaves the finish reason, the usage and the end marker out', async () => {
  const started = await startSimulator(options)
  const body = await (
    await askFor(started, 'finish-missing', {
      stream: true,
      stream_options: { include_usage: true },
    })
  ).text()
  expect(textOf(body)).toBe('Good 😀 day.')
  expect(body).toContain('"finish_reason":null')
  expect(body).not.toMatch(/"finish_reason":"stop"|"total_tokens"|\[DONE\]/)
  expect(dataOf(body).at(-1)).toContain('"content":"."')
})

test('says nothing of the usage, though it was asked', async () => {
  const started = await startSimulator(options)
  const streamed = await askFor(started, 'usage-missing', {
    stream: true,
    stream_options: { include_usage: true },
  })
  const chunks = chunksOf(await streamed.text())
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
  expect(chunks.every((chunk) => !('usage' in chunk))).toBe(true)
  expect(await (await askFor(started, 'usage-missing', {})).json()).not.toHaveProperty('usage')
})

test('finishes without having said anything', async () => {
  const started = await startSimulator(options)
  const chunks = chunksOf(await (await askFor(started, 'empty')).text())
  expect(chunks.map(({ choices }) => choices[0]?.delta.content)).toEqual(['', undefined])
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
  expect(await (await askFor(started, 'empty', {})).json()).toMatchObject({
    choices: [{ message: { content: '' }, finish_reason: 'stop' }],
    usage: { completion_tokens: 0 },
  })
})

test('T-08 cuts surrogate pairs between two deltas, each half escaped', async () => {
  const started = await startSimulator(options)
  const body = await (await askFor(started, 'half-surrogates')).text()
  expect(tokensOf(body)).toEqual(['Good', ' \ud83d', '\ude00', ' day', '.'])
  expect(body).toContain('"content":" \\ud83d"')
})

test('T-10 answers in one piece of JSON, though a stream was asked for', async () => {
  const started = await startSimulator(options)
  const response = await askFor(started, 'wrong-type-json')
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(await response.json()).toMatchObject({
    object: 'chat.completion',
    choices: [{ message: { content: 'Good 😀 day.' } }],
  })
})

test.each([
  'garbage',
  'error-first',
  'slow-drip@5',
  'endless-line@5',
  'finish-missing',
  'half-surrogates',
])('says that %s needs a stream', async (fault) => {
  const started = await startSimulator(options)
  for (const [name, body] of [
    [fault, {}],
    [`wrong-type-json,${fault}`, { stream: true }],
  ] as const) {
    const response = await askFor(started, name, body)
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(`Fault ${fault.split('@')[0]} needs stream: true.`)
  }
})
