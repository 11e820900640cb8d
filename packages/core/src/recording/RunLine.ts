import type { ErrorCode, Facts, Frame, Message } from '@millrace/protocol'
import type { SendRequest } from '../transport/Transport.ts'

/** How a run stands, as far as its transport can tell. */
export type RunOutcome = 'running' | 'complete' | 'stopped' | 'incomplete' | 'failed'

/** The first line of a run: what it is, and what was kept of it. */
export interface RunHeader {
  readonly millrace: 'run'
  readonly version: 1
  /** `content`: letters, digits, names and addresses were put out of sight. `none`: they are as they came. */
  readonly redact: 'content' | 'none'
  readonly chat: string
  /** When it began, in milliseconds since the epoch. */
  readonly startedAt: number
  readonly outcome: RunOutcome
  /** Why it failed. */
  readonly code?: ErrorCode
  /** What the transport said of itself: `last` where only the newest message is sent. */
  readonly sends?: 'all' | 'last'
}

/** What happened, one thing a line. `at` is milliseconds since the run began, `on` counts its requests from 1. */
export type RunLine =
  | Asked
  | { readonly at: number; readonly event: 'accept'; readonly on: number; readonly stream?: string }
  | { readonly at: number; readonly event: 'nothing'; readonly on: number }
  | ChunkLine
  | { readonly at: number; readonly event: 'end' | 'leave' | 'abort'; readonly on: number }
  | ({ readonly at: number; readonly event: 'fail'; readonly on: number } & Failure)
  | { readonly at: number; readonly event: 'stop' }
  | { readonly at: number; readonly event: 'stopped'; readonly facts?: Facts }
  | ({ readonly at: number; readonly event: 'stop-failed' } & Failure)
  | { readonly event: 'left-out'; readonly lines: number; readonly bytes: number }

/** A request that went out. */
export type Asked =
  | {
      readonly at: number
      readonly event: 'send'
      readonly on: number
      readonly run: string
      /** Whether the server was known to number its answers. */
      readonly numbered: boolean
      readonly trigger: SendRequest['trigger']
      /** The newest of what was sent, oldest first. */
      readonly messages: readonly Message[]
      /** How many messages before these are not in this line. */
      readonly earlier?: number
      readonly messageId?: string
      readonly continues?: string
      readonly leftOut?: number
    }
  | {
      readonly at: number
      readonly event: 'resume'
      readonly on: number
      readonly numbered: boolean
      readonly run?: string
      readonly stream?: string
      /** The number after which it was asked to go on; absent for all. */
      readonly after?: number
    }

export interface ChunkLine {
  readonly at: number
  readonly event: 'chunk'
  readonly on: number
  /** Counts the reads of this connection from 1: chunks of one read came together. */
  readonly read: number
  /** Its number; absent where it had none, null where that made no sense. */
  readonly n?: number | null
  /** Whether this number came before, in this run. */
  readonly again?: true
  readonly chunk: Frame['chunk']
}

/** What is told of an error: never its words. */
export interface Failure {
  readonly code: ErrorCode
  readonly retryable?: true
  readonly retryAfterMs?: number
  readonly status?: number
}
