import type { ChatError } from '@millrace/protocol'
import type { Breaker } from '../policy/breaker.ts'
import type { Provider } from '../provider/Provider.ts'
import { describe } from '../redact/describe.ts'
import { redact } from '../redact/redact.ts'
import { createRecorder, type Recorder } from '../telemetry/createRecorder.ts'
import type { ChatRouteOptions, Rejection } from './ChatRouteOptions.ts'
import type { Logger } from './Logger.ts'
import type { AnsweredBy } from './startAnswer.ts'

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
  /** What came from outside, for a log: without keys, at most 4 KB. */
  loggable(cause: unknown): string
}

export function createJournal(
  logger: Logger,
  options: Pick<ChatRouteOptions, 'telemetry' | 'secrets' | 'onRejected'>,
): Journal {
  const recorder = createRecorder(options.telemetry)

  function loggable(cause: unknown): string {
    return redact(describe(cause), options.secrets).slice(0, 4096)
  }

  function factsOf({ code, status, requestId, retryAfterMs, cause }: ChatError): object {
    return { code, status, requestId, retryAfterMs, body: loggable(cause) }
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
      logger.warn({ event: 'no-summary', chatId, message, error: loggable(cause) })
    },
    rejected(rejection) {
      try {
        options.onRejected?.(rejection)
      } catch (thrown) {
        logger.error({ event: 'on-rejected-failed', error: loggable(thrown) })
      }
    },
    loggable,
  }
}
