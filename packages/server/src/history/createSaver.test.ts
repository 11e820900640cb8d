import type { Message } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { createSaver } from './createSaver.ts'

const chat = { id: 'c', who: {} }

function said(id: string, text: string): Message {
  return { id, role: 'assistant', parts: [{ type: 'text', text }] }
}

function setUp() {
  const clock = manualClock()
  const kept = new Map<string, string>()
  const calls: { arrive: () => void; fail: () => void }[] = []
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
    },
    onFailed: () => undefined,
    onSaved: () => undefined,
  })
  return { clock, kept, calls, saver }
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
