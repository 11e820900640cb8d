import { expect, test } from 'vitest'
import { wantsFresh } from './wantsFresh.ts'

function asked(header?: string): Request {
  return new Request('https://chat.example', {
    method: 'POST',
    ...(header === undefined ? {} : { headers: { 'cache-control': header } }),
  })
}

const plain = { trigger: 'submit-message', continues: false } as const

test('another answer, the rest of one, and no-cache want one of their own (T-79)', () => {
  expect(wantsFresh({ ...plain, request: asked() })).toBe(false)
  expect(wantsFresh({ ...plain, request: asked(), trigger: 'regenerate-message' })).toBe(true)
  expect(wantsFresh({ ...plain, request: asked(), continues: true })).toBe(true)
})

test.each([
  ['no-cache', true],
  ['No-Store', true],
  ['max-age=0, no-cache', true],
  ['no-cache-please', false],
  ['max-age=60', false],
  ['', false],
])('cache-control: %s (T-79)', (header, fresh) => {
  expect(wantsFresh({ ...plain, request: asked(header) })).toBe(fresh)
})
