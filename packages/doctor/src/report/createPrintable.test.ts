import { expect, test } from 'vitest'
import { madeUpKey } from '../fixtures/madeUpKey.ts'
import { createPrintable } from './createPrintable.ts'

const secret = 'a secret/with "marks" in it'

test.each([
  ['\u001b[1;31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007after', 'after'],
  ['\u001b]8;;http://a.example\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['\u001bPq...\u001b\\x', 'x'],
  ['\u009b31mred', 'red'],
  ['\u001bcreset', 'reset'],
  ['half \u001b[', 'half '],
  ['a\r\n\tb\u2028c', 'a b c'],
  ['\u202eabc\u202c\u2066d\u2069\u200e\u061c', 'abcd'],
  ['nul\u0000 del\u007f nel\u0085', 'nul del nel'],
  ['Grüße, 流式 👩 «да»', 'Grüße, 流式 👩 «да»'],
])('of %j is left %j (T-68)', (text, kept) => {
  expect(createPrintable([])(text)).toBe(kept)
})

test.each([
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret),
  `x${Buffer.from(`12${secret}3`).toString('base64')}`,
  secret.replace('with', 'wi\u001b[0mth'),
  secret.replace('with', 'wi\u200bth'),
])('masks a secret written as %s (T-67)', (text) => {
  const kept = createPrintable([secret])(`before ${text} after`)
  expect(kept).toMatch(/^before .*\[secret\].* after$/)
  expect(kept).not.toMatch(/marks|with/)
})

test.each([
  madeUpKey('sk-proj-', 48),
  madeUpKey('AIza', 35),
  madeUpKey('gsk_', 52),
  `Bearer ${madeUpKey('', 40)}`,
  'sk-abcd****wxyz',
])('masks what looks like a key: %s (T-67)', (key) => {
  expect(createPrintable([])(`before "${key}" after`)).toBe('before "[key]" after')
})

test('cuts what is long after it was masked, and no character in two (T-67)', () => {
  for (let before = 780; before <= 800; before++) {
    const kept = createPrintable([secret])(`${'x'.repeat(before)}${secret}${'y'.repeat(2000)}`)
    expect(kept.length).toBeLessThanOrEqual(801)
    expect(kept).not.toContain('a sec')
  }
  const cut = createPrintable([])(`x${'👩'.repeat(900)}`)
  expect(cut).toMatch(/\ufffd…$/)
})

test('leaves words alone that are short secrets', () => {
  expect(createPrintable(['route', ''])('the route')).toBe('the route')
})

test.each([
  ['escapes without an end', '\u001b]'.repeat(50_000)],
  ['parameters without an end', `\u001b[${'1;'.repeat(100_000)}`],
  ['beginnings of keys', 'sk-'.repeat(50_000)],
  ['a key without an end', `sk-${'a-'.repeat(50_000)}`],
  ['spaces behind Bearer', `Bearer${' '.repeat(100_000)}`],
])('is done in time with %s', (_, text) => {
  const from = performance.now()
  createPrintable([secret])(text)
  expect(performance.now() - from).toBeLessThan(2000)
})
