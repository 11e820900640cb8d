import { describe, expect, test } from 'vitest'
import { createFinder, type Finding } from './createFinder.ts'
import { madeUpKey } from './fixtures/madeUpKey.ts'

const seeds = Array.from({ length: 50 }, (_, seed) => seed)

function find(text: string, allow: readonly (string | RegExp)[] = []): readonly Finding[] {
  return createFinder({ secrets: [], allow }).find(text)
}

/** What vendors give out, by their prefix, length and alphabet. */
const keys: readonly [string, (seed: number) => string][] = [
  ['an OpenAI key (sk-proj-…)', (seed) => madeUpKey('sk-proj-', 156, 'base64url', seed)],
  ['an OpenAI key (sk-proj-…)', (seed) => madeUpKey('sk-proj-', 48, 'base62', seed)],
  ['an OpenAI key (sk-svcacct-…)', (seed) => madeUpKey('sk-svcacct-', 156, 'base64url', seed)],
  ['an OpenAI key (sk-admin-…)', (seed) => madeUpKey('sk-admin-', 124, 'base64url', seed)],
  [
    'an OpenAI key (sk-…)',
    (seed) => madeUpKey(`${madeUpKey('sk-', 20, 'base62', seed)}T3BlbkFJ`, 20, 'base62', seed + 99),
  ],
  [
    'an Anthropic key (sk-ant-api03-…)',
    (seed) => madeUpKey('sk-ant-api03-', 95, 'base64url', seed),
  ],
  [
    'an Anthropic key (sk-ant-admin01-…)',
    (seed) => madeUpKey('sk-ant-admin01-', 95, 'base64url', seed),
  ],
  ['an OpenRouter key (sk-or-v1-…)', (seed) => madeUpKey('sk-or-v1-', 64, 'hex', seed)],
  ['a Groq key (gsk_…)', (seed) => madeUpKey('gsk_', 52, 'base62', seed)],
  ['a Together key (tgp_v1_…)', (seed) => madeUpKey('tgp_v1_', 43, 'base64url', seed)],
  ['an xAI key (xai-…)', (seed) => madeUpKey('xai-', 80, 'base62', seed)],
  ['a Perplexity key (pplx-…)', (seed) => madeUpKey('pplx-', 48, 'base62', seed)],
  ['a Hugging Face token (hf_…)', (seed) => madeUpKey('hf_', 34, 'letters', seed)],
  ['a Google key (AIza…)', (seed) => madeUpKey('AIza', 35, 'base64url', seed)],
  ['what looks like a key (sk-…)', (seed) => madeUpKey('sk-', 48, 'base62', seed)],
  ['what looks like a key (sk-…)', (seed) => madeUpKey('sk-', 32, 'hex', seed)],
]

describe.each(keys)('%s', (what, keyOf) => {
  test('is found, whoever it was given to (T-67)', () => {
    for (const seed of seeds) {
      const key = keyOf(seed)
      expect(find(`const key="${key}";`), key).toMatchObject([
        { what, start: 11, end: 11 + key.length },
      ])
    }
  })

  test.each([
    ['a header', (key: string) => `{"authorization":"Bearer ${key}"}`],
    ['a header in a URL', (key: string) => `?h=Bearer%20${key}&x=1`],
    ['a string in a URL', (key: string) => `q=%22${key}%22`],
    ['code that JSON quotes', (key: string) => String.raw`{"sourcesContent":["a=\n${key}\n"]}`],
    ['an escape', (key: string) => String.raw`"\u0022${key}\u0022"`],
    ['a template', (key: string) => `\`${key}\``],
    ['a variable', (key: string) => `KEY=${key}`],
    ['a line of its own', (key: string) => key],
  ])('is found in %s (T-67)', (_, write) => {
    expect(find(write(keyOf(7)))).toMatchObject([{ what }])
  })

  test.each([0, 1, 2])('is found in base64, %i bytes from its beginning (T-67)', (shift) => {
    const key = keyOf(7)
    const packed = Buffer.from(`${'{'.repeat(shift)}"${key}"`).toString('base64')
    expect(find(`url(data:text/plain;base64,${packed})`)).toMatchObject([
      { what: `${what}, in base64` },
    ])
    expect(find(`x=${packed.replaceAll('=', '')}`)).toHaveLength(1)
  })
})

