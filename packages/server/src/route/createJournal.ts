import type { ChatError, ErrorInfo } from '@millrace/protocol'
import type { Doing } from '../history/createConversations.ts'
import type { Breaker } from '../policy/breaker.ts'
import type { Provider } from '../provider/Provider.ts'
import { createRedactor } from '../redact/createRedactor.ts'
import { describe } from '../redact/describe.ts'
import type { SwitchState } from '../switches/SwitchStore.ts'
import { createRecorder, type Recorder } from '../telemetry/createRecorder.ts'
import type { Alert, ChatRouteOptions, Rejection } from './ChatRouteOptions.ts'
import type { Logger } from './Logger.ts'
import type { AnsweredBy } from './AnsweredBy.ts'

/** What happened, for those who run the route: a record in the log and a measurement each, never a prompt. */
export interface Journal extends Pick<Recorder, 'begin'> {
  /** A provider failed, and the user saw it. */
  failed(error: ChatError, about: AnsweredBy & { readonly chatId: string }): void
  /** One failed before a word, and the next was asked. */
  readonly failedOver: (from: Provider, to: Provider, error: ChatError) => void
  readonly breakerTurned: (provider: Provider, breaker: Breaker) => void
  /** A prompt was refused for its length and cut once more. */
  refitted(error: ChatError, facts: Readonly<Record<string, unknown>>): void
  notSummarized(chatId: string, error: ChatError): void
  /** A question was refused for its content: handed over whole to whoever asked for that. */
  rejected(rejection: Rejection): void
  /** A tool threw, or gave what cannot be sent. */
  toolFailed(cause: unknown, about: Readonly<Record<string, unknown>>): void
  guardFailed(chatId: string, cause: unknown): void
  retrieveFailed(chatId: string, cause: unknown): void
  /** The history failed; where what is said cannot be kept, somebody is told. */
  readonly historyFailed: (doing: Doing, cause: unknown, chatId?: string) => void
  /** It works again. */
  readonly historyWell: () => void
  readonly historyState: 'ok' | 'failing'
  /** What nodes remember together, or only their limits, begins to fail or is well again. */
  turned(what: 'store' | 'limits', status: 'ok' | 'failing', cause: unknown): void
  /** It failed at something: the answer goes on without. */
  storeFailed(cause: unknown): void
  /** A question was refused by one of the limits. */
  limited(limit: string, chatId: string): void
  /** All was stopped, or started again. */
  emergency(state: SwitchState): void
  /** Somebody should look at the money. */
  alerted(alert: Alert): void
  /** A page of another site asked and was refused. Told of each origin once, of the first few. */
  readonly foreignPage: (origin: string) => void
  /** Something stored cannot be used. */
  readonly skipped: (reason: string, chatId: string) => void
  /** What a client may know of a failure. A provider that is not what it seems may name its request by our key. */
  readonly infoOf: (error: ChatError) => ErrorInfo
  /** What came from outside, for a log: without keys, at most 4 KB. */
  loggable(cause: unknown): string
}

