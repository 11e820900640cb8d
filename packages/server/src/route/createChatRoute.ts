import {
  type CannedReplies,
  cannedReplies,
  ChatError,
  type Clock,
  defaultCatalogue,
  factsOf,
  type Message,
  type NewId,
  randomId,
  readUsage,
  systemClock,
  toChatError,
} from '@millrace/protocol'
import { type Identify, ownerOf } from '../access/ownerOf.ts'
import { readChatRequest } from '../access/readChatRequest.ts'
import { readJson } from '../access/readJson.ts'
import { environment } from '../provider/environment.ts'
import type { Provider } from '../provider/Provider.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import { type ResilienceOptions, resilient } from '../policy/resilient.ts'
import { describe } from '../redact/describe.ts'
import { redact } from '../redact/redact.ts'
import { createWindows } from '../window/createWindows.ts'
import type { WindowOptions } from '../window/fitWindow.ts'
import { createAsking } from './createAsking.ts'
import { type AnswerName, createAnswers, type KnownAnswer } from './createAnswers.ts'
import { consoleLogger, type Logger, neverThrowing } from './Logger.ts'
import { busy, errorResponse, notAllowed, notFound, restarting } from './refusals.ts'
import { lastEventIdOf, nameOf, runIdOf } from './requestNames.ts'
import { respondWithLog } from './respondWithLog.ts'
import { startAnswer } from './startAnswer.ts'

export interface ChatRouteOptions
  extends WindowOptions, Pick<ResilienceOptions, 'retry' | 'breaker' | 'throttle' | 'timeouts'> {
  /** Who answers: the first; the next one where it fails before a word. */
  readonly providers: readonly [Provider, ...Provider[]]
  /** Goes before every conversation. The client cannot set one. */
  readonly system?: string
  /** The most that one answer may be long, in tokens. Default 1024. */
  readonly maxOutputTokens?: number
  /** Who asks. Required in production; without it everybody shares one identity. */
  readonly identify?: Identify
  /** `always`: answers to clients without an `Idempotency-Key` outlive their connection too. */
  readonly resumable?: 'always'
  /** How long an answer without readers goes on, in milliseconds. Default 60,000. */
  readonly detachMs?: number
  /** How long an answer can be read after its end, in milliseconds. Default 600,000. */
  readonly keepMs?: number
  /** How long a connection may be silent before a comment goes out, in milliseconds. Default 15,000. */
  readonly heartbeatMs?: number
  /**
   * What is said where no provider answers: texts by reason, in place of ours. `false`: errors are shown as such.
   */
  readonly canned?: Partial<CannedReplies> | false
  /** A provider refused a question for its content: all of it, for whoever has to look into it. */
  readonly onRejected?: (rejection: Rejection) => void
  /** Texts that must never reach a log: keys of your own making. Those of our providers are known. */
  readonly secrets?: readonly string[]
  readonly limits?: Partial<RouteLimits>
  /** Default: warnings and errors as JSON lines on the console. */
  readonly logger?: Logger
  readonly clock?: Clock
  readonly newId?: NewId
}

/** What a provider would not answer. */
export interface Rejection {
  readonly chatId: string
  readonly provider: string
  readonly model: string
  readonly messages: readonly Message[]
  readonly error: ChatError
}

export interface RouteLimits {
  /** A whole request. Default 1,048,576. */
  readonly bodyBytes: number
  /** One message, files aside. Default 262,144. */
  readonly messageBytes: number
  /** Messages in a request. Default 5,000. */
  readonly messages: number
}

export interface HandleOptions {
  /** Where the platform ends a process with its response: keeps it for the answer (`ctx.waitUntil`). */
  readonly waitUntil?: (work: Promise<unknown>) => void
}

type Handle = (request: Request, options?: HandleOptions) => Promise<Response>

