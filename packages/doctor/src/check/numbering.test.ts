import { expect, test } from 'vitest'
import type { Between } from '../fixtures/between.ts'
import { through } from '../fixtures/through.ts'

test.each<[string, Between['event'], RegExp]>([
  [
    'ids that are taken away',
    (text) => [text.replace(/^id: .*\n/, '')],
    /^Event 1 of \d+ has no id\./,
  ],
  [
    'an id that is no number',
    (text, n) => [n === 4 ? text.replace(/^id: 4/, 'id: 4x') : text],
    /^Event 5 .* no number/,
  ],
  [
    'an event that is lost',
    (text, n) => (n === 6 ? [] : [text]),
    /gap: event 7 .* the number 7 in place of 6/,
  ],
  [
    'an event that comes twice',
    (text, n) => (n === 6 ? [text, text] : [text]),
    /repeated or out of order/,
  ],
  [
    'a beginning that is lost',
    (text, n) => (n < 2 ? [] : [text]),
    /number 2: the beginning is missing/,
  ],
  ['no end mark', (text) => (text.includes('[DONE]') ? [] : [text]), /end mark is missing/],
  ['no finish', (text) => (text.includes('"finish"') ? [] : [text]), /gap|without saying how/],
  [
    'two of them',
    (text) => (text.includes('"finish"') ? [text, text.replace(/^id: .*\n/, '')] : [text]),
    /ends 2 times/,
  ],
  [
    'more after the end',
    (text, n) =>
      text.includes('[DONE]') ? [text, `id: ${n + 1}\ndata: {"type":"finish-step"}\n\n`] : [text],
    /follow after \[DONE\]/,
  ],
  [
    'an event that is no JSON (T-09)',
    (text, n) => [n === 5 ? text.replace('data: {', 'data: {{') : text],
    /cannot be read: an event is not JSON/,
  ],
])('tells %s', async (_, event, seen) => {
  const found = await through({
    event: (text, index, request) =>
      request.method === 'POST' ? (event?.(text, index, request) ?? []) : [text],
  })
  expect(found.checks.numbering).toMatchObject({
    result: 'failed',
    seen: expect.stringMatching(seen),
  })
})

test('warns of a stream of the AI SDK, which numbers nothing and names no answer', async () => {
  const found = await through({
    headers: (headers) => headers.delete('x-millrace-stream'),
    event: (text) => [text.replace(/^id: .*\n/, '')],
  })
  expect(found.checks.numbering).toMatchObject({
    result: 'warning',
    seen: 'The events have no numbers.',
  })
  expect(found.results).toMatchObject({ resume: 'skipped', stop: 'skipped' })
  expect(found.report).toMatchObject({ ok: true, questions: 1 })
})

test('warns of kinds of events that nobody knows', async () => {
  const { checks } = await through({
    event: (text, index) => [index === 3 ? text.replace(/"type":"[^"]+"/, '"type":"later"') : text],
  })
  expect(checks.numbering).toMatchObject({
    result: 'warning',
    seen: '1 event is of a kind that is not known.',
  })
})