test.each([
  // Words, as classes and files have them.
  'sk-loading-spinner-container-large',
  'sk-folding-cube sk-cube1 sk-circle12 sk-chasing-dot-before',
  '.sk-fading-circle-wrapper-element__inner--is-active',
  'sk-LoadingSpinnerContainerElement_withAVeryLongNameIndeed',
  'sk-SkeletonCard_container__x7Gh2',
  'sk-grid-cols-12-md-6-lg-4-xl-3-gap-2-px-4',
  'sk-navigation-2025-01-31-release-notes',
  'SK-UPPER-CASE-CONSTANT-NAME-OF-SOMETHING',
  'sk-arrow-left-circle-filled-24px',
  'sk-admin-panel-settings-navigation-sidebar-item',
  'sk-proj-management-dashboard-overview-page',
  // A key's letters, and something in front of them.
  `task-${madeUpKey('', 30)}`,
  `ta${madeUpKey('sk-', 40, 'base62')}`,
  `disk-${madeUpKey('', 36, 'hex')}`,
  `my${madeUpKey('gsk_', 52, 'base62')}`,
  // The Slovak texts of a page.
  `import("./assets/${madeUpKey('sk-', 8, 'base62')}.js")`,
  `import("./${madeUpKey('sk-', 20, 'hex')}.js")`,
  `${madeUpKey('sk-', 32, 'hex')}.chunk.css`,
  // Examples.
  'sk-...',
  'sk-your-api-key-goes-in-here-please',
  `sk-proj-${'x'.repeat(48)}`,
  `sk-ant-api03-${'A'.repeat(95)}`,
  `gsk_${'x'.repeat(52)}`,
  `AIza${'X'.repeat(35)}`,
  'sk-proj-abc123',
  'sk-1234567890123456789012345',
  // Patterns of our own and of others.
  '/sk-(?:proj|svcacct|admin)-[\\w-]{20,256}/',
  'sk-[A-Za-z0-9_-]{20,}',
  // Base64 of nothing in particular.
  madeUpKey('', 5000),
  Buffer.from('sk-loading-spinner-container-large'.repeat(20)).toString('base64'),
])('leaves %.60s alone', (text) => {
  expect(find(`<a class="${text}">`)).toEqual([])
})

test('names a key once where several patterns find it', () => {
  const key = madeUpKey('sk-ant-api03-', 95)
  expect(find(`${key} ${key}`).map(({ what }) => what)).toEqual([
    'an Anthropic key (sk-ant-api03-…)',
    'an Anthropic key (sk-ant-api03-…)',
  ])
})

test('says of a Google key what it may be', () => {
  expect(find(madeUpKey('AIza', 35))).toMatchObject([{ hint: expect.stringMatching(/Firebase/) }])
})

test('lets through what is allowed: a text, a text around it, an expression', () => {
  const key = madeUpKey('sk-proj-', 48)
  const other = madeUpKey('sk-proj-', 60)
  const text = `${key} ${other}`
  const onlyOther = [{ start: key.length + 1 }]
  expect(find(text, [key])).toMatchObject(onlyOther)
  expect(find(text, [`curl -H "Authorization: Bearer ${key}"`])).toMatchObject(onlyOther)
  expect(find(text, [new RegExp(key.slice(8, 30), 'g')])).toMatchObject(onlyOther)
  expect(find(text, [key.slice(0, -1)])).toHaveLength(2)
  expect(find(text, [/^sk-proj-/g])).toEqual([])
})
