import { describe, expect, test } from 'vitest'
import { createLedger } from './createLedger.ts'
import type { DiskError } from './Disk.ts'
import { frailDisk } from './fixtures/frailDisk.ts'
import type { Ledger } from './Ledger.ts'
import { memoryDisk } from './memoryDisk.ts'
import { recordsOf } from './recordsOf.ts'

function made() {
  const frail = frailDisk()
  const troubles: (string | undefined)[] = []
  const onTrouble = (trouble: DiskError | undefined): void => void troubles.push(trouble?.reason)
  const ledger = createLedger({ disk: frail.disk, onTrouble })
  return { ...frail, ledger, troubles, ...usesOf(ledger) }
}

function usesOf(ledger: Ledger) {
  const records = recordsOf(ledger)
  return {
    /** Adds a word to a list of words. */
    add: (key: string, word: string): Promise<string> =>
      records.update([key], ([before]) => {
        const words = typeof before === 'string' ? `${before} ${word}` : word
        return { write: new Map([[key, words]]), result: words }
      }),
    put: (key: string, value: unknown): Promise<void> =>
      records.update([], () => ({ write: new Map([[key, value]]), result: undefined })),
    get: async (key: string): Promise<unknown> => (await records.read([key]))[0],
  }
}

describe('a disk that is full (T-39)', () => {
  test('costs nothing that was said: it is read from memory, over what is on the disk', async () => {
    const { add, get, put, fail, records, troubles, ledger } = made()
    await add('a', 'one')
    await put('gone', 1)
    fail('quota')
    expect(await add('a', 'two')).toBe('one two')
    await put('gone', undefined)
    await put('b', 'new')
    expect([await get('a'), await get('b'), await get('gone')]).toEqual([
      'one two',
      'new',
      undefined,
    ])
    expect(await ledger.keys('')).toEqual(['a', 'b'])
    expect(Object.fromEntries(records)).toEqual({ a: 'one', gone: 1 })
    expect(troubles).toEqual(['quota'])
  })

  test('takes all of it as one once there is room, also over what another tab wrote meanwhile', async () => {
    const { add, put, fail, records, troubles } = made()
    await add('a', 'one')
    fail('quota')
    await add('a', 'two')
    await put('b', 'first')
    await put('b', 'second')
    await usesOf(createLedger({ disk: memoryDisk(records) })).add('a', 'theirs')
    fail(undefined)
    expect(await add('a', 'three')).toBe('one theirs two three')
    expect(Object.fromEntries(records)).toEqual({ a: 'one theirs two three', b: 'second' })
    expect(troubles).toEqual(['quota', undefined])
  })

  test('is tried again by what is written, and not by what is read', async () => {
    const { add, get, fail, asked } = made()
    fail('quota')
    await add('a', 'one')
    const before = asked.length
    await get('a')
    expect(asked.slice(before)).toEqual(['read 1'])
    await add('a', 'two')
    expect(asked.slice(before + 1)).toEqual(['write 2', 'read 1'])
  })

  test('what is written whatever was there is made again once, and so is what has a name', async () => {
    const { put, fail, asked, ledger } = made()
    const step = (value: number): Promise<number> =>
      ledger.make(
        'write',
        (known) =>
          known.has('n') ? { write: new Map([['n', value]]), result: value } : { needs: ['n'] },
        'named',
      )
    fail('quota')
    for (const value of [1, 2, 3]) await put('draft', value)
    for (const value of [4, 5, 6]) await step(value)
    fail(undefined)
    await put('other', 1)
    expect(asked.at(-1)).toBe('write 3')
  })

  test('gives up what is old first, more of it each time, and only then goes on in memory', async () => {
    const { disk, fail, records } = frailDisk()
    const counts: number[] = []
    const told: unknown[] = []
    const ledger = createLedger({
      disk,
      async makeRoom(keys, count) {
        counts.push(count)
        expect(keys).toEqual(['a'])
        if (counts.length < 3) return count
        fail(undefined)
        return 1
      },
      onTrouble: (trouble) => told.push(trouble),
    })
    fail('quota')
    await usesOf(ledger).add('a', 'one')
    expect(counts).toEqual([1, 2, 4])
    expect(records.get('a')).toBe('one')
    expect(told).toEqual([])
  })
})

test('not all that is old is given up for one step (T-39)', async () => {
  const { disk, fail } = frailDisk()
  let gone = 0
  const makeRoom = async (_: readonly string[], count: number): Promise<number> => {
    gone += count
    return count
  }
  const ledger = createLedger({ disk, makeRoom })
  fail('quota')
  expect(await usesOf(ledger).add('a', 'one')).toBe('one')
  expect(gone).toBe(15)
})

describe('a disk that cannot be used (T-40)', () => {
  test.each(['corrupt', 'blocked', 'denied', 'newer'] as const)(
    '%s: what is said is remembered',
    async (reason) => {
      const { add, get, fail, troubles, records } = made()
      await add('a', 'one')
      fail(reason)
      expect(await get('a')).toBeUndefined()
      expect(await add('a', 'two')).toBe('two')
      expect(await get('a')).toBe('two')
      expect(troubles).toEqual([reason])
      expect(records.get('a')).toBe('one')
    },
  )

  test.each(['corrupt', 'blocked', 'denied'] as const)(
    '%s: once it can be used what was done is done to what is there',
    async (reason) => {
      const { add, put, fail, records, troubles } = made()
      await add('a', 'one')
      await put('out', 1)
      fail(reason)
      await add('a', 'two')
      // Nobody knew that it was there.
      await put('out', undefined)
      fail(undefined)
      await add('a', 'three')
      expect(Object.fromEntries(records)).toEqual({ a: 'one two three' })
      expect(troubles).toEqual([reason, undefined])
    },
  )

  test('newer: it is left alone from then on', async () => {
    const { add, fail, asked, records } = made()
    await add('a', 'one')
    fail('newer')
    await add('a', 'two')
    const before = asked.length
    fail(undefined)
    await add('a', 'three')
    expect(asked).toHaveLength(before)
    expect(records.get('a')).toBe('one')
  })

  test('goes from one trouble to another', async () => {
    const { add, fail, troubles } = made()
    fail('quota')
    await add('a', 'one')
    fail('newer')
    await add('a', 'two')
    expect(troubles).toEqual(['quota', 'newer'])
  })
})

test('what a step throws is its caller’s, and nothing is in memory for it', async () => {
  const { records, ledger, troubles, add } = made()
  const thrown = new RangeError('mine')
  const step = recordsOf(ledger).update([], () => {
    throw thrown
  })
  await expect(step).rejects.toBe(thrown)
  await add('a', 'one')
  expect(records.get('a')).toBe('one')
  expect(troubles).toEqual([])
})

test('steps are made in the order in which they were asked for', async () => {
  const { add, get } = made()
  void add('a', 'one')
  void add('a', 'two')
  const read = get('a')
  void add('a', 'three')
  expect(await read).toBe('one two')
  expect(await get('a')).toBe('one two three')
})

test('after its end nothing is known or kept, in memory neither', async () => {
  const { add, get, ledger, records, fail } = made()
  await add('a', 'one')
  fail('quota')
  await add('a', 'two')
  await ledger.end()
  fail(undefined)
  expect(await add('a', 'three')).toBe('three')
  expect([await get('a'), await ledger.keys('')]).toEqual([undefined, []])
  expect(records.get('a')).toBe('one')
})
