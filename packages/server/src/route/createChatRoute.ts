import {
  cannedReplies,
  ChatError,
  defaultCatalogue,
  factsOf,
  randomId,
  readUsage,
  systemClock,
  toChatError,
} from '@millrace/protocol'
import { crossOrigin } from '../access/crossOrigin.ts'
import { ownerOf } from '../access/ownerOf.ts'
import { readChatRequest } from '../access/readChatRequest.ts'
import { readJson } from '../access/readJson.ts'
import { environment } from '../provider/environment.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import { resilient } from '../policy/resilient.ts'
import { createWindows } from '../window/createWindows.ts'
import type { ChatRoute, ChatRouteOptions, Handle, HandleOptions } from './ChatRouteOptions.ts'
import { createJournal } from './createJournal.ts'
import { createAsking } from './createAsking.ts'
import { createAnswers, type KnownAnswer } from './createAnswers.ts'
import { consoleLogger, neverThrowing } from './Logger.ts'
import { busy, errorResponse, notAllowed, notFound, restarting } from './refusals.ts'
import { lastEventIdOf, nameOf, runIdOf } from './requestNames.ts'
import { respondWithLog } from './respondWithLog.ts'
import { startAnswer } from './startAnswer.ts'

/** Of what nobody ends. */
const never = new AbortController().signal

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
  const journal = createJournal(logger, options)
  const provider = resilient(options.providers, {
    ...options,
    clock,
    onFailover: journal.failedOver,
    onBreaker: journal.breakerTurned,
  })
  const replies = options.canned === false ? undefined : { ...cannedReplies, ...options.canned }
  const answers = createAnswers({ clock, detachMs, keepMs, keepMost: 1000 })
  const windows = createWindows(options, clock, ({ chatId }, error) =>
    journal.notSummarized(chatId, error),
  )
  const origins = crossOrigin(options.origins ?? [])
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
    const receivedAt = clock.now()
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
    const asking = createAsking(question, { owner, provider: first, windows, journal, ...options })
    const resumable = runId !== undefined || options.resumable === 'always'
    // Whoever can come back has not stopped it by leaving.
    const asked = await asking.ask(resumable ? never : request.signal)
    // Counting takes time: the same question may have come once more, and the end of the process too.
    const repeated = runId === undefined ? undefined : answers.find(name)
    if (repeated !== undefined) return repeat(request, repeated, bodyHash)
    // One answer runs per chat. Looked at here, once more after each wait: a function of its own would return a
    // tick after its last look, and several that waited for the same end would all go on.
    for (let running; (running = answers.running(owner, chatId)) !== undefined;) {
      if (runId !== undefined) throw busy()
      // A stock client asks anew only when its user wants something else.
      running.answer.stop('stopped')
      await running.answer.done
    }
    if (draining) throw restarting()
    // From here on nothing is waited for until the answer is known: of two, the second sees the first.
    const last = messages.at(-1)
    const known: KnownAnswer = {
      streamId: newId(),
      owner,
      chatId,
      runId,
      bodyHash,
      resumable,
      answer: startAnswer({
        provider,
        asked,
        askLess: asking.askLess,
        // A tool continuation, like any other, goes on in the message that made the call.
        messageId: last?.role === 'assistant' ? last.id : newId(),
        continues: continues !== undefined,
        before:
          last?.role === 'assistant'
            ? { parts: last.parts.length, usage: readUsage(factsOf(last).usage) }
            : undefined,
        parentId: messages.findLast(({ role }) => role === 'user')?.id,
        clock,
        stopped: answers.wasStopped(name),
        // An answer that was begun is carried on by its model or not at all.
        replies: last?.role === 'assistant' ? undefined : replies,
        onError(error, by) {
          journal.failed(error, { chatId, ...by })
          if (error.code === 'content_policy') journal.rejected({ chatId, ...by, messages, error })
        },
      }),
    }
    answers.add(known)
    const ended = journal.begin({ provider: first.name, model: first.model, at: receivedAt })
    void known.answer.done.then(() => ended(known.answer.facts, known.answer.used, clock.now()))
    waitUntil?.(known.answer.done)
    return follow(request, known, -1, receivedAt)
  }

  function repeat(request: Request, known: KnownAnswer, bodyHash: string): Response {
    if (known.bodyHash === bodyHash) return follow(request, known, -1)
    throw new ChatError('conflict', 'This Idempotency-Key was used for another question.', {
      status: 409,
    })
  }

  function follow(
    request: Request,
    known: KnownAnswer,
    after: number,
    receivedAt = clock.now(),
  ): Response {
    const { streamId, answer } = known
    return respondWithLog(answer.log, {
      tookMs: clock.now() - receivedAt,
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

  const route: Handle = async (request, handling) =>
    origins.allow(request, await answered(request, handling))

  async function answered(request: Request, handling: HandleOptions = {}): Promise<Response> {
    try {
      return await handle(request, handling)
    } catch (thrown) {
      const error = toChatError(thrown, { code: 'server_error', message: sentenceFor('unknown') })
      // Nobody is there to be told, and nothing failed.
      if (thrown === request.signal.reason) return errorResponse(error)
      if (!(thrown instanceof ChatError)) {
        logger.error({ event: 'route-failed', error: journal.loggable(thrown) })
      } else if (error.code === 'auth' && error.cause !== undefined) {
        logger.error({ event: 'identify-failed', error: journal.loggable(error.cause) })
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

/** The same for the same bytes. Where there is no `crypto.subtle`, as in a page that came without TLS, the text itself. */
async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const { subtle } = crypto as { readonly subtle?: SubtleCrypto }
  if (subtle === undefined) return new TextDecoder().decode(bytes)
  const hash = new Uint8Array(await subtle.digest('SHA-256', bytes))
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
