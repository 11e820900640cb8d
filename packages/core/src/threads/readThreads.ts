import { ChatError } from '@millrace/protocol'
import { isThreadId } from './isThreadId.ts'
import { plainTitle } from './plainTitle.ts'
import type { StoredThread } from './Thread.ts'
import type { ThreadPage } from './ThreadStorage.ts'

/** What a `Date` can name. */
const lastTime = 8.64e15

/** A page of the list with more is no page. */
const mostThreads = 2000

/**
 * Checks a page of a list of threads, which is hostile: a thread without an id or a time is dropped, and so is one that is
 * there twice. Titles become plain lines.
 * @param onReport - Told of each that was dropped.
 * @throws {ChatError} `bad_event` for what is no page, `too_large` for one of over 2,000 threads.
 */
export function readThreads(page: unknown, onReport: (reason: string) => void): ThreadPage {
  if (!isObject(page) || !Array.isArray(page['threads'])) {
    throw new ChatError('bad_event', 'A page of threads must be an object with a list of threads.')
  }
  const listed: readonly unknown[] = page['threads']
  if (listed.length > mostThreads) {
    throw new ChatError('too_large', `The page holds over ${mostThreads} threads.`)
  }
  const known = new Set<string>()
  const threads = listed.flatMap((value) => {
    const read = readThread(value)
    const thread = typeof read === 'string' ? undefined : read
    if (typeof read === 'string') onReport(`a thread ${read}`)
    else if (known.has(read.id)) onReport('a thread that is there twice')
    if (thread === undefined || known.has(thread.id)) return []
    known.add(thread.id)
    return [thread]
  })
  return { threads, more: page['more'] === true }
}

/** A thread as it was stored, or what is wrong with it. */
export function readThread(value: unknown): StoredThread | string {
  if (!isObject(value)) return 'that is no object'
  const { id, updatedAt, createdAt = updatedAt } = value
  if (typeof id !== 'string' || id === '') return 'without an id'
  if (!isThreadId(id)) return 'whose id is a path'
  if (!isTime(updatedAt) || !isTime(createdAt)) return 'without a time'
  const title = plainTitle(value['title'])
  return {
    id,
    renamed: value['renamed'] === true && title !== '',
    pinned: value['pinned'] === true,
    createdAt,
    updatedAt,
    ...(title === '' ? {} : { title }),
  }
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= lastTime
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
