import { seededRandom } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { contentEnvelope } from './contentEnvelope.ts'
import type { ProviderEvent } from './Provider.ts'
import { readChatCompletions } from './readChatCompletions.ts'

function event(content: string, more: object = {}): string {
  return JSON.stringify({
    id: 'x',
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
    ...more,
  })
}

const always = (): boolean => true

test.each([
  ['plain words', 'Hello'],
  ['nothing', ''],
  ['escapes', 'a"b\\c\n\u0001 é 漢 😀 \u2028'],
  ['what looks like the end', '"},"finish_reason":"stop"}]}'],
  ['half a pair', '\ud83d'],
])('gives the same as a parse: %s', (_, content) => {
  const envelope = contentEnvelope(event('first'), always)
  expect(envelope?.contentOf(event(content))).toBe(content)
})

test.each([
  ['another id', event('Hi').replace('"x"', '"y"')],
  ['a field more', event('Hi', { usage: { prompt_tokens: 1 } })],
  ['a second field smuggled in', event('first').replace('"first"', '"Hi","refusal":"no"')],
  ['a quote left open', event('first').replace('first', 'Hi"')],
  ['a bare line break', event('first').replace('first', 'a\nb')],
  ['a broken escape', event('first').replace('first', '\\x')],
  ['nothing', ''],
  ['less than the envelope', event('').slice(0, -3)],
])('leaves to a parse what is not the same event: %s (hostile bodies)', (_, data) => {
  expect(contentEnvelope(event('first'), always)?.contentOf(data)).toBeUndefined()
})

test('is none where the words stand somewhere else than they seem to', () => {
  const decoy = JSON.stringify({
    filter: { content: 'decoy' },
    choices: [{ delta: { content: 'real' } }],
  })
  const isReal = (parsed: unknown, content: string): boolean =>
    (parsed as { choices: { delta: { content: string } }[] } | undefined)?.choices[0]?.delta
      .content === content
  expect(contentEnvelope(decoy, isReal)).toBeUndefined()
})

test('seeded streams of one envelope, of two, and of none are read as they are written', () => {
  const signs = [
    'a',
    ' ',
    '"',
    '\\',
    '\n',
    '😀',
    '漢',
    '{',
    '}',
    '\u0000',
    '\u007f',
    'é',
    '"content":"',
  ]
  for (let seed = 0; seed < 300; seed++) {
    const random = seededRandom(seed)
    const reader = readChatCompletions(() => 0)
    const events: ProviderEvent[] = []
    let said = ''
    const kind = Math.floor(random() * 3)
    for (let n = 0; n < 60; n++) {
      const content = Array.from(
        { length: Math.floor(random() * 6) },
        () => signs[Math.floor(random() * signs.length)],
      ).join('')
      said += content
      const id = kind === 0 ? 'x' : kind === 1 ? `x${n % 2}` : `x${n}`
      reader.read(event(content, { id }), events)
    }
    reader.read('{"choices":[{"delta":{},"finish_reason":"stop"}]}', events)
    reader.end(events)
    const read = events.map((one) => (one.type === 'text' ? one.text : '')).join('')
    expect(read, `seed ${seed}`).toBe(said)
  }
})