export function createJournal(
  logger: Logger,
  options: Pick<ChatRouteOptions, 'telemetry' | 'secrets' | 'onRejected' | 'onAlert'>,
): Journal {
  const recorder = createRecorder(options.telemetry)
  const redact = createRedactor(options.secrets)
  const foreign = new Set<string>()
  let historyState: 'ok' | 'failing' = 'ok'

  function loggable(cause: unknown): string {
    // Redacted first: the beginning of a key that was cut is a match of nothing. Half a character is no text.
    return redact(describe(cause))
      .slice(0, 4096)
      .replace(/[\ud800-\udbff]$/, '')
  }

  function factsOf({ code, status, requestId, retryAfterMs, cause }: ChatError): object {
    const names = requestId === undefined ? {} : { requestId: loggable(requestId) }
    return { code, status, ...names, retryAfterMs, body: loggable(cause) }
  }

  return {
    begin: recorder.begin,
    failed(error, about) {
      recorder.failed(error.code, about)
      logger.error({ event: 'provider-failed', ...about, ...factsOf(error) })
    },
    failedOver(from, to, error) {
      const left = { provider: from.name, model: from.model }
      recorder.failed(error.code, left)
      recorder.happened('failed-over', { from: from.name, to: to.name })
      const next = `${to.name} ${to.model}`
      logger.warn({ event: 'failed-over', ...left, to: next, ...factsOf(error) })
    },
    breakerTurned({ name: provider, model }, { state }) {
      recorder.happened(`breaker-${state}`, { provider, model })
      logger.warn({ event: `breaker-${state}`, provider, model })
    },
    refitted(error, facts) {
      logger.warn({ event: 'prompt-refitted', ...facts, body: loggable(error.cause) })
    },
    notSummarized(chatId, { message, cause }) {
      const said = { message: loggable(message), error: loggable(cause) }
      logger.warn({ event: 'no-summary', chatId, ...said })
    },
    rejected(rejection) {
      try {
        options.onRejected?.(rejection)
      } catch (thrown) {
        logger.error({ event: 'on-rejected-failed', error: loggable(thrown) })
      }
    },
    toolFailed(cause, about) {
      recorder.happened('tool-failed', { tool: String(about['toolName']) })
      logger.error({ event: 'tool-failed', ...about, error: loggable(cause) })
    },
    guardFailed(chatId, cause) {
      logger.error({ event: 'guard-failed', chatId, error: loggable(cause) })
    },
    retrieveFailed(chatId, cause) {
      logger.error({ event: 'retrieve-failed', chatId, error: loggable(cause) })
    },
    historyFailed(doing, cause, chatId) {
      recorder.happened('history-failed', { doing })
      logger.error({ event: `history-${doing}-failed`, chatId, error: loggable(cause) })
      if (doing !== 'save' || chatId === undefined) return
      if (historyState === 'ok') alert(chatId)
      historyState = 'failing'
    },
    historyWell() {
      historyState = 'ok'
    },
    get historyState() {
      return historyState
    },
    turned(what, status, cause) {
      recorder.happened(`${what}-${status}`, {})
      const why = cause === undefined ? {} : { error: loggable(cause) }
      logger.warn({ event: `${what}-${status}`, ...why })
    },
    storeFailed(cause) {
      logger.info({ event: 'store-failed', error: loggable(cause) })
    },
    limited(limit, chatId) {
      recorder.happened('limited', { limit })
      logger.info({ event: 'limited', limit, chatId })
    },
    emergency(state) {
      recorder.happened(state.stopped ? 'stopped-all' : 'started-again', {})
      const why = state.stopped ? { reason: loggable(state.reason), since: state.since } : {}
      logger.warn({ event: state.stopped ? 'stopped-all' : 'started-again', ...why })
    },
    alerted(told) {
      logger.warn({ event: told.kind, message: told.message })
      tell(told)
    },
    foreignPage(origin) {
      if (foreign.has(origin) || foreign.size >= 10) return
      foreign.add(origin)
      const message =
        'A page of another site was refused. If it is one of yours, name it in origins.'
      logger.warn({ event: 'foreign-page', origin: loggable(origin), message })
    },
    skipped(reason, chatId) {
      logger.warn({ event: 'stored-message-skipped', chatId, reason })
    },
    infoOf({ info }) {
      const { requestId, ...others } = info
      return requestId === undefined || redact(requestId) !== requestId ? others : info
    },
    loggable,
  }

  function alert(chatId: string): void {
    const message = 'The history does not save: what is said is not kept.'
    tell({ kind: 'history', message, chatId })
  }

  function tell(told: Alert): void {
    const failed = (thrown: unknown): void =>
      logger.error({ event: 'on-alert-failed', error: loggable(thrown) })
    try {
      Promise.resolve(options.onAlert?.(told)).catch(failed)
    } catch (thrown) {
      failed(thrown)
    }
  }
}
