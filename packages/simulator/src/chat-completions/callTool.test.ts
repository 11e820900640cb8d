import { expect, test } from 'vitest'
import { chunksOf, textOf } from '../fixtures/readStream.ts'
import { startSimulator, user } from '../fixtures/startSimulator.ts'

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: {
        city: { type: 'string' },
        unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
        days: { type: 'integer' },
        note: { type: 'string' },
      },
      required: ['city', 'unit', 'days'],
    },
  },
}
const question = user('What will the weather be in New York for 3 days?')
const call = {
  role: 'assistant',
  content: null,
  tool_calls: [
    { id: 'call_x', type: 'function', function: { name: 'get_weather', arguments: '{}' } },
  ],
}

test('streams a call with its arguments in pieces when the question names the tool', async () => {
  const { ask } = await startSimulator({ newId: () => 'x' })
  const response = await ask({ stream: true, tools: [weather], messages: [question] })
  const chunks = chunksOf(await response.text())
  const calls = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? [])
  expect(calls[0]).toEqual({
    index: 0,
    id: 'call_x',
    type: 'function',
    function: { name: 'get_weather', arguments: '' },
  })
  expect(calls.length).toBeGreaterThan(5)
  expect(calls.map((one) => one.function.arguments).join('')).toBe(
    '{"city":"New York","unit":"celsius","days":3}',
  )
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls')
})

test('answers with text that quotes the result once the tool has answered', async () => {
  const { ask } = await startSimulator()
  const result = {
    role: 'tool',
    tool_call_id: 'call_x',
    content: '{"celsius":21,"sky":"```clear"}',
  }
  const response = await ask({ stream: true, tools: [weather], messages: [question, call, result] })
  expect(textOf(await response.text())).toContain(
    '**get_weather** returned:\n\n````json\n{"celsius":21,"sky":"```clear"}\n````',
  )
})

test.each([
  ['another question', { messages: [user('Hello!')] }, 'stop'],
  ['tool_choice none', { messages: [question], tool_choice: 'none' }, 'stop'],
  ['tool_choice required', { messages: [user('Hello!')], tool_choice: 'required' }, 'tool_calls'],
  [
    'tool_choice by name',
    {
      messages: [user('Hello!')],
      tool_choice: { type: 'function', function: { name: 'get_weather' } },
    },
    'tool_calls',
  ],
  ['a limit', { messages: [question], max_tokens: 3 }, 'length'],
])('finishes with the right reason: %s', async (_, body, reason) => {
  const { ask } = await startSimulator()
  const whole = (await (await ask({ tools: [weather], ...body })).json()) as {
    readonly choices: readonly { readonly finish_reason: string }[]
  }
  expect(whole.choices[0]?.finish_reason).toBe(reason)
})
