import { manualClock } from '@millrace/protocol/testing'
import { expect, test, vi } from 'vitest'
import { createPersistence } from './createPersistence.ts'
import { question } from './fixtures/said.ts'

test('without indexedDB all is remembered, and it is said why (T-40)', async () => {
  const reports: string[] = []
  const persistence = createPersistence({
    user: 'ada',
    clock: manualClock(),
    onReport: (reason) => void reports.push(reason),
  })
  // As long as nobody has asked nobody knows.
  expect(persistence.state.getState()).toEqual({ status: 'kept' })
  const listener = vi.fn()
  persistence.state.subscribe(listener)
  await persistence.chat('c').save([question('q')])
  expect((await persistence.chat('c').open(50)).messages).toEqual([question('q')])
  expect(persistence.state.getState()).toEqual({ status: 'memory', reason: 'denied' })
  expect(listener).toHaveBeenCalledOnce()
  expect(reports).toHaveLength(1)
})

test('a user has a name, and days are days', () => {
  expect(() => createPersistence({ user: '' })).toThrow(TypeError)
  for (const retentionDays of [0, -1, Number.NaN]) {
    expect(() => createPersistence({ user: 'ada', retentionDays })).toThrow(RangeError)
  }
  const names = ['ada', 'drafts', '_drafts', 'drafts-ada', 'draftsman'].map(
    (user) => createPersistence({ user }).name,
  )
  // Not those in which `idbDrafts` keeps drafts of somebody else.
  expect(names).toEqual([
    'millrace-ada',
    'millrace-_drafts',
    'millrace-__drafts',
    'millrace-_drafts-ada',
    'millrace-draftsman',
  ])
})

test('signing out takes away what was remembered, here and in other tabs, for good (T-45)', async () => {
  const clock = manualClock()
  const [one, other, bob] = [
    createPersistence({ user: 'ada', clock }),
    createPersistence({ user: 'ada', clock }),
    createPersistence({ user: 'bob', clock }),
  ]
  for (const { chat } of [one, other, bob]) await chat('c').save([question('q')])
  const { signOut } = one
  await signOut()
  await expect.poll(async () => (await other.chat('c').open(50)).messages).toEqual([])
  for (const { chat, records } of [one, other]) {
    await chat('c').save([question('q2')])
    await chat('c').outbox.add({
      ...question('w'),
      runId: 'r',
      message: question('w'),
      createdAt: 1,
    })
    const { messages, outbox } = await chat('c').open(50)
    expect([messages, outbox, await records.keys('')]).toEqual([[], [], []])
  }
  expect((await bob.chat('c').open(50)).messages).toEqual([question('q')])
  await bob.signOut()
})
