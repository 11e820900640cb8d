import { expect, test } from 'vitest'
import { codeChunks } from './codeChunks.ts'

const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${index}\n`).join('')

test.each([
  ['nothing', ''],
  ['one line', 'a'],
  ['many lines', lines(100)],
  ['a last line without an end', `${lines(64)}end`],
  ['empty lines alone', '\n'.repeat(100)],
  ['CR LF', lines(70).replaceAll('\n', '\r\n')],
])('chunks of %s, joined, are the code', (_, code) => {
  expect(codeChunks(code).join('')).toBe(code)
})

test('code that grows keeps its chunks', () => {
  const code = `${lines(31)}\n\n${lines(40)}\n\n\n${lines(30)}`
  const all = codeChunks(code)
  for (let end = 0; end < code.length; end += 7) {
    const closed = codeChunks(code.slice(0, end)).slice(0, -1)
    expect(all.slice(0, closed.length)).toEqual(closed)
  }
})

test('a chunk that is followed by another ends a line that is not empty', () => {
  const code = `${lines(31)}\n\n${lines(40)}\n\n\n${lines(30)}`
  for (const chunk of codeChunks(code).slice(0, -1)) expect(chunk).toMatch(/[^\n]\n$/)
})