/** A function from request to response, and the same by method for routers that want it so. */
export interface ChatRoute extends Handle {
  readonly GET: Handle
  readonly POST: Handle
  readonly DELETE: Handle
  readonly OPTIONS: Handle
  /**
   * Takes no new questions (503 with `Retry-After`), lets the running answers finish, and after
   * `timeoutMs` (default 10,000) stops what is left.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<void>
}

const catalogueAgeMs = 180 * 86_400_000

/**
 * A chat's back end. Paths are matched from their end, so it can be mounted anywhere:
 * `POST …`, `GET` and `DELETE …/{chatId}/stream`, `GET …/health`.
 * @throws {ChatError} `auth` in production without `identify`.
 */
export function createChatRoute(options: ChatRouteOptions): ChatRoute {
  const { clock = systemClock, newId = randomId } = options
  const logger = neverThrowing(options.logger ?? consoleLogger)
  const { heartbeatMs = 15_000, detachMs = 60_000, keepMs = 600_000 } = options
  const limits = { bodyBytes: 1_048_576, messageBytes: 262_144, messages: 5000, ...options.limits }
  const [first] = options.providers
  const provider = resilient(options.providers, {
    ...options,
    clock,
    onFailover: (from, to, error) =>
      logger.warn({
        event: 'failed-over',
        provider: from.name,
        model: from.model,
        to: `${to.name} ${to.model}`,
        code: error.code,
        status: error.status,
        requestId: error.requestId,
        retryAfterMs: error.retryAfterMs,
        body: loggable(error.cause),
      }),
    onBreaker: ({ name, model }, breaker) =>
      logger.warn({ event: `breaker-${breaker.state}`, provider: name, model }),
  })
  const replies = options.canned === false ? undefined : { ...cannedReplies, ...options.canned }
  const answers = createAnswers({ clock, detachMs, keepMs, keepMost: 1000 })
  const windows = createWindows(options, ({ chatId }, error) =>
    logger.warn({
      event: 'no-summary',
      chatId,
      message: error.message,
      error: loggable(error.cause),
    }),
  )
  let draining = false

  if (options.identify === undefined) {
    if (environment('NODE_ENV') === 'production') {
      throw new ChatError(
        'auth',
        'createChatRoute needs identify in production: it cannot tell users apart.',
      )
    }
    logger.warn({ event: 'no-identify', message: 'Everybody shares one identity. Set identify.' })
  }

  const { asOf } = options.catalogue ?? defaultCatalogue
  if (clock.now() - Date.parse(asOf) > catalogueAgeMs) {
    logger.warn({
      event: 'old-catalogue',
      asOf,
      message:
        'Windows and prices are more than 180 days old. Check them, and pass a newer catalogue.',
    })
  }

  async function post(request: Request, { waitUntil }: HandleOptions): Promise<Response> {
    const owner = await ownerOf(request, options.identify)
    if (draining) throw restarting()
    const runId = runIdOf(request)
    const { value, bytes } = await readJson(request, limits.bodyBytes)
    const question = readChatRequest(value, limits)
    const { chatId, messages, continues } = question
    // Only a run id makes a repeat, and a repeat is told by its body.
    const bodyHash = runId === undefined ? '' : await hashOf(bytes)
    const name = { owner, chatId, runId }
    if (runId !== undefined) {
      const repeated = answers.find(name)
      if (repeated !== undefined) return repeat(request, repeated, bodyHash)
      if (answers.running(owner, chatId) !== undefined) throw busy()
    }
    const asking = createAsking(question, { owner, provider: first, windows, logger, ...options })
    const asked = await asking.ask(request.signal)
    // Counting takes time: the same question may have come once more, and the end of the process too.
    const repeated = runId === undefined ? undefined : answers.find(name)
    if (repeated !== undefined) return repeat(request, repeated, bodyHash)
    await makeRoom(name)
    if (draining) throw restarting()
    // From here on nothing is waited for until the answer is known: of two, the second sees the first.
    const last = messages.at(-1)
    const known: KnownAnswer = {
      streamId: newId(),
      owner,
      chatId,
      runId,
      bodyHash,
      resumable: runId !== undefined || options.resumable === 'always',
      answer: startAnswer({
        provider,
        asked,
        askLess: asking.askLess,
        // A tool continuation, like any other, goes on in the message that made the call.
        messageId: last?.role === 'assistant' ? last.id : newId(),
        continues,
        usedBefore: last?.role === 'assistant' ? readUsage(factsOf(last).usage) : undefined,
        parentId: messages.findLast(({ role }) => role === 'user')?.id,
        clock,
        stopped: answers.wasStopped(name),
        replies,
        onError(error, by) {
          logFailure(error, { chatId, ...by })
          if (error.code === 'content_policy') reject({ chatId, ...by, messages, error })
        },
      }),
    }
    answers.add(known)
    waitUntil?.(known.answer.done)
    return follow(request, known, -1)
  }

  /** One answer runs per chat. */
  async function makeRoom({ owner, chatId, runId }: AnswerName): Promise<void> {
    // Once more after each wait: several stock clients may have waited for the same end.
    for (let running; (running = answers.running(owner, chatId)) !== undefined;) {
      if (runId !== undefined) throw busy()
      // A stock client asks anew only when its user wants something else.
      running.answer.stop('stopped')
      await running.answer.done
    }
  }

  function repeat(request: Request, known: KnownAnswer, bodyHash: string): Response {
    if (known.bodyHash === bodyHash) return follow(request, known, -1)
    throw new ChatError('conflict', 'This Idempotency-Key was used for another question.', {
      status: 409,
    })
  }

  function follow(request: Request, known: KnownAnswer, after: number): Response {
    const { streamId, answer } = known
    return respondWithLog(answer.log, {
      streamId,
      after,
      clock,
      heartbeatMs,
      signal: request.signal,
      onLeave: answers.enter(known),
    })
  }

  async function resume(request: Request, chatId: string): Promise<Response> {
    const owner = await ownerOf(request, options.identify)
    const name = nameOf(request, owner, chatId)
    const named = name.streamId !== undefined || name.runId !== undefined
    // A stock client names and counts nothing: it builds the answer anew from its start.
    const after = named ? lastEventIdOf(request) : -1
    const known = answers.find(name)
    if (known === undefined) {
      if (!named) return new Response(null, { status: 204 })
      throw notFound()
    }
    const { log } = known.answer
    if (after >= log.next) {
      throw new ChatError('bad_sequence', 'Last-Event-ID is past the end of this answer.', {
        status: 416,
      })
    }
    // Whoever has the last event already gets it once more: the end must be seen to be believed.
    return follow(request, known, log.ended ? Math.min(after, log.next - 2) : after)
  }

  async function stop(request: Request, chatId: string): Promise<Response> {
    const owner = await ownerOf(request, options.identify)
    const name = nameOf(request, owner, chatId)
    const known = answers.find(name)
    if (known === undefined) {
      if (name.streamId !== undefined) throw notFound()
      answers.stopAhead(name)
      return new Response(null, { status: 204 })
    }
    const { answer } = known
    if (answer.log.ended) return new Response(null, { status: 204 })
    answer.stop('stopped')
    await answer.done
    // Whoever stopped it has left its stream, and would never know what it cost.
    return Response.json({ millrace: answer.facts }, { headers: { 'cache-control': 'no-store' } })
  }

  function logFailure(error: ChatError, more: Readonly<Record<string, unknown>>): void {
    logger.error({
      event: 'provider-failed',
      ...more,
      code: error.code,
      status: error.status,
      requestId: error.requestId,
      retryAfterMs: error.retryAfterMs,
      body: loggable(error.cause),
    })
  }

  /** What came from outside, for a log: without keys, at most 4 KB. */
  function loggable(cause: unknown): string {
    return redact(describe(cause), options.secrets).slice(0, 4096)
  }

  function reject(rejection: Rejection): void {
    try {
      options.onRejected?.(rejection)
    } catch (thrown) {
      logger.error({ event: 'on-rejected-failed', error: loggable(thrown) })
    }
  }

  async function handle(request: Request, handling: HandleOptions): Promise<Response> {
    const { method } = request
    const path = new URL(request.url).pathname.replace(/\/+$/, '')
    const stream = /\/([^/]+)\/stream$/.exec(path)
    if (stream !== null) {
      const chatId = decode(stream[1] ?? '')
      if (method === 'GET') return await resume(request, chatId)
      if (method === 'DELETE') return await stop(request, chatId)
      if (method === 'OPTIONS') return allow('GET, DELETE, OPTIONS')
      return notAllowed('GET, DELETE, OPTIONS')
    }
    if (method === 'GET' && path.endsWith('/health')) {
      return Response.json(
        { status: draining ? 'draining' : 'ok' },
        { status: draining ? 503 : 200 },
      )
    }
    if (method === 'POST') return await post(request, handling)
    if (method === 'OPTIONS') return allow('POST, OPTIONS')
    if (method === 'GET') throw notFound()
    return notAllowed('POST, OPTIONS')
  }

  const route: Handle = async (request, handling = {}) => {
    try {
      return await handle(request, handling)
    } catch (thrown) {
      const error = toChatError(thrown, { code: 'server_error', message: sentenceFor('unknown') })
      if (!(thrown instanceof ChatError)) {
        logger.error({ event: 'route-failed', error: loggable(thrown) })
      } else if (error.code === 'auth' && error.cause !== undefined) {
        logger.error({ event: 'identify-failed', error: loggable(error.cause) })
      }
      return errorResponse(error)
    }
  }

  return Object.assign(route, {
    GET: route,
    POST: route,
    DELETE: route,
    OPTIONS: route,
    async close({ timeoutMs = 10_000 } = {}) {
      draining = true
      const finished = Promise.all(answers.all.map(({ answer }) => answer.done))
      let cancel: (() => void) | undefined
      const late = new Promise<void>((resolve) => (cancel = clock.schedule(resolve, timeoutMs)))
      await Promise.race([finished, late])
      cancel?.()
      for (const { answer } of answers.all) answer.stop('interrupted')
      await finished
    },
  })
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new ChatError('invalid_request', 'The path is not encoded correctly.', { status: 400 })
  }
}

function allow(methods: string): Response {
  return new Response(null, { status: 204, headers: { allow: methods } })
}
