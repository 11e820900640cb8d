import { type Message, toChatError } from '@millrace/protocol'
import { readPage } from '../history/readPage.ts'
import { plainTitle } from './plainTitle.ts'
import { readThread } from './readThreads.ts'
import type { StoredThread } from './Thread.ts'
import { exportKind, exportVersion } from './threadToJson.ts'

/** What came of an import. */
export interface ImportOutcome {
  /** The ids that the threads have here, in the order of the file. */
  readonly added: readonly string[]
  readonly skipped: readonly SkippedImport[]
}

/** Something that was left out. */
export interface SkippedImport {
  readonly code: SkipCode
  /** Which of the file it is or is in, from 0. undefined: all of it. */
  readonly index?: number
  /** For a log. */
  readonly reason: string
}

export type SkipCode =
  /** The file is larger than is read. */
  | 'too_large'
  /** The file is no JSON. */
  | 'not_json'
  /** The file holds more threads than are taken at once. */
  | 'too_many'
  /** No thread of ours. */
  | 'not_a_thread'
  /** A thread of a version that is not known here. */
  | 'unknown_version'
  /** JSON that is nested deeper than a message of anybody's. */
  | 'too_deep'
  /** A thread without a message that can be used. */
  | 'no_messages'
  /** A message, or a part of one, that cannot be used. The rest of its thread is added. */
  | 'bad_message'
  /** The storage keeps no messages. */
  | 'not_supported'
  /** The storage did not take it. */
  | 'not_saved'

/** A thread of an export, checked. */
export interface ExportedThread<M extends Message = Message> {
  readonly index: number
  readonly thread: StoredThread
  readonly messages: readonly M[]
}

export interface ExportReading<M extends Message = Message> {
  readonly threads: readonly ExportedThread<M>[]
  readonly skipped: readonly SkippedImport[]
}

const mostThreads = 1000
/** Of what is left out so much is told. */
const mostTold = 1000
/** Of lists and objects in each other. */
const deepest = 200

/**
 * Reads exports: one thread or a list of them, as `exportThread` writes them. The text is hostile: what is no message is left
 * out, and so is a second one of the same id, and everything that is called `__proto__` (T-70).
 * @param maxBytes - A longer text is not looked at.
 */
export function readExports<M extends Message = Message>(
  text: string,
  { maxBytes, now }: { readonly maxBytes: number; readonly now: number },
): ExportReading<M> {
  // No character takes less than a byte.
  if (text.length > maxBytes) {
    return refused('too_large', `The text holds over ${maxBytes} bytes.`)
  }
  let value: unknown
  try {
    // A file may begin with a mark of its byte order.
    value = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (thrown) {
    return refused('not_json', toChatError(thrown, { message: 'The text is no JSON.' }).message)
  }
  const all: readonly unknown[] = Array.isArray(value) ? value : [value]
  const skipped: SkippedImport[] = []
  if (all.length > mostThreads) {
    skipped.push({ code: 'too_many', reason: `Over ${mostThreads} threads.` })
  }
  const threads = all.slice(0, mostThreads).flatMap((one, index) => {
    const skip = (code: SkipCode, reason: string): void => {
      if (skipped.length < mostTold) skipped.push({ code, index, reason })
    }
    const read = readExport<M>(one, now, skip)
    return read === undefined ? [] : [{ index, ...read }]
  })
  return { threads, skipped }
}

function refused(code: SkipCode, reason: string): ExportReading<never> {
  return { threads: [], skipped: [{ code, reason }] }
}

function readExport<M extends Message>(
  value: unknown,
  now: number,
  skip: (code: SkipCode, reason: string) => void,
): Omit<ExportedThread<M>, 'index'> | undefined {
  if (!isObject(value) || value['millrace'] !== exportKind || !Array.isArray(value['messages'])) {
    skip('not_a_thread', 'This is no thread of an export.')
    return undefined
  }
  if (value['version'] !== exportVersion) {
    skip('unknown_version', 'This is a thread of a version that is not known here.')
    return undefined
  }
  if (!tidy(value)) {
    skip('too_deep', `This is nested over ${deepest} deep.`)
    return undefined
  }
  const page = { messages: value['messages'], more: false }
  const known = new Set<string>()
  const messages = readPage<M>(page, (reason) => skip('bad_message', reason)).messages.filter(
    ({ id }) => {
      if (known.has(id)) skip('bad_message', 'a message whose id another one has')
      return known.size < known.add(id).size
    },
  )
  if (messages.length > 0) return { thread: threadOf(value['thread'], now), messages }
  skip('no_messages', 'There is no message in it.')
  return undefined
}

/** What is said of it, as far as it can be used. It gets an id of its own. */
function threadOf(value: unknown, now: number): StoredThread {
  const read = readThread({ ...Object(value), id: 'exported' })
  if (typeof read === 'object') {
    // Nothing was written to later than now: it would stay at the top of the list.
    const updatedAt = Math.min(read.updatedAt, now)
    return { ...read, updatedAt, createdAt: Math.min(read.createdAt, updatedAt) }
  }
  const title = plainTitle((Object(value) as { readonly title?: unknown }).title)
  const times = { createdAt: now, updatedAt: now }
  const named = title === '' ? {} : { title }
  return { id: 'exported', renamed: title !== '', pinned: false, ...times, ...named }
}

/** Takes away all that is called `__proto__`. Returns false where it is nested too deep to be handed on. */
function tidy(value: object): boolean {
  let level: readonly object[] = [value]
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > deepest) return false
    level = level.flatMap((one) => {
      if (Object.hasOwn(one, '__proto__')) Reflect.deleteProperty(one, '__proto__')
      return Object.values(one).filter(
        (inner: unknown): inner is object => typeof inner === 'object' && inner !== null,
      )
    })
  }
  return true
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
