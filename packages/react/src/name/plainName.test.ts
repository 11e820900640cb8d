import { expect, test } from 'vitest'
import { plainName } from './plainName.ts'

test('a name is one line without controls, in whatever direction they turn (T-55)', () => {
  expect(plainName('  A\r\n\tname\u0000 ')).toBe('A name')
  expect(plainName('\u202eelpmaxe.knab\u202c')).toBe('elpmaxe.knab')
  expect(plainName('\u2066a\u2069\u200f\u061cb\u2028c')).toBe('ab c')
  expect(plainName('اسم 👩‍👧')).toBe('اسم 👩‍👧')
})

test('a name of which nothing is seen is none (T-55)', () => {
  for (const name of ['', ' \n', '\u202e\u200f', '\u200b\u2060\ufeff\u00ad', '\u3164 \u{e0041}']) {
    expect(plainName(name)).toBe('')
  }
  expect(plainName('\u200b.')).toBe('\u200b.')
})

test('a long name is cut between characters, and what is no text is no name (T-53)', () => {
  expect(plainName('🐝'.repeat(500), 3)).toBe('🐝🐝…')
  expect(Array.from(plainName('x'.repeat(1_000_000)))).toHaveLength(160)
  for (const name of [undefined, null, 7, {}, ['a']]) expect(plainName(name)).toBe('')
})
