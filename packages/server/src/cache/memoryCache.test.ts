import { expect, test } from 'vitest'
import { memoryCache } from './memoryCache.ts'

const entry = { now: 0, freshUntil: 1000, staleMs: 0, holder: 'a' }

async function has(store: ReturnType<typeof memoryCache>, key: string): Promise<boolean> {
  const opening = { now: 1, holder: 'x', leaseMs: 0, wantsStale: false }
  return (await store.open(key, opening)).state === 'fresh'
}

test('holds no more bytes than it may, and what was not asked for the longest goes first', async () => {
  // Room for three texts of 1,000 units.
  const store = memoryCache({ maxBytes: 3 * 2300 })
  const text = 'x'.repeat(1000)
  for (const key of ['a', 'b', 'c']) await store.write(key, { ...entry, text })
  expect(await has(store, 'a')).toBe(true)
  await store.write('d', { ...entry, text })
  expect(await has(store, 'b')).toBe(false)
  expect(await Promise.all(['a', 'c', 'd'].map((key) => has(store, key)))).toEqual([
    true,
    true,
    true,
  ])
  await store.write('a', { ...entry, text: 'y'.repeat(10_000) })
  expect(await Promise.all(['a', 'c', 'd'].map((key) => has(store, key)))).toEqual([
    false,
    true,
    true,
  ])
})

test('what is written over and over takes its room once', async () => {
  const store = memoryCache({ maxBytes: 3 * 2300 })
  await store.write('a', { ...entry, text: 'x'.repeat(1000) })
  for (let n = 0; n < 100; n++) await store.write('b', { ...entry, text: `${n}`.repeat(300) })
  expect(await has(store, 'a')).toBe(true)
})

test('a lease does not grow when the clock jumps back', async () => {
  const store = memoryCache()
  const opening = { holder: 'a', leaseMs: 5000, wantsStale: false }
  await store.open('key', { ...opening, now: 1_000_000 })
  expect(await store.open('key', { ...opening, now: 1_004_999 })).toMatchObject({ state: 'wait' })
  expect(await store.open('key', { ...opening, now: 10 })).toMatchObject({ state: 'lead' })
})

test.each([-1, Number.NaN])('refuses a size of %s', (maxBytes) => {
  expect(() => memoryCache({ maxBytes })).toThrow(RangeError)
})
