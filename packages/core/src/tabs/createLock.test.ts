import { manualClock } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { createLock } from './createLock.ts'
import { memoryRecords } from './fixtures/memoryRecords.ts'

/** A browser whose Web Locks refuse. What they are when they do not, real pages show: `createLock.browser.test.ts`. */
function refusing(name: string): LockManager {
  return {
    request: () => Promise.reject(new DOMException('', name)),
    query: () => Promise.reject(new DOMException('', name)),
  }
}

test.each<readonly [string, LockManager | false]>([
  ['without Web Locks', false],
  ['in a frame that may not have any', refusing('SecurityError')],
])('%s the lock is a lease in the records', async (_, locks) => {
  const clock = manualClock()
  const records = memoryRecords()
  const lock = createLock({ name: 'sending', records, clock, random: () => 0, locks })
  const order: string[] = []
  const work = (name: string) => async (): Promise<string> => {
    order.push(name, ...records.values.keys())
    return name
  }
  expect(await lock.hold(work('first'))).toBe('first')
  const both = Promise.all([lock.hold(work('second')), lock.hold(work('third'))])
  await clock.advance(1000)
  expect(await both).toEqual(['second', 'third'])
  const key = 'lease:sending'
  expect(order).toEqual(['first', key, 'second', key, 'third', key])
  expect([records.values.size, clock.pending]).toEqual([0, 0])
})

test('a page that is gone gets no lock, and no lease in its place', async () => {
  const records = memoryRecords()
  const lock = createLock({ name: 'sending', records, locks: refusing('InvalidStateError') })
  await expect(lock.hold(async () => 'never')).rejects.toThrow(
    expect.objectContaining({ name: 'InvalidStateError' }),
  )
  expect(records.values.size).toBe(0)
})
