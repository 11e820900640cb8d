import { manualClock, seededRandom } from '@millrace/protocol/testing'
import { expect, test, vi } from 'vitest'
import { createPersistence } from './createPersistence.ts'
import { question, runOf, waiting } from './fixtures/said.ts'

const clock = manualClock(1_000_000)
const count = 10_000

const random = seededRandom(46)
const noise = Array.from({ length: 40_000 }, () => Math.floor(random() * 1e9).toString(36)).join(
  ' ',
)

/** 5 kB of words, other ones each time. */
function words(at: number): string {
  const from = (at * 7919) % (noise.length - 5000)
  return `${at} ${noise.slice(from, from + 5000)}`
}

test('a conversation of 10,000 messages and 50 MB opens with what is shown of it (T-46)', async () => {
  const before = createPersistence({ user: 'long', clock })
  for (let from = 0; from < count; from += 1000) {
    const said = Array.from({ length: 1000 }, (_, at) =>
      question(`m${from + at}`, words(from + at)),
    )
    await before.chat('c').save(said)
  }
  await before.chat('c').saveRun(runOf('r', words(count), { after: 9 }))
  await before.chat('c').outbox.add(waiting('w'))
  for (let at = 0; at < 100; at++) await before.chat(`other-${at}`).save([question('q')])

  const { get, getAll, openCursor } = IDBObjectStore.prototype
  const keys: unknown[] = []
  vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (
    this: IDBObjectStore,
    key,
  ) {
    keys.push(key)
    return get.call(this, key)
  })
  const all = [
    vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(getAll),
    vi.spyOn(IDBObjectStore.prototype, 'openCursor').mockImplementation(openCursor),
  ]
  const transactions = vi.spyOn(IDBDatabase.prototype, 'transaction')
  const after = createPersistence({ user: 'long', clock })
  const startedAt = performance.now()
  const { messages, more, run, outbox } = await after.chat('c').open(50)
  const openMs = performance.now() - startedAt
  expect([messages.length, messages[0]?.id, more]).toEqual([50, 'm9950', true])
  expect([run?.after, outbox]).toEqual([9, [waiting('w')]])
  expect(keys).toEqual(['meta', 'index:c', 'run:c', 'outbox:c', 'page:c:199'])
  expect(transactions).toHaveBeenCalledOnce()

  keys.length = 0
  const pageAt = performance.now()
  const page = await after.chat('c').page({ before: 'm9950', limit: 50 })
  const pageMs = performance.now() - pageAt
  expect(page.messages.map(({ id }) => id)).toEqual(
    Array.from({ length: 50 }, (_, at) => `m${9900 + at}`),
  )
  expect(keys).toEqual(['meta', 'index:c', 'page:c:198'])

  const savedAt = performance.now()
  await after.chat('c').save([question('new', words(1))])
  const saveMs = performance.now() - savedAt
  for (const reading of all) expect(reading).not.toHaveBeenCalled()
  vi.restoreAllMocks()

  // Others may use the same cores: the best of five says what it takes.
  const times = [openMs]
  while (times.length < 5) {
    const again = createPersistence({ user: 'long', clock })
    const againAt = performance.now()
    await again.chat('c').open(50)
    times.push(performance.now() - againAt)
  }
  await before.signOut()
  console.log(
    `10,000 messages: opened in ${openMs.toFixed(1)} ms, a page in ${pageMs.toFixed(1)} ms, a message kept in ${saveMs.toFixed(1)} ms`,
  )
  expect(Math.min(...times)).toBeLessThan(200)
})
