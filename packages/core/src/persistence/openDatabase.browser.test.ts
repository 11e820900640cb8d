import { manualClock } from '@millrace/protocol/testing'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { databaseNames, deleteDatabases, settled } from './fixtures/browserStorage.ts'
import { openDatabase } from './openDatabase.ts'

const name = 'millrace-connected'

beforeAll(deleteDatabases)
afterEach(deleteDatabases)

test('one connection serves all, and another one once it was let go of', async () => {
  const connection = openDatabase({ name, clock: manualClock(), onDeleted: () => undefined })
  expect(connection.isOpen).toBe(false)
  const [one, other] = await Promise.all([connection.open(), connection.open()])
  expect(one).toBe(other)
  connection.close()
  expect(connection.isOpen).toBe(false)
  expect(await connection.open()).not.toBe(one)
  connection.end()
})

test('whoever deletes the database is let, and it is not made anew (T-45)', async () => {
  const onDeleted = vi.fn()
  const connection = openDatabase({ name, clock: manualClock(), onDeleted })
  await connection.open()
  await settled(indexedDB.deleteDatabase(name))
  expect(onDeleted).toHaveBeenCalledOnce()
  await expect(connection.open()).rejects.toMatchObject({ reason: 'denied' })
  expect(await databaseNames()).toEqual([])
})

test('one that is let go of for good while it comes is closed when it is here', async () => {
  const connection = openDatabase({ name, clock: manualClock(), onDeleted: () => undefined })
  const coming = connection.open()
  connection.end()
  const database = await coming
  await vi.waitFor(() => expect(() => database.transaction('records')).toThrow(DOMException))
  await expect(connection.open()).rejects.toMatchObject({ reason: 'denied' })
})

test('a newer version is not opened, and whoever makes it newer does not have to wait', async () => {
  const onDeleted = vi.fn()
  const connection = openDatabase({ name, clock: manualClock(), onDeleted })
  await connection.open()
  const newer = await settled(indexedDB.open(name, 2))
  await expect(connection.open()).rejects.toMatchObject({ reason: 'newer' })
  expect(onDeleted).not.toHaveBeenCalled()
  newer.close()
})
