import { isErrorInfo, type Message, readMessage } from '@millrace/protocol'
import type { KeptRun } from './KeptChat.ts'
import type { OutboxEntry } from './OutboxEntry.ts'
import { readAssembly } from './readAssembly.ts'

/** The version of all that is read here. */
export const recordVersion = 1

type Report = (reason: string) => void

/** Since when a conversation is kept, and when it was last written to, in milliseconds since the epoch. */
export interface About {
  readonly createdAt: number
  readonly updatedAt: number
  /** What a list of conversations says of it; checked by whoever asks. */
  readonly thread?: unknown
  /** Whether the list of a server had it. */
  readonly isListed?: boolean
}

/** Which messages are in which page, oldest first. */
export interface Index {
  /** Whether something was said before them that is not kept. */
  readonly more: boolean
  readonly pages: readonly IndexedPage[]
}

export interface IndexedPage {
  /** Names its record. In order, as far as anybody can tell who has lost the index. */
  readonly no: number
  readonly ids: readonly string[]
}

/** undefined where there is none that can be used. */
export function readAbout(value: unknown): About | undefined {
  if (!isRecord(value)) return undefined
  const { createdAt, updatedAt, thread, isListed } = value
  if (!isTime(createdAt) || !isTime(updatedAt)) return undefined
  return {
    createdAt,
    updatedAt,
    ...(thread === undefined ? {} : { thread }),
    ...(isListed === true ? { isListed } : {}),
  }
}

/** undefined where it cannot be used. */
export function readIndex(value: unknown): Index | undefined {
  if (value === undefined) return { more: false, pages: [] }
  if (!isRecord(value) || !Array.isArray(value['pages'])) return undefined
  const listed: readonly unknown[] = value['pages']
  const pages = listed.flatMap((page) => {
    if (!isObject(page) || !isNumber(page['no']) || !Array.isArray(page['ids'])) return []
    const ids: readonly unknown[] = page['ids']
    return [{ no: page['no'], ids: ids.filter((id) => typeof id === 'string') }]
  })
  const isWhole = pages.length === listed.length && new Set(pages.map(({ no }) => no)).size
  return isWhole === pages.length ? { more: value['more'] === true, pages } : undefined
}

/** The messages of a page, as far as they can be used. */
export function readMessages<M extends Message>(value: unknown, onReport: Report): readonly M[] {
  if (!isRecord(value) || !Array.isArray(value['messages'])) {
    onReport('a page of messages that cannot be read')
    return []
  }
  return value['messages'].flatMap((stored: unknown) => {
    const message = readMessage<M>(stored, onReport)
    return message === undefined ? [] : [message]
  })
}

/** An answer that was being written; its message alone where no more of it can be used. */
export function readRun<M extends Message>(
  value: unknown,
): { readonly run?: KeptRun<M>; readonly message?: M } {
  if (!isObject(value) || !isObject(value['assembly'])) return {}
  const message = readMessage<M>(value['assembly']['message'], () => undefined)
  if (message === undefined) return {}
  const { runId, streamId, after, startedAt, called } = value
  const assembly = readAssembly(value['assembly'], message)
  const isRun =
    value['version'] === recordVersion &&
    isId(runId) &&
    (streamId === undefined || isId(streamId)) &&
    isNumber(after) &&
    Number.isSafeInteger(after) &&
    after >= -1 &&
    isTime(startedAt) &&
    isIds(called)
  if (!isRun || assembly === undefined) return { message }
  return { run: { runId, streamId, after, startedAt, assembly, called }, message }
}

/** What waits to be sent, as far as it can be used. */
export function readOutbox(value: unknown, onReport: Report): readonly OutboxEntry[] {
  if (value === undefined) return []
  if (!isRecord(value) || !Array.isArray(value['entries'])) {
    onReport('an outbox that cannot be read')
    return []
  }
  return value['entries'].flatMap((stored: unknown) => {
    const entry = readEntry(stored)
    if (entry === undefined) onReport('a question in the outbox that cannot be read')
    return entry === undefined ? [] : [entry]
  })
}

function readEntry(value: unknown): OutboxEntry | undefined {
  if (!isObject(value) || !isObject(value['message'])) return undefined
  const { id, runId, createdAt, body, refused } = value
  if (!isId(id) || !isId(runId) || !isTime(createdAt)) return undefined
  const asked: Record<string, unknown> = { ...value['message'], id, role: 'user' }
  const read = readMessage(asked, () => undefined)
  if (read === undefined || read.parts.length === 0) return undefined
  const { parts, metadata } = read
  return {
    id,
    runId,
    message: { parts, ...(metadata === undefined ? {} : { metadata }) },
    ...(isObject(body) ? { body } : {}),
    createdAt,
    ...(isErrorInfo(refused) ? { refused } : {}),
  }
}

/** Whether it is a record of a version that is read here. */
function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && value['version'] === recordVersion
}

/** Of the epoch, and what a `Date` can name. */
function isTime(value: unknown): value is number {
  return isNumber(value) && value >= 0 && value <= 8.64e15
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isIds(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((id: unknown) => typeof id === 'string')
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
