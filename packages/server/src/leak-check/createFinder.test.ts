import { expect, test } from 'vitest'
import { createFinder, type Finder } from './createFinder.ts'
import { madeUpKey } from './fixtures/madeUpKey.ts'

function finderOf(value: string, allow: readonly (string | RegExp)[] = []): Finder {
  return createFinder({ secrets: [{ names: ['AZURE_OPENAI_API_KEY'], value }], allow })
}

const name = 'the value of AZURE_OPENAI_API_KEY'
const azure = madeUpKey('', 32, 'hex')
const odd = 'pä+/= "q"\\&%z'

test.each([azure, odd, 'eight+/8'])('finds %j as it is (T-67)', (value) => {
  const text = Buffer.from(`<${value}>`).toString('latin1')
  expect(finderOf(value).find(text)).toEqual([{ start: 1, end: text.length - 1, what: name }])
})

test.each([
  ['JSON', JSON.stringify(odd)],
  ['JSON', JSON.stringify({ sourcesContent: [`const key = ${JSON.stringify(odd)}`] })],
  ['URL encoding', `?key=${encodeURIComponent(odd)}`],
  ['URL encoding', `?key=${encodeURIComponent(odd).toLowerCase()}`],
  ['URL encoding', new URLSearchParams({ key: odd }).toString()],
])('finds a value in %s (T-67)', (encoding, text) => {
  const found = finderOf(odd).find(Buffer.from(text).toString('latin1'))
  expect(found.map(({ what }) => what)).toEqual([`${name}, in ${encoding}`])
})

test.each([0, 1, 2, 3, 4, 5])(
  'finds a value in base64 %i bytes away from its beginning, in both alphabets (T-67)',
  (shift) => {
    for (const value of [azure, odd, 'eight+/8', madeUpKey('', 61)]) {
      for (const rest of ['', 'x', 'yz', ' and more']) {
        const bytes = Buffer.from('?'.repeat(shift) + value + rest)
        for (const encoding of ['base64', 'base64url'] as const) {
          const found = finderOf(value).find(`atob("${bytes.toString(encoding)}")`)
          expect(found.map(({ what }) => what)).toEqual([`${name}, in base64`])
        }
      }
    }
  },
)

test('finds a value that is JSON in base64, as in a source map inside of its file (T-67)', () => {
  const map = Buffer.from(JSON.stringify({ sourcesContent: [`key("${odd}")`] })).toString('base64')
  const [found] = finderOf(odd).find(`//# sourceMappingURL=data:application/json;base64,${map}`)
  expect(found?.what).toBe(`${name}, in JSON, in base64`)
})

test('finds nothing but values where there is no text', () => {
  const finder = finderOf(azure)
  const key = madeUpKey('sk-proj-', 48)
  expect(finder.find(`\0${key}\0${azure}\0`)).toHaveLength(2)
  expect(finder.find(`\0${key}\0${azure}\0`, 'values')).toMatchObject([{ what: name }])
})

test('calls a key by its variable rather than by its looks', () => {
  const key = madeUpKey('sk-proj-', 48)
  const packed = Buffer.from(`"${key}"`).toString('base64')
  expect(
    finderOf(key)
      .find(`${key} ${packed}`)
      .map(({ what }) => what),
  ).toEqual([name, `${name}, in base64`])
})

test('lets the value of a variable through by its own text, and by no expression', () => {
  const key = madeUpKey('sk-proj-', 48)
  expect(finderOf(key, [key]).find(key)).toEqual([])
  expect(finderOf(key, [/^sk-/, `a text with ${key} in it`]).find(key)).toHaveLength(1)
})
