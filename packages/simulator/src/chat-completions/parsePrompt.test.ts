import { expect, test } from 'vitest'
import { parsePrompt } from './parsePrompt.ts'

const weather = { type: 'function', function: { name: 'get_weather', parameters: {} } }
const base64 = Buffer.alloc(1000).toString('base64')

test('takes 3 tokens for each message and 3 for the answer, beside role and content', () => {
  const messages = [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Hello' },
        { type: 'text', text: 'there' },
      ],
    },
  ]
  expect(parsePrompt({ messages })).toEqual({
    texts: ['system', 'Be brief.', 'user', 'Hello', 'there'],
    otherTokens: 9,
  })
})

test('takes one token more for a name', () => {
  const messages = [{ role: 'user', name: 'ada', content: 'Hi' }]
  expect(parsePrompt({ messages })).toEqual({ texts: ['user', 'ada', 'Hi'], otherTokens: 7 })
})

test('reads calls, results, refusals and the JSON of tools', () => {
  const call = {
    id: 'c',
    type: 'function',
    function: { name: 'get_weather', arguments: '{"a":1}' },
  }
  const messages = [
    { role: 'assistant', content: null, tool_calls: [call] },
    { role: 'tool', tool_call_id: 'c', content: '{"celsius":21}' },
    { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
    { role: 'assistant', content: null, function_call: { name: 'old', arguments: '{}' } },
  ]
  expect(parsePrompt({ messages, tools: [weather] })).toEqual({
    texts: [
      'assistant',
      'get_weather',
      '{"a":1}',
      'tool',
      '{"celsius":21}',
      'assistant',
      'No.',
      'assistant',
      'old',
      '{}',
      JSON.stringify(weather),
    ],
    otherTokens: 15,
  })
})

test.each([
  [{ type: 'image_url', image_url: { url: `data:image/png;base64,${base64}` } }, 1105],
  [{ type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'high' } }, 1105],
  [{ type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } }, 85],
  [{ type: 'input_audio', input_audio: { data: base64, format: 'wav' } }, 250],
  [{ type: 'file', file: { file_data: `data:application/pdf;base64,${base64}` } }, 250],
  [{ type: 'file', file: { file_id: 'file-1' } }, 0],
  [{ type: 'video' }, 0],
])('takes a file for what it costs, and its data for no text: %#', (part, tokens) => {
  expect(parsePrompt({ messages: [{ role: 'user', content: [part] }] })).toEqual({
    texts: ['user'],
    otherTokens: 6 + tokens,
  })
})
