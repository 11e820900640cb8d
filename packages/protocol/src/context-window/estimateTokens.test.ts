import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../testing/seededRandom.ts'
import { estimate, estimateTokens } from './estimateTokens.ts'
import { randomText } from './fixtures/randomText.ts'
import { o200k } from './o200k.ts'

const root = join(import.meta.dirname, '../../../..')
const exact = o200k()

/** The files of the project as one text: what people paste into a chat. */
function filesOf(pattern: string): string {
  return globSync(pattern, { cwd: root })
    .filter((path) => statSync(join(root, path)).isFile())
    .toSorted()
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n')
}

function blocksOf(text: string): readonly string[] {
  const count = Math.max(1, Math.floor(text.length / 2000))
  return Array.from({ length: count }, (_, block) => text.slice(block * 2000, (block + 1) * 2000))
}

/** By how much the estimate is above the truth: 0.2 is a fifth too many, -0.05 a twentieth too few. */
function errorOf(text: string): number {
  return estimateTokens(text) / exact.count(text) - 1
}

describe('on what people and models write', () => {
  const errors = [
    '{README,ARCHITECTURE,CONTRIBUTING}.md',
    'packages/simulator/src/answers/*.ts',
    'packages/{protocol,server}/src/**/*.ts',
    'packages/protocol/vectors/*.json',
    'pnpm-lock.yaml',
  ].flatMap((pattern) => blocksOf(filesOf(pattern)).map(errorOf))

  test('the estimate errs upwards in 97 of 100 blocks of 2,000 characters', () => {
    expect(errors.length).toBeGreaterThan(300)
    const short = errors.filter((error) => error < 0)
    expect(short.length).toBeLessThanOrEqual(errors.length * 0.03)
  })

  test('no block is undercounted by more than a twentieth', () => {
    expect(Math.min(...errors)).toBeGreaterThanOrEqual(-0.05)
  })

  test('it is not wasteful: under two fifths too many on average', () => {
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
    expect(mean).toBeLessThan(0.4)
  })

  test.each([
    'The quick brown fox jumps over the lazy dog. Pack my box with five dozen liquor jugs, please.',
    '## Steps\n\n1. Read `events`.\n2. **Fold** them.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n',
    'export function assemble(message: Message, chunk: Chunk): Message {\n  return { ...message }\n}\n',
    '{"id":"chatcmpl-9f8e7d6c5b4a39281706","created":1700000000,"data":"aGVsbG8gd29ybGQgaGVsbG8="}',
    '      version: 4.1.3\n      specifier: ^4.0.0\n      date: 2026-01-15T12:00:00Z\n',
    '流式输出测试，字符之间没有空格。日本語のテキストも、한국어 텍스트도 함께.',
    'Грег рассказал, что поток событий прост. مرحبا بالعالم، هذا نص قصير.',
    'Great! 🎉🚀👩‍💻 See you 😀',
  ])('%j is not undercounted, nor counted much too high', (text) => {
    expect(errorOf(text)).toBeGreaterThanOrEqual(0)
    expect(errorOf(text)).toBeLessThan(1.2)
  })
})

describe('on lists of what no table has as a word', () => {
  const random = seededRandom(1)
  const below = (limit: number): number => Math.floor(random() * limit)
  const rows = (count: number, row: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => row(index)).join('')
  const hex = (digits: number): string => rows(digits, () => below(16).toString(16))

  test.each([
    ['digits', rows(500, (n) => `${n % 10} `)],
    ['numbers', rows(500, () => `${below(1000)} `)],
    ['numbers in lines', rows(500, () => `${below(100_000)}\n`)],
    ['decimals', rows(500, () => `${(random() * 100).toFixed(2)} `)],
    ['columns', rows(200, () => `${rows(5, () => `${(random() * 9).toFixed(1)}  `)}\n`)],
    ['CSV', rows(300, (n) => `${n},${(random() * 1e4).toFixed(3)},${below(50)}\n`)],
    ['times', rows(100, (n) => `2026-11-${10 + (n % 20)}T12:${10 + (n % 50)}:00Z OK\n`)],
    ['versions', rows(200, () => `  "mill": "^${below(20)}.${below(50)}.${below(9)}",\n`)],
    ['bytes', rows(100, () => `${rows(16, () => `${hex(2)} `)}\n`)],
    ['ids', rows(100, () => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(12)}\n`)],
    ['base64', btoa(rows(3000, () => String.fromCharCode(below(256))))],
    ['words in lines', rows(300, (n) => `${['river', 'wheel', 'mill', 'stone'][n % 4]}\n`)],
  ])('%s are not undercounted by more than a twentieth', (_, text) => {
    expect(errorOf(text)).toBeGreaterThan(-0.05)
    expect(errorOf(text)).toBeLessThan(1)
  })
})

test('nothing is nothing, and anything is something', () => {
  expect(estimateTokens('')).toBe(0)
  for (const text of ['a', ' ', '\n', '.', '1', '漢', '😀', '\ud83d', '\udc00', '\ufeff', '\0']) {
    expect(estimateTokens(text)).toBeGreaterThanOrEqual(1)
  }
})

test('the estimate is a counter by that name', () => {
  expect(estimate.name).toBe('estimate')
  expect(estimate.count('The river.')).toBe(estimateTokens('The river.'))
})

test('hostile text is counted like any other', () => {
  for (let seed = 0; seed < 200; seed++) {
    const text = randomText(seededRandom(seed), 500)
    const tokens = estimateTokens(text)
    expect(Number.isSafeInteger(tokens) && tokens > 0, `seed ${seed}`).toBe(true)
  }
})

test.each([
  ['letters', 'a'],
  ['spaces', ' '],
  ['emoji', '😀'],
  ['halves of emoji', '\ud83d'],
  ['ids', 'a1B2'],
  ['marks', 'e\u0301'],
])('a megabyte of %s takes less than a second', (_, sign) => {
  const text = sign.repeat(Math.ceil(1_000_000 / sign.length))
  // It takes about 10 ms. A machine that is busy elsewhere may stop for a second, but not each time.
  const tookMs = [1, 2, 3].map(() => {
    const started = performance.now()
    expect(estimateTokens(text)).toBeGreaterThan(100_000)
    return performance.now() - started
  })
  expect(Math.min(...tookMs)).toBeLessThan(1000)
})
