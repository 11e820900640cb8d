import type { Message } from '@millrace/protocol'
import { storedOf, type StoredThread } from './Thread.ts'

/** What an export says of itself: the kind of file, and the version of what is in it. */
export const exportKind = 'thread'
export const exportVersion = 1

/** A thread whole, as `importThreads` reads it. */
export function threadToJson(thread: StoredThread, messages: readonly Message[]): string {
  const whole = {
    millrace: exportKind,
    version: exportVersion,
    thread: storedOf(thread),
    messages,
  }
  return `${JSON.stringify(whole, null, 2)}\n`
}
