import type { Message } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { createSaver } from './createSaver.ts'

const chat = { id: 'c', who: {} }

function said(id: string, text: string): Message {
  return { id, role: 'assistant', parts: [{ type: 'text', text }] }
}

function setUp() {
  const clock = manualClock()
  const kept = new Map<string, string>()
  const calls: { arrive: () => void; fail: () => void }[] = []
  const failures: string[] = []
  /** What the next removals throw. */
  const refusals: Error[] = []
  const saver = createSaver({
    clock,
    random: () => 1,
    history: {
      save: (_, messages) =>
        new Promise((resolve, reject) =>
          calls.push({
            arrive() {
              for (const { id, parts } of messages) kept.set(id, JSON.stringify(parts))
              resolve()
            },
            fail: () => reject(new Error('no')),
          }),
        ),
      remove: async () => {
        const refusal = refusals.shift()
        if (refusal !== undefined) throw refusal
        kept.clear()
      },
    },
    onFailed: (doing) => void failures.push(doing),
    onSaved: () => undefined,
  })
  return { clock, kept, calls, saver, failures, refusals }
}

test('one save at a time, the newest version of each message', async () => {
  const { saver, calls, kept } = setUp()
  const saves = [saver.save(chat, [said('a', '1')]), saver.save(chat, [said('a', '2')])]
  saves.push(saver.save(chat, [said('a', '3'), said('b', '1')]))
  await Promise.resolve()
  expect(calls).toHaveLength(1)
  calls[0]?.arrive()
  await saves[0]
  while (calls.length < 2) await Promise.resolve()
  calls[1]?.arrive()
  expect(await Promise.all(saves)).toEqual([true, true, true])
  expect(calls).toHaveLength(2)
  expect(kept.get('a')).toContain('"3"')
  expect(saver.unsaved(chat).size).toBe(0)
})

test('what failed is tried again, ever more rarely, and is known meanwhile (T-95)', async () => {
  const { saver, calls, kept, clock } = setUp()
  const first = saver.save(chat, [said('a', '1')])
  calls[0]?.fail()
  expect(await first).toBe(false)
  expect([...saver.unsaved(chat).keys()]).toEqual(['a'])
  for (const [index, waitMs] of [1000, 2000, 4000].entries()) {
    await clock.advance(waitMs - 1)
    expect(calls).toHaveLength(index + 1)
    await clock.advance(1)
    expect(calls).toHaveLength(index + 2)
    if (index < 2) calls[index + 1]?.fail()
    await clock.advance(0)
  }
  calls[3]?.arrive()
  await clock.advance(0)
  expect(kept.get('a')).toContain('"1"')
  expect(saver.unsaved(chat).size).toBe(0)
  expect(clock.pending).toBe(0)
})

test.each([
  ['after it was given up', 10_000],
  ['while the next one waits behind it', 3000],
])(
  'a save that arrives late does not bring back what is old: the next one came %s (T-95)',
  async (_, nextMs) => {
    const { saver, calls, kept, clock } = setUp()
    const slow = saver.save(chat, [said('a', 'half')])
    await clock.advance(nextMs)
    const whole = saver.save(chat, [said('a', 'whole')])
    await clock.advance(10_000 - nextMs)
    expect(await slow).toBe(false)
    calls[1]?.arrive()
    expect(await whole).toBe(true)
    expect(kept.get('a')).toContain('whole')
    calls[0]?.arrive()
    expect(kept.get('a')).toContain('half')
    await clock.advance(0)
    calls[2]?.arrive()
    await clock.advance(0)
    expect(kept.get('a')).toContain('whole')
    expect(saver.unsaved(chat).size).toBe(0)
  },
)

test('at the end of the process what waits is tried once more, and no timer is left (T-95)', async () => {
  const { saver, calls, clock } = setUp()
  const first = saver.save(chat, [said('a', '1')])
  calls[0]?.fail()
  await first
  const closing = saver.close()
  await clock.advance(0)
  calls[1]?.fail()
  await closing
  expect(calls).toHaveLength(2)
  expect(clock.pending).toBe(0)
})

describe('a conversation that is removed (T-95)', () => {
  test('is not brought back by what could not be saved and was to be tried again (T-95)', async () => {
    const { saver, calls, kept, clock } = setUp()
    const first = saver.save(chat, [said('a', '1')])
    calls[0]?.fail()
    expect(await first).toBe(false)
    await saver.remove(chat)
    expect(saver.unsaved(chat).size).toBe(0)
    await clock.advance(60_000)
    expect(calls).toHaveLength(1)
    expect(kept.size).toBe(0)
    expect(clock.pending).toBe(0)
  })

  test('is removed after what is on its way has arrived, and what waited behind that is not sent (T-95)', async () => {
    const { saver, calls, kept, clock } = setUp()
    const saves = [saver.save(chat, [said('a', '1')]), saver.save(chat, [said('b', '1')])]
    const removing = saver.remove(chat)
    calls[0]?.arrive()
    expect([...kept.keys()]).toEqual(['a'])
    await removing
    await Promise.all(saves)
    expect(kept.size).toBe(0)
    expect(calls).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  test.each([
    ['had been given up before', 10_000, 0],
    ['is given up while it is waited for', 0, 10_000],
  ])(
    'is removed again when a save arrives late that %s, until that is done (T-95)',
    async (_, beforeMs, afterMs) => {
      const { saver, calls, kept, clock, failures, refusals } = setUp()
      const slow = saver.save(chat, [said('a', '1')])
      await clock.advance(beforeMs)
      const removing = saver.remove(chat)
      await clock.advance(afterMs)
      await removing
      expect(await slow).toBe(false)
      refusals.push(new Error('no'), new Error('no'))
      calls[0]?.arrive()
      expect([...kept.keys()]).toEqual(['a'])
      await clock.advance(60_000)
      expect(kept.size).toBe(0)
      expect(failures).toEqual(['save', 'remove', 'remove'])
      expect(calls).toHaveLength(1)
      expect(clock.pending).toBe(0)
    },
  )

  test('keeps what was newly saved under its name when an old save arrives late', async () => {
    const { saver, calls, kept, clock } = setUp()
    const slow = saver.save(chat, [said('a', 'old')])
    await clock.advance(10_000)
    expect(await slow).toBe(false)
    await saver.remove(chat)
    const anew = saver.save(chat, [said('b', 'new')])
    calls[1]?.arrive()
    expect(await anew).toBe(true)
    calls[0]?.arrive()
    await clock.advance(60_000)
    expect(kept.has('b')).toBe(true)
    expect(calls).toHaveLength(2)
    expect(clock.pending).toBe(0)
  })

  test('is told of where the history cannot remove it, and what waited is dropped all the same', async () => {
    const { saver, calls, clock, refusals } = setUp()
    const first = saver.save(chat, [said('a', '1')])
    calls[0]?.fail()
    await first
    refusals.push(new Error('read-only'))
    await expect(saver.remove(chat)).rejects.toThrow('read-only')
    await clock.advance(60_000)
    expect(calls).toHaveLength(1)
  })
})
