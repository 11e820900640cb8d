import { manualClock } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import type { CacheOpening } from './CacheStore.ts'
import { bothStores } from './fixtures/cacheStores.ts'

const start = 1_000_000
const hour = 3_600_000

function opening(holder: string, more: Partial<CacheOpening> = {}): CacheOpening {
  return { now: start, holder, leaseMs: 5000, wantsStale: false, ...more }
}

const lead = { state: 'lead', stale: undefined }
const waiting = { state: 'wait', stale: undefined }

describe.each(bothStores())('$name', ({ make }) => {
  const entry = { now: start, freshUntil: start + hour, staleMs: 0, holder: 'a' }

  test('gives back what was written, to the letter, until its time is over', async () => {
    const store = make(manualClock())
    const text = '{"say":"5:äöü 🦊\\u0000\\n"}'
    expect(await store.open('key', opening('a'))).toEqual(lead)
    await store.write('key', { ...entry, text })
    const fresh = { state: 'fresh', text }
    expect(await store.open('key', opening('b'))).toEqual(fresh)
    expect(await store.open('key', opening('b', { now: start + hour - 1 }))).toEqual(fresh)
    expect(await store.open('other', opening('b'))).toEqual(lead)
    expect(await store.open('key', opening('c', { now: start + hour }))).toEqual(lead)
  })

  test('what is past its time is given to those who have use for it', async () => {
    const store = make(manualClock())
    await store.write('key', { ...entry, staleMs: hour, text: 'old' })
    const now = start + hour
    expect(await store.open('key', opening('a', { now, wantsStale: true }))).toEqual({
      state: 'lead',
      stale: 'old',
    })
    expect(await store.open('key', opening('b', { now, wantsStale: true }))).toEqual({
      state: 'wait',
      stale: 'old',
    })
    expect(await store.open('key', opening('b', { now }))).toEqual(waiting)
  })

  test('one of many leads, until it lets go, and nobody lets go for another (T-75)', async () => {
    const store = make(manualClock())
    const found = await Promise.all(
      Array.from({ length: 20 }, (_, index) => store.open('key', opening(`h${index}`))),
    )
    expect(found.filter(({ state }) => state === 'lead')).toHaveLength(1)
    const leader = `h${found.findIndex(({ state }) => state === 'lead')}`
    await store.release('key', 'somebody')
    expect(await store.open('key', opening('next'))).toEqual(waiting)
    await store.release('key', leader)
    expect(await store.open('key', opening('next'))).toEqual(lead)
  })

  test('writing gives the lead back, and only its own', async () => {
    const store = make(manualClock())
    const brief = { ...entry, freshUntil: start + 1, staleMs: hour, text: 'brief' }
    const now = start + 2
    await store.open('key', opening('a'))
    await store.write('key', { ...brief, holder: 'b' })
    expect(await store.open('key', opening('c', { now }))).toEqual(waiting)
    await store.write('key', { ...brief, holder: 'a' })
    expect(await store.open('key', opening('c', { now }))).toEqual(lead)
  })
})
