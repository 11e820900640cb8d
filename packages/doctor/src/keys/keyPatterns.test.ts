import { expect, test } from 'vitest'
import { madeUpKey } from '../fixtures/madeUpKey.ts'
import { keysIn } from './keyPatterns.ts'

const seeds = Array.from({ length: 50 }, (_, seed) => seed)

test.each([
  ['sk-', 48],
  ['sk-proj-', 120],
  ['sk-ant-api03-', 95],
  ['AIza', 35],
  ['gsk_', 52],
  ['xai-', 80],
  ['hf_', 34],
  ['pplx-', 48],
])('finds %s and %i random characters, whoever they were given to (T-67)', (prefix, length) => {
  for (const seed of seeds) {
    const key = madeUpKey(prefix, length, seed)
    for (const text of [key, `{"key":"${key}"}`, `\\n${key}`, `q=%22${key}%22`, `Bearer ${key}`]) {
      expect(
        keysIn(text).map((found) => found.text),
        text,
      ).toContain(key)
    }
  }
})

test.each(['sk-abcd*****wxyz', 'sk-proj-ab1…9xyz', 'AIzaSy...Xw1'])(
  'finds %s, a part of a key (T-67)',
  (text) => {
    expect(keysIn(`Incorrect API key provided: ${text}.`)).toMatchObject([
      { kind: 'a part of a key' },
    ])
  },
)

test('finds a token behind Bearer (T-67)', () => {
  expect(keysIn(`authorization: Bearer ${madeUpKey('', 40)}`)).toMatchObject([
    { kind: 'a bearer token (Bearer …)' },
  ])
})

test.each([
  'sk-loading-spinner-container-large',
  'sk-grid-cols-12-md-6-lg-4-xl-3-gap-2-px-4',
  'sk-...',
  'sk-your-api-key-goes-in-here-please',
  `task-${madeUpKey('', 30)}`,
  'Bearer realm="chat", error="invalid_token"',
  'www-authenticate: Bearer authorization_uri="https://login.example/oauth2"',
  'Bearer authentication-is-wanted-here',
  'word nine ten',
])('leaves %s alone', (text) => {
  expect(keysIn(text)).toEqual([])
})
