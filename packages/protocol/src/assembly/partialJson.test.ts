import { seededRandom } from '../testing/seededRandom.ts'
import { parsePartialJson } from 'ai'
import { expect, test } from 'vitest'
import { emptyPartialJson, feedPartialJson } from './partialJson.ts'

function feed(pieces: readonly string[]): unknown {
  return pieces.reduce(feedPartialJson, emptyPartialJson()).value
}

const documents = [
  '{"city":"Zürich","days":[1,2.5,-3e2,0],"nested":{"a":true,"b":false,"c":null},"emoji":"😀\\ud83d\\ude00"}',
  '[]',
  '{}',
  '"a \\"quoted\\" word, a \\\\ and a \\n line"',
  '[[[["deep"]]],{"k":[{"x":1},{"y":"z"}]}]',
  '  { "spaced" : [ 1 , 2 ] , "end" : "ok" }  ',
  '-12.5e+3 ',
  'true',
]

test.each(documents)('reads %s however it is cut', (text) => {
  const whole: unknown = JSON.parse(text)
  expect(feed([text])).toEqual(whole)
  expect(feed([...text.matchAll(/[\s\S]/g)].map(([character]) => character))).toEqual(whole)
  for (let seed = 0; seed < 50; seed++) {
    const random = seededRandom(seed)
    const pieces: string[] = []
    for (let at = 0; at < text.length;) {
      const size = 1 + Math.floor(random() * 9)
      pieces.push(text.slice(at, at + size))
      at += size
    }
    expect(feed(pieces)).toEqual(whole)
  }
})

test('shows at every cut what the AI SDK shows', async () => {
  const differences: string[] = []
  for (const text of documents) {
    for (let at = 1; at <= text.length; at++) {
      const prefix = text.slice(0, at)
      const theirs = (await parsePartialJson(prefix)).value
      const ours = feed([prefix])
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
        differences.push(
          `${prefix} | ours ${JSON.stringify(ours)} | theirs ${JSON.stringify(theirs)}`,
        )
      }
    }
  }
  expect(differences).toEqual([])
})

test('a key that names a prototype becomes a plain property (T-70)', () => {
  const value = feed(['{"__proto__":{"polluted":true},"constructor":1}'])
  expect(Object.hasOwn(value as object, '__proto__')).toBe(true)
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})

test.each(['{]', 'nul!', '{"a" 1}', '[1,,2]', '"\\q"', '01', '{"a":1}x'])(
  'gives up on %s without throwing',
  (text) => {
    expect(feed([text])).toBeUndefined()
  },
)

test('never changes a value that it handed out', () => {
  const first = feedPartialJson(emptyPartialJson(), '{"a":[1,')
  const before = JSON.stringify(first.value)
  feedPartialJson(first, '2],"b":3}')
  expect(JSON.stringify(first.value)).toBe(before)
})

test('reads each character once: twice the deltas cost about twice the work', () => {
  const readsFor = (deltas: number): number => {
    let reads = 0
    let state = feedPartialJson(emptyPartialJson(), '{"code":"')
    for (let index = 0; index < deltas; index++) {
      const piece = 'const x = 1; '
      reads += piece.length
      state = feedPartialJson(state, piece)
    }
    expect((state.value as { code: string }).code.length).toBe(reads)
    return reads
  }
  expect(readsFor(6000)).toBe(2 * readsFor(3000))
})
