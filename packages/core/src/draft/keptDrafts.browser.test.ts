import { manualClock } from '@millrace/protocol/testing'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createPersistence } from '../persistence/createPersistence.ts'
import {
  databaseNames,
  deleteDatabases,
  openRaw,
  putRaw,
  recordsIn,
  settled,
} from '../persistence/fixtures/browserStorage.ts'
import type { Persistence } from '../persistence/Persistence.ts'
import type { StoredDraft } from './DraftStorage.ts'
import { idbDrafts } from './idbDrafts.ts'
import { keptDrafts } from './keptDrafts.ts'

const opened: Persistence[] = []

function made(user = 'ada') {
  const clock = manualClock(1000)
  const persistence = createPersistence({ user, clock })
  opened.push(persistence)
  return { persistence, clock, drafts: keptDrafts(persistence, { clock }) }
}

/** As `idbDrafts` left them, by a page that has gone. */
async function leave(name: string, drafts: Readonly<Record<string, unknown>>): Promise<void> {
  const database = await openRaw(name, 1, (one) => one.createObjectStore('drafts'))
  database.close()
  for (const [id, draft] of Object.entries(drafts)) await putRaw(name, id, draft, 'drafts')
}

function draft(text: string): StoredDraft {
  return { text, files: [] }
}

beforeAll(deleteDatabases)

afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ signOut }) => signOut()))
  await deleteDatabases()
})

test('a draft and its files are there when the page comes back, and gone when it is sent', async () => {
  const file = new File(['%PDF'], 'a.pdf', { type: 'application/pdf' })
  const whole = { text: 'Hi', files: [{ name: 'a.pdf', mediaType: 'application/pdf', file }] }
  await made().drafts.save('c', whole)
  const { drafts, persistence } = made()
  const loaded = await drafts.load('c')
  expect(loaded).toEqual(whole)
  expect(await loaded?.files[0]?.file.text()).toBe('%PDF')
  expect(await drafts.load('other')).toBeUndefined()
  expect(await persistence.records.read(['draft:c'])).toEqual([
    { version: 1, savedAt: 1000, draft: whole },
  ])
  await drafts.save('c', undefined)
  expect(await made().drafts.load('c')).toBeUndefined()
})

test('drafts of another user are not seen, and go when one signs out (T-45)', async () => {
  const [ada, bob] = [made(), made('bob')]
  await ada.drafts.save('c', draft('Of Ada'))
  expect(await bob.drafts.load('c')).toBeUndefined()
  await bob.drafts.save('c', draft('Of Bob'))
  await ada.persistence.signOut()
  expect(await ada.drafts.load('c')).toBeUndefined()
  expect(await databaseNames()).toEqual(['millrace-bob'])
  expect(await bob.drafts.load('c')).toEqual(draft('Of Bob'))
})

describe('what was kept before there was one database for everything (T-40)', () => {
  test('is taken over, of this user first, and its databases are deleted', async () => {
    await leave('millrace-drafts-ada', { c: draft('Mine'), odd: 7 })
    await leave('millrace-drafts', { c: draft('Of nobody'), d: draft('Also of nobody') })
    await leave('millrace-drafts-bob', { c: draft('Of Bob') })
    const { drafts } = made()
    expect(await drafts.load('c')).toEqual(draft('Mine'))
    expect(await drafts.load('d')).toEqual(draft('Also of nobody'))
    expect(await drafts.load('odd')).toBeUndefined()
    await expect.poll(databaseNames).toEqual(['millrace-ada', 'millrace-drafts-bob'])
    await expect
      .poll(async () => (await recordsIn('millrace-ada')).get('moved:drafts'))
      .toEqual({ version: 1, status: 'done' })
  })

  test('never takes the place of what is here, and is taken over once', async () => {
    const first = made()
    await first.persistence.records.update([], () => ({
      write: new Map([['draft:c', { version: 1, savedAt: 1, draft: draft('Here') }]]),
      result: undefined,
    }))
    await leave('millrace-drafts', { c: draft('Old') })
    expect(await first.drafts.load('c')).toEqual(draft('Here'))
    await expect.poll(databaseNames).toEqual(['millrace-ada'])
    await expect
      .poll(async () => (await recordsIn('millrace-ada')).get('moved:drafts'))
      .toEqual({ version: 1, status: 'done' })
    // Somebody else keeps drafts there now.
    await leave('millrace-drafts', { c: draft('New'), d: draft('New') })
    expect(await made().drafts.load('d')).toBeUndefined()
    expect((await recordsIn('millrace-drafts', 'drafts')).size).toBe(2)
  })

  test('does not come back where the page went before it was deleted', async () => {
    await made().drafts.save('c', undefined)
    await expect
      .poll(async () => (await recordsIn('millrace-ada')).get('moved:drafts'))
      .toEqual({ version: 1, status: 'done' })
    // So it is from the one to the other.
    await leave('millrace-drafts', { c: draft('Old') })
    await putRaw('millrace-ada', 'moved:drafts', { version: 1, status: 'moved' })
    expect(await made().drafts.load('c')).toBeUndefined()
    await expect.poll(databaseNames).toEqual(['millrace-ada'])
  })

  test('stays where it is while nothing can be kept', async () => {
    await leave('millrace-drafts-ada', { c: draft('Old') })
    const newer = await openRaw('millrace-ada', 7)
    newer.close()
    const { drafts, persistence } = made()
    expect(await drafts.load('c')).toEqual(draft('Old'))
    expect(persistence.state.getState()).toEqual({ status: 'memory', reason: 'newer' })
    expect((await recordsIn('millrace-drafts-ada', 'drafts')).size).toBe(1)
  })

  test('where there is nothing, no database is made for it', async () => {
    expect(await made().drafts.load('c')).toBeUndefined()
    expect(await databaseNames()).toEqual(['millrace-ada'])
  })

  test('is left alone where it is no such database', async () => {
    const other = await openRaw('millrace-drafts', 1, (one) => one.createObjectStore('other'))
    other.close()
    expect(await made().drafts.load('c')).toBeUndefined()
    expect(await databaseNames()).toEqual(['millrace-ada', 'millrace-drafts'])
  })
})

test('whoever has no persistence keeps drafts as before, and lets go of what somebody deletes', async () => {
  const drafts = idbDrafts({ user: 'eve' })
  await drafts.save('c', draft('Hi'))
  expect(await idbDrafts({ user: 'eve' }).load('c')).toEqual(draft('Hi'))
  await settled(indexedDB.deleteDatabase('millrace-drafts-eve'))
  expect(await databaseNames()).toEqual([])
  await drafts.save('c', draft('Anew'))
  expect(await drafts.load('c')).toEqual(draft('Anew'))
})
