import { afterEach, expect, test, vi } from 'vitest'
import { createLock, type Lock } from './createLock.ts'
import { memoryRecords } from './fixtures/memoryRecords.ts'
import { openTab, type OpenTab } from './fixtures/openTab.ts'

const opened: OpenTab[] = []
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
  for (const tab of opened.splice(0)) tab.window.close()
})

/** Records that nobody may touch: the browser has locks of its own. */
const records = memoryRecords(() => Promise.reject(new Error('No lease is needed here.')))

const name = 'millrace-test-lock'
const here = (): Lock => createLock({ name, records })

async function lockOfAnotherTab(): Promise<{ readonly tab: OpenTab; readonly lock: Lock }> {
  const tab = await openTab()
  opened.push(tab)
  return { tab, lock: tab.page.createLock({ name, records }) }
}

/** Work that lasts until it is ended. */
function work(lock: Lock, signal?: AbortSignal) {
  let state: 'waiting' | 'working' | 'done' = 'waiting'
  let given: AbortSignal | undefined
  let end: () => void = () => undefined
  const ended = new Promise<void>((resolve) => {
    end = resolve
    ends.push(resolve)
  })
  const result = lock.hold(
    async (own) => {
      given = own
      state = 'working'
      await ended
      state = 'done'
      return 'result'
    },
    { signal },
  )
  return {
    result,
    end,
    get state() {
      return state
    },
    get signal() {
      return given
    },
  }
}

test('one tab works at a time, and the next one when it is done (T-36)', async () => {
  const { lock } = await lockOfAnotherTab()
  const first = work(lock)
  await vi.waitFor(() => expect(first.state).toBe('working'))
  const second = work(here())
  // The browser has put it in the queue.
  await vi.waitFor(async () => {
    const { pending } = await navigator.locks.query()
    expect(pending?.map((one) => one.name)).toContain(name)
  })
  expect(second.state).toBe('waiting')
  first.end()
  expect(await first.result).toBe('result')
  await vi.waitFor(() => expect(second.state).toBe('working'))
  second.end()
  expect(await second.result).toBe('result')
  expect(first.signal?.aborted).toBe(false)
})

test('a tab that is closed in the middle frees it at once (T-36)', async () => {
  const { tab, lock } = await lockOfAnotherTab()
  const first = work(lock)
  await vi.waitFor(() => expect(first.state).toBe('working'))
  const second = work(here())
  tab.window.close()
  await vi.waitFor(() => expect(second.state).toBe('working'))
  expect(first.state).toBe('working')
  second.end()
  await second.result
})

test('whoever waits leaves when the signal aborts, and whoever works is told by its own', async () => {
  const first = new AbortController()
  const working = work(here(), first.signal)
  await vi.waitFor(() => expect(working.state).toBe('working'))
  const second = new AbortController()
  const waiting = work(here(), second.signal)
  second.abort(new Error('left'))
  await expect(waiting.result).rejects.toThrow('left')
  expect(waiting.state).toBe('waiting')
  first.abort()
  expect([working.signal?.aborted, working.state]).toEqual([true, 'working'])
  working.end()
  expect(await working.result).toBe('result')
  await expect(work(here(), second.signal).result).rejects.toThrow('left')
})

test('work whose lock was stolen is told, and what it makes of it is the result (T-36)', async () => {
  const first = work(here())
  await vi.waitFor(() => expect(first.state).toBe('working'))
  await navigator.locks.request(name, { steal: true }, async () => {
    await vi.waitFor(() => expect(first.signal?.aborted).toBe(true))
  })
  expect(first.state).toBe('working')
  first.end()
  expect(await first.result).toBe('result')
})

test('work that fails, also at once, frees it, and the failure is passed on', async () => {
  const lock = here()
  await expect(lock.hold(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  const thrown = lock.hold(() => {
    throw new DOMException('at once', 'SecurityError')
  })
  await expect(thrown).rejects.toThrow('at once')
  expect(await lock.hold(async () => 'free')).toBe('free')
})
