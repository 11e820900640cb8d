import { expect, test } from 'vitest'
import { describe } from './describe.ts'

test('an error is its name, its message and its causes', () => {
  const error = new TypeError('fetch failed', {
    cause: new Error('Gone.', { cause: { status: 7 } }),
  })
  expect(describe(error)).toBe('TypeError: fetch failed (Error: Gone. ({"status":7}))')
})

test('whatever is thrown can be written down, and nothing throws (T-68)', () => {
  const circle = new Error('Round.')
  circle.cause = circle
  expect(describe(circle)).toMatch(/^(Error: Round\. ?\(?){9}\){8}$/)
  const list: unknown[] = []
  list.push(list)
  const hostile = new Proxy(new Error('x'), {
    get: () => {
      throw new Error('No.')
    },
  })
  const throwing = {
    get a(): never {
      throw new Error('No.')
    },
  }
  for (const value of [list, 1n, hostile, throwing, { toJSON: () => 1n }]) {
    expect(describe(value)).toBe('something that cannot be written down')
  }
  expect([undefined, Symbol('s'), () => 1, null, 7].map(describe)).toEqual([
    '',
    '',
    '',
    'null',
    '7',
  ])
})
