import { seededRandom } from '@millrace/protocol/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ProviderRequest } from '../provider/Provider.ts'
import { prompt } from './fixtures/hearing.ts'
import { type Keyed, keyOf } from './keyOf.ts'

const plain: Keyed = {
  scope: 'public',
  who: {},
  providers: [{ name: 'openai', model: 'gpt-4o' }],
  request: prompt(),
}

async function key(
  more: Partial<Keyed> = {},
  request: Partial<ProviderRequest> = {},
): Promise<string> {
  const keyed = { ...plain, ...more }
  return (await keyOf({ ...keyed, request: { ...keyed.request, ...request } })) ?? ''
}

afterEach(() => vi.unstubAllGlobals())

describe('T-73', () => {
  test('a key is its version and 256 bits', async () => {
    expect(await key()).toMatch(/^1-[0-9a-f]{64}$/)
  })

  test('what is left out, undefined, empty or -0 says the same', async () => {
    const same = await Promise.all([
      key(),
      // As it comes from callers without exact optional types.
      key({}, { tools: undefined, temperature: undefined } as unknown as ProviderRequest),
      key({}, { tools: [] }),
      key({}, { inputTokens: 77 }),
    ])
    expect(new Set(same).size).toBe(1)
    expect(await key({}, { temperature: -0 })).toBe(await key({}, { temperature: 0 }))
  })

  test('whatever the model is told makes another key', async () => {
    const tool = {
      type: 'function' as const,
      name: 'clock',
      inputSchema: { type: 'object' as const },
    }
    const user = (text: string) => ({
      role: 'user' as const,
      content: [{ type: 'text' as const, text }],
    })
    const all = await Promise.all([
      key(),
      key({}, { prompt: [user('Hello')] }),
      key({}, { prompt: [user('ab'), user('c')] }),
      key({}, { prompt: [user('a'), user('bc')] }),
      key({}, { prompt: [user('abc')] }),
      key({}, { prompt: [user('caf\u00e9')] }),
      key({}, { prompt: [user('cafe\u0301')] }),
      key({}, { prompt: [user('\ud800')] }),
      key({}, { prompt: [user('\ufffd')] }),
      key({}, { prompt: [user('\\ud800')] }),
      key({}, { temperature: 0 }),
      key({}, { temperature: 0.1 }),
      key({}, { maxOutputTokens: 101 }),
      key({}, { tools: [tool] }),
      key({}, { tools: [{ ...tool, description: 'Tells the time.' }] }),
      key({}, { tools: [tool], toolChoice: { type: 'none' } }),
      key({ providers: [{ name: 'openai', model: 'gpt-4o-mini' }] }),
      key({ providers: [{ name: 'openai', model: 'gpt-4o', address: 'https://eu.example' }] }),
      key({ providers: [{ name: 'openaigpt-', model: '4o' }] }),
      key({
        providers: [
          { name: 'openai', model: 'gpt-4o' },
          { name: 'groq', model: 'x' },
        ],
      }),
      key({
        providers: [
          { name: 'groq', model: 'x' },
          { name: 'openai', model: 'gpt-4o' },
        ],
      }),
    ])
    expect(new Set(all).size).toBe(all.length)
  })

  test.each([1, 2, 3, 4, 5])(
    'keys are equal if and only if questions are (seed %i)',
    async (seed) => {
      const random = seededRandom(seed)
      const pick = <Value>(...values: readonly Value[]): Value =>
        values[Math.floor(random() * values.length)] as Value
      const json = (depth: number): unknown =>
        pick<() => unknown>(
          () => pick('', 'a', 'ab', 'b', '1', 'null', '"', '__proto__'),
          () => pick(0, -0, 1, 1.5),
          () => pick(true, false, null),
          () =>
            depth > 2
              ? 'deep'
              : Array.from({ length: Math.floor(random() * 3) }, () => json(depth + 1)),
          () =>
            depth > 2
              ? {}
              : Object.fromEntries(
                  Array.from({ length: Math.floor(random() * 3) }, () => [
                    pick('a', 'b', 'ab', '__proto__', 'type'),
                    pick(json(depth + 1), undefined),
                  ]),
                ),
        )()
      const questions = Array.from({ length: 60 }, () => ({
        temperature: pick(undefined, 0, -0, 0.3),
        schema: json(0),
        text: pick('a', 'b'),
      }))
      const keys = await Promise.all(
        questions.map(({ temperature, schema, text }) =>
          key({}, {
            prompt: [{ role: 'user', content: [{ type: 'text', text }] }],
            temperature,
            tools: [{ type: 'function', name: 'f', inputSchema: shuffled(schema, random) }],
          } as unknown as ProviderRequest),
        ),
      )
      for (const [left, one] of questions.entries()) {
        for (const [right, other] of questions.entries()) {
          expect(keys[left] === keys[right], JSON.stringify([one, other])).toBe(isSame(one, other))
        }
      }
    },
  )
})

/** The same with its keys in another order, and with fields that hold nothing. */
function shuffled(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((inner) => shuffled(inner, random))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(() => random() - 0.5)
  return Object.fromEntries([
    ...entries.map(([name, inner]) => [name, shuffled(inner, random)]),
    ...(random() < 0.3 ? [['nothing', undefined]] : []),
  ]) as unknown
}

/** Written apart from the code that it judges. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) {
    return one === other
  }
  if (Array.isArray(one) !== Array.isArray(other)) return false
  if (Array.isArray(one) && one.length !== (other as unknown[]).length) return false
  const left = new Map(Object.entries(one).filter(([, value]) => value !== undefined))
  const right = new Map(Object.entries(other).filter(([, value]) => value !== undefined))
  return (
    left.size === right.size &&
    [...left].every(([name, value]) => right.has(name) && isSame(value, right.get(name)))
  )
}

describe('T-72', () => {
  const ann = { user: 'ann', tenant: 'acme' }
  const bob = { user: 'bob', tenant: 'acme' }
  const eve = { user: 'ann', tenant: 'evil' }

  test('a user shares with nobody, not with one of his name elsewhere either', async () => {
    const keys = await Promise.all([ann, bob, eve].map((who) => key({ scope: 'user', who })))
    expect(new Set(keys).size).toBe(3)
  })

  test('a tenant shares within itself, and public is all', async () => {
    const scoped = (scope: Keyed['scope']) =>
      Promise.all([ann, bob, eve].map((who) => key({ scope, who })))
    const tenant = await scoped('tenant')
    expect(tenant[0]).toBe(tenant[1])
    expect(tenant[0]).not.toBe(tenant[2])
    expect(new Set(await scoped('public')).size).toBe(1)
  })

  test('the same answer of two scopes has two names', async () => {
    const keys = await Promise.all(
      (['user', 'tenant', 'public'] as const).map((scope) => key({ scope, who: {} })),
    )
    expect(new Set(keys).size).toBe(3)
  })
})

test('without crypto.subtle there is no key', async () => {
  vi.stubGlobal('crypto', {})
  expect(await keyOf(plain)).toBeUndefined()
})
