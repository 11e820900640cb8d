import {
  createThreads,
  memoryThreads,
  type StoredThread,
  type ThreadsOptions,
} from '@millrace/core'
import { expect, test } from 'vitest'
import { keepAddress, type Page } from './keepAddress.ts'

/** A page that was opened at this address, and where its user has been since. */
function pageAt(hash: string) {
  const been = [hash]
  let at = 0
  let onChange: (() => void) | undefined
  const page: Page = {
    location: {
      get hash() {
        return been[at] ?? ''
      },
    },
    history: {
      pushState(_data, _unused, url) {
        been.splice(++at, Infinity, String(url))
      },
      replaceState(_data, _unused, url) {
        been[at] = String(url)
      },
    },
    addEventListener(_type, listener) {
      onChange = listener
    },
    removeEventListener() {
      onChange = undefined
    },
  }
  return {
    page,
    been: () => been.slice(0, at + 1),
    back() {
      at--
      onChange?.()
    },
  }
}

function made(options: Partial<ThreadsOptions> = {}) {
  return createThreads({ createChat: refuse, newId: () => 'new', ...options })
}

function thread(id: string): StoredThread {
  return { id, renamed: false, pinned: false, createdAt: 1, updatedAt: 1 }
}

/** No chat is shown here. */
function refuse(): never {
  throw new Error('no chat')
}

test('the address is that of what is shown, and the way back leads to what was', () => {
  const threads = made()
  const { page, been, back } = pageAt('')
  const end = keepAddress(threads, page)
  expect(been()).toEqual(['#new'])
  threads.open('a')
  threads.open('b')
  expect(been()).toEqual(['#new', '#a', '#b'])
  back()
  expect(threads.getState().activeId).toBe('a')
  expect(been()).toEqual(['#new', '#a'])
  end()
  threads.open('c')
  expect(been()).toEqual(['#new', '#a'])
})

test('the way back leads past what was deleted', async () => {
  const storage = memoryThreads()
  for (const id of ['a', 'b']) await storage.save(thread(id))
  const threads = made({ storage })
  await threads.load()
  const { page, been, back } = pageAt('#a')
  keepAddress(threads, page)
  threads.open('b')
  threads.open('a')
  threads.open('b')
  expect(been()).toEqual(['#a', '#b', '#a', '#b'])
  threads.remove('a')
  back()
  expect(threads.getState().activeId).toBe('b')
  expect(been()).toEqual(['#a', '#b', '#b'])
  back()
  back()
  expect(been()).toEqual(['#b'])
})
