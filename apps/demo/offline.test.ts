import { expect, test } from 'vitest'
import { answered, ask, chatOf, readerOfTests } from './fixtures/readerOfTests.ts'
import { takePicture } from './fixtures/takePicture.ts'
import { pageIsKept } from './fixtures/pageIsKept.ts'

const reader = readerOfTests()

const long = 'How do event streams work?'

test('a network that goes in the middle of an answer, a reload, a browser that is closed and opened again: the answer is whole, and each question is asked once, in order', async () => {
  const before = await reader().reached()
  await reader().control({ faults: { '*': 'slow-tokens@20' } })
  const page = await reader().begin()
  const chat = chatOf(page)
  await pageIsKept(page)
  await ask(page, long)
  const answer = page.locator('[data-role=assistant]').last()
  await expect.poll(async () => (await answer.textContent())?.length ?? 0).toBeGreaterThan(80)
  await reader().goOffline(true)
  await reader().control({ faults: {} }, 'PUT')
  await page.reload()
  await page.getByRole('textbox', { name: 'Message' }).waitFor()
  // It is all here, without a network.
  await expect.poll(async () => (await answer.textContent())?.length ?? 0).toBeGreaterThan(60)
  await ask(page, 'Hello, first while offline')
  await ask(page, 'Hello, second while offline')
  const queue = page.locator('[data-part=queue] li')
  await expect.poll(() => queue.count()).toBe(2)
  await page.locator('[data-part=status][data-face=offline]').waitFor()
  await takePicture(page, 'offline-queued')
  expect(await reader().reached()).toBe(before + 1)
  await reader().restart()
  const again = await reader().open(chat)
  await answered(again, 6)
  const all = await reader().kept(chat)
  expect(all.map(({ role }) => role)).toEqual(Array(3).fill(['user', 'assistant']).flat())
  expect(all.filter(({ role }) => role === 'user').map(({ text }) => text)).toEqual([
    long,
    'Hello, first while offline',
    'Hello, second while offline',
  ])
  // One call to the model for each question, and no other.
  expect(await reader().reached()).toBe(before + 3)
  await takePicture(again, 'offline-back')
}, 180_000)

test('what is in the browser after all this is the conversations in the database of their user, and signing out leaves nothing (T-45)', async () => {
  const page = await reader().begin()
  await ask(page, 'Hello, xylotomous')
  await answered(page, 2)
  await pageIsKept(page)
  const key = /#key=([\w-]+)/.exec(reader().demo.printed())?.[1] ?? ''
  expect(key).not.toBe('')
  const { databases, all } = await page.evaluate(readStorage)
  expect(databases).toEqual(['millrace-visitor'])
  expect(all.databases).toContain('xylotomous')
  expect(all.elsewhere).not.toContain('xylotomous')
  for (const secret of [key, 'Bearer', 'authorization', 'apiKey', 'sk-']) {
    expect(all.databases).not.toContain(secret)
    expect(all.elsewhere).not.toContain(secret)
  }
  await reader().goOffline(true)
  await page.getByRole('button', { name: 'Forget this device' }).click()
  await page.getByText('The server is out of reach for now').waitFor()
  await page.getByRole('textbox', { name: 'Message' }).waitFor()
  const after = await page.evaluate(readStorage)
  expect(after.all.databases).not.toContain('xylotomous')
  expect(after.all.databases).not.toMatch(/"role"/)
  expect(after.all.elsewhere).not.toContain('xylotomous')
}, 120_000)

/** All that a page's origin keeps, as text. */
async function readStorage() {
  const databases = (await indexedDB.databases()).map(({ name = '' }) => name)
  const values: unknown[] = []
  for (const name of databases) {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name)
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(opening.error ?? new Error('It cannot be opened.'))
    })
    for (const store of database.objectStoreNames) {
      const reading = database.transaction(store).objectStore(store).getAll()
      await new Promise((resolve) => (reading.onsuccess = resolve))
      values.push(reading.result)
    }
    database.close()
  }
  return {
    databases,
    all: {
      databases: JSON.stringify(values),
      elsewhere: JSON.stringify([
        Object.entries(localStorage),
        Object.entries(sessionStorage),
        document.cookie,
      ]),
    },
  }
}
