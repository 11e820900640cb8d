import { describe, expect, test } from 'vitest'
import { readVectors } from '../../../../scripts/readVectors.ts'
import { seededRandom } from '../testing/seededRandom.ts'
import { boundedPieces } from './boundedPieces.ts'
import { chatTokens, type CountedMessage } from './chatTokens.ts'
import { cl100k } from './cl100k.ts'
import { estimateTokens } from './estimateTokens.ts'
import { growingCount } from './growingCount.ts'
import { o200k } from './o200k.ts'
import type { TokenCounter } from './TokenCounter.ts'

interface TokenVectors {
  readonly cases: readonly {
    readonly id: string
    readonly text?: string
    readonly repeat?: readonly (readonly [string, number])[]
    readonly note?: string
    readonly o200k_base: number
    readonly cl100k_base: number
  }[]
  readonly chat: readonly {
    readonly id: string
    readonly messages: readonly CountedMessage[]
    readonly o200k_base: number
    readonly cl100k_base: number
  }[]
}

const vectors = readVectors<TokenVectors>('token-count')
const counters: readonly TokenCounter[] = [o200k(), cl100k()]
for (const counter of counters) counter.count('the tables are loaded')

function textOf({ text, repeat = [] }: TokenVectors['cases'][number]): string {
  return text ?? repeat.map(([piece, times]) => piece.repeat(times)).join('')
}

describe.each(counters)('$name (token-count.json)', (counter) => {
  const key = counter.name as 'o200k_base' | 'cl100k_base'

  test.each(vectors.cases)('$id, whole, piece by piece and by deltas of 1, 3 and 7', (vector) => {
    const text = textOf(vector)
    const started = performance.now()
    const whole = counter.count(text)
    expect(performance.now() - started).toBeLessThan(2000)
    // Two cases state a tolerance of their own.
    const { note = '' } = vector
    const allowed = note.includes('within 0.5%') ? vector[key] * 0.005 : note.includes('±2') ? 2 : 0
    expect(Math.abs(whole - vector[key])).toBeLessThanOrEqual(allowed)
    let pieces = 0
    for (const piece of boundedPieces(text)) pieces += counter.count(piece)
    expect(pieces).toBe(whole)
    // A run without a place to cut is one open end: adding to it counts it again.
    if (text.length > 20_000 && !/\p{L}[^\p{L}\p{M}\p{N}']/u.test(text)) return
    for (const size of [1, 3, 7]) {
      const growing = growingCount(counter)
      for (let at = 0; at < text.length; at += size) growing.add(text.slice(at, at + size))
      expect(growing.tokens).toBe(whole)
    }
  })

  test.each(vectors.chat)('the overhead of $id', ({ messages, ...expected }) => {
    expect(chatTokens(counter, messages)).toBe(expected[key])
  })
})

test.each([
  ['control tokens', '<|endoftext|> <|im_start|>system<|im_end|>'],
  [
    '100,000 ideographs without a break',
    Array.from({ length: 100_000 }, (_, n) => String.fromCharCode(0x4e00 + (n % 20_000))).join(''),
  ],
  ['lone surrogates', '\ud800 \udfff x\ud83d'],
  ['byte order marks', '\ufeff\ufeffa\ufeffb'],
])('%s are counted without a throw or a hang', (_, text) => {
  for (const counter of counters) {
    const started = performance.now()
    expect(counter.count(text)).toBeGreaterThan(0)
    expect(performance.now() - started).toBeLessThan(5000)
  }
  expect(estimateTokens(text)).toBeGreaterThan(0)
})

test('pieces join to the text, whatever it is made of', () => {
  const alphabet = ['a', 'é', '漢', '😀', ' ', '\n', '1', '.', "'", '\u0301', '-']
  for (let seed = 0; seed < 300; seed++) {
    const random = seededRandom(seed)
    const text = Array.from({ length: Math.floor(random() * 3000) }, () => {
      const sign = alphabet[Math.floor(random() * alphabet.length)] ?? ''
      return random() < 0.01 ? sign.repeat(700) : sign
    }).join('')
    const pieces = [...boundedPieces(text)]
    expect(pieces.join('')).toBe(text)
    for (const piece of pieces) expect(piece).not.toMatch(/[\ud800-\udbff]$/)
  }
})

test('the estimate errs upwards on what people and models write', () => {
  const [counter] = counters
  const texts = [
    'The quick brown fox jumps over the lazy dog. Pack my box with five dozen liquor jugs, please, and hurry.',
    '## Steps\n\n1. Read `events`.\n2. **Fold** them.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n',
    'export function assemble(message: Message, chunk: Chunk): Message {\n  return { ...message }\n}\n',
    '{"id":"chatcmpl-9f8e7d6c5b4a39281706","created":1700000000,"data":"aGVsbG8gd29ybGQgaGVsbG8="}',
    '流式输出测试，字符之间没有空格。日本語のテキストも、한국어 텍스트도 함께.',
    'Грег рассказал, что поток событий прост. مرحبا بالعالم، هذا نص قصير.',
    'Great! 🎉🚀👩‍💻 See you 😀',
  ]
  for (const text of texts) {
    expect(estimateTokens(text), text).toBeGreaterThanOrEqual(counter?.count(text) ?? 0)
    expect(estimateTokens(text), text).toBeLessThan((counter?.count(text) ?? 0) * 2.2)
  }
})
