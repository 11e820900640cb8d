import {
  cannedReplies,
  ChatError,
  defaultCatalogue,
  randomId,
  systemClock,
  toChatError,
} from '@millrace/protocol'
import { crossOrigin } from '../access/crossOrigin.ts'
import { refuseForeignPage } from '../access/foreignPage.ts'
import { identityOf } from '../access/identityOf.ts'
import { readName } from '../access/readName.ts'
import { createConversations } from '../history/createConversations.ts'
import { createCache } from '../cache/createCache.ts'
import { createBudget } from '../budget/createBudget.ts'
import { createLimits } from '../limits/limits.ts'
import { createEmergencyStop } from '../switches/createEmergencyStop.ts'
import { environment } from '../provider/environment.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import { memoryStore } from '../store/memoryStore.ts'
import type { FoundRun } from '../store/RunStore.ts'
import { createCalls } from '../tools/createCalls.ts'
import { createToolbox } from '../tools/createToolbox.ts'
import { readUsageQuery } from '../usage/readUsageQuery.ts'
import { toCsv } from '../usage/toCsv.ts'
import { usageReport } from '../usage/usageReport.ts'
import { createWindows } from '../window/createWindows.ts'
import type {
  ChatRoute,
  ChatRouteOptions,
  Handle,
  HandleOptions,
  RouteLimits,
} from './ChatRouteOptions.ts'
import { createAnswers, type KnownAnswer } from './createAnswers.ts'
import { createHealth } from './createHealth.ts'
import { createJournal } from './createJournal.ts'
import { createModels } from './createModels.ts'
import { createPost } from './createPost.ts'
import { createSharing } from './createSharing.ts'
import { guarding } from './guarding.ts'
import { keptQuestions } from './keptQuestions.ts'
import { consoleLogger, neverThrowing } from './Logger.ts'
import { errorResponse, notAllowed, notFound } from './refusals.ts'
import { lastEventIdOf, nameOf, pageOf } from './requestNames.ts'
import { respondWithLog } from './respondWithLog.ts'
import { sentQuestions } from './sentQuestions.ts'
import { signerFor } from './signerFor.ts'

/** What can be read. A route may be mounted under such a name all the same: then it is asked there. */
const readable = /\/(messages|chats|models|health|usage)$/

const catalogueAgeMs = 180 * 86_400_000

const defaultLimits: RouteLimits = {
  bodyBytes: 1_048_576,
  messageBytes: 262_144,
  messages: 5000,
  toolOutputBytes: 131_072,
  attachments: undefined,
}

/**
 * A chat's back end. Paths are matched from their end, so it can be mounted anywhere:
 * `POST …`, `GET` and `DELETE …/{chatId}/stream`, `GET …/{chatId}/messages`, `GET …/chats`, `GET …/models`,
 * `GET …/usage`, `GET …/health`, `POST` and `DELETE …/stop-all`.
 * @throws {ChatError} `auth` in production without `identify` or a provider's key; `invalid_request` for options that cannot be meant.
 */
export function createChatRoute(options: ChatRouteOptions): ChatRoute {
  const { clock = systemClock, newId = randomId } = options
  const logger = neverThrowing(options.logger ?? consoleLogger)
  const isProduction = environment('NODE_ENV') === 'production'
  const { heartbeatMs = 15_000, detachMs = 60_000, keepMs = 600_000 } = options
  const limits = { ...defaultLimits, ...options.limits }
  const store = (options.store ?? memoryStore()).open({
    clock,
    keepMs,
    onChange: (...turn) => journal.storeTurned(...turn),
  })
  const models = createModels({
    ...options,
    clock,
    breakers: store.breakers,
    rateLimits: store.rateLimits,
    onFailover: (...failure) => journal.failedOver(...failure),
    onBreaker: (...turn) => journal.breakerTurned(...turn),
  })
  const keys = models.providers.flatMap((provider) => provider.secrets?.() ?? [])
  const secrets = [...(options.secrets ?? []), ...keys]
  const journal = createJournal(logger, { ...options, secrets })
  const answers = createAnswers({ clock, detachMs, keepMs, keepMost: 1000 })
  const windows = createWindows(options, clock, ({ chatId }, error) =>
    journal.notSummarized(chatId, error),
  )
  const { origins: originNames = [] } = options
  const origins = crossOrigin(originNames)
  const toolbox = createToolbox(options.tools ?? {})
  const conversations =
    options.history === undefined
      ? undefined
      : createConversations({
          history: options.history,
          clock,
          onFailed: journal.historyFailed,
          onWell: journal.historyWell,
          onSkipped: journal.skipped,
        })
  const signer =
    conversations === undefined && toolbox.hasOurs
      ? signerFor(options.secret, isProduction, logger)
      : undefined
  const sharing =
    store.runs === undefined
      ? undefined
      : createSharing({ runs: store.runs, clock, onFailed: (cause) => journal.storeFailed(cause) })
  const budget = createBudget(options.budget, {
    ledger: store.ledger,
    usage: store.usage,
    clock,
    newId,
    catalogue: options.catalogue,
    onAlert: (alert) => journal.alerted(alert),
  })
  const requestLimits = createLimits(limits, {
    store: store.limits,
    clock,
    onChange: (status, cause) => journal.limitsTurned(status, cause),
    onRefused: (limit, { chatId }) => journal.limited(limit, chatId),
  })
  const emergencyStop = createEmergencyStop(store.stop, clock, {
    onChange(state) {
      journal.emergency(state)
      if (state.stopped) for (const { answer } of answers.all) answer.stop('interrupted')
    },
  })
  const unpriced = options.budget === undefined ? [] : budget.unpriced(models.providers)
  for (const { name: provider, model } of unpriced) {
    const message = 'No price is known: it is not asked while there is a budget. Set defaultPrice.'
    logger.warn({ event: 'no-price', provider, model, message })
  }
  let draining = false
  const isDraining = (): boolean => draining

  for (const { name, missing } of models.providers) {
    if (missing === undefined) continue
    if (isProduction) throw new ChatError('auth', `${name} cannot be asked. ${missing}`)
    logger.warn({ event: 'no-key', provider: name, message: missing })
  }

  if (options.identify === undefined) {
    if (isProduction) {
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

  const post = createPost({
    options,
    models,
    answers,
    windows,
    journal,
    toolbox,
    clock,
    newId,
    isDraining,
    limits: requestLimits,
    emergencyStop,
    budget,
    cache:
      options.cache === undefined
        ? undefined
        : createCache(store.cache, { ...options.cache, clock, newId }),
    sharing,
    followRemote: (request, run) => followRemote(request, run, -1),
    follow: (request, known, receivedAt) => follow(request, known, -1, receivedAt),
    questions:
      conversations === undefined
        ? sentQuestions(limits, signer === undefined ? undefined : { toolbox, signer })
        : keptQuestions(limits, conversations, toolbox, newId),
    callsFor:
      options.tools === undefined
        ? undefined
        : ({ owner, who }, chatId) =>
            createCalls({
              toolbox,
              signer,
              place: { owner, chatId },
              who,
              clock,
              newId,
              timeoutMs: options.toolTimeoutMs ?? 120_000,
              maxOutput: limits.toolOutputBytes,
              onFailed: ({ toolName, toolCallId }, cause) =>
                journal.toolFailed(cause, { chatId, toolName, toolCallId }),
            }),
    guarding: options.guard === undefined ? undefined : guarding(options.guard, clock, journal),
    replies: options.canned === false ? undefined : { ...cannedReplies, ...options.canned },
    bodyBytes: limits.bodyBytes + (limits.attachments?.totalBytes ?? 0),
  })

  const health = createHealth({
    models,
    isDraining,
    running: () => answers.all.length,
    history: conversations === undefined ? undefined : () => journal.historyState,
    store: () => store.status,
    limits: requestLimits,
    emergencyStop,
    budget,
  })

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

  function followRemote(request: Request, { streamId }: FoundRun, after: number): Response {
    if (sharing === undefined) throw notFound()
    return respondWithLog(sharing.remote(streamId), {
      tookMs: 0,
      streamId,
      after,
      clock,
      heartbeatMs,
      signal: request.signal,
      // Who reads there is seen there.
      onLeave: () => undefined,
    })
  }

  async function resume(request: Request, chatId: string): Promise<Response> {
    const { owner } = await identityOf(request, options.identify)
    const name = nameOf(request, owner, chatId)
    const named = name.streamId !== undefined || name.runId !== undefined
    // A stock client names and counts nothing: it builds the answer anew from its start.
    const after = named ? lastEventIdOf(request) : -1
    const known = answers.find(name)
    const run = known === undefined ? await sharing?.find(name) : undefined
    const found = known?.answer.log ?? run
    if (found === undefined || (!named && found.ended)) {
      if (!named) return new Response(null, { status: 204 })
      throw notFound()
    }
    if (after >= found.next) {
      throw new ChatError('bad_sequence', 'Last-Event-ID is past the end of this answer.', {
        status: 416,
      })
    }
    // Whoever has the last event already gets it once more: the end must be seen to be believed.
    const from = found.ended ? Math.min(after, found.next - 2) : after
    if (known !== undefined) return follow(request, known, from)
    return followRemote(request, run as FoundRun, from)
  }

  async function stop(request: Request, chatId: string): Promise<Response> {
    const { owner } = await identityOf(request, options.identify)
    const name = nameOf(request, owner, chatId)
    const known = answers.find(name)
    if (known === undefined) {
      const run = await sharing?.find(name)
      if (run === undefined && name.streamId !== undefined) throw notFound()
      answers.stopAhead(name)
      const facts = await sharing?.stop(name)
      if (facts === undefined) return new Response(null, { status: 204 })
      return notStored({ millrace: facts })
    }
    const { answer } = known
    if (answer.log.ended) return new Response(null, { status: 204 })
    answer.stop('stopped')
    await answer.done
    // Whoever stopped it has left its stream, and would never know what it cost.
    return Response.json({ millrace: answer.facts }, { headers: { 'cache-control': 'no-store' } })
  }

  /** A page of a conversation: what was said before, on any device. */
  async function messages(request: Request, chatId: string): Promise<Response> {
    const { who } = await identityOf(request, options.identify)
    if (conversations === undefined) throw notKept()
    const { before, limit } = pageOf(request, 'before')
    const query = { limit, ...(before === undefined ? {} : { before }) }
    return notStored(await conversations.page({ id: chatId, who }, query))
  }

  async function chats(request: Request): Promise<Response> {
    const { who } = await identityOf(request, options.identify)
    if (conversations === undefined) throw notKept()
    const { before: after, limit } = pageOf(request, 'after')
    return notStored(
      await conversations.list(who, { limit, ...(after === undefined ? {} : { after }) }),
    )
  }

  async function isAdmin(request: Request): Promise<boolean> {
    try {
      return (await options.admin?.(request)) === true
    } catch (thrown) {
      logger.error({ event: 'admin-failed', error: journal.loggable(thrown) })
      return false
    }
  }

  /** What was used and what it cost, as JSON or as CSV: for whoever runs the route, and nobody else. */
  async function usage(request: Request): Promise<Response> {
    if (!(await isAdmin(request))) throw notFound()
    const { searchParams } = new URL(request.url)
    const query = readUsageQuery(searchParams, clock.now())
    const rows = await usageReport(store.usage, query)
    const wantsCsv =
      searchParams.get('format') === 'csv' ||
      /^text\/csv\b/.test(request.headers.get('accept') ?? '')
    if (!wantsCsv) return notStored({ ...query, rows, budgets: await budgetStates() })
    return new Response(toCsv(rows, query.by), {
      headers: {
        'cache-control': 'no-store',
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="usage.csv"',
      },
    })
  }

  async function budgetStates(): Promise<Awaited<ReturnType<typeof budget.read>> | undefined> {
    return options.budget === undefined ? undefined : await budget.read()
  }

  async function get(request: Request, path: string): Promise<Response> {
    const kept = /\/([^/]+)\/messages$/.exec(path)
    if (kept !== null) return await messages(request, readName(decode(kept[1] ?? ''), 'The chat'))
    if (path.endsWith('/chats')) return await chats(request)
    if (path.endsWith('/models')) {
      await identityOf(request, options.identify)
      return notStored({ models: models.list, default: models.first.name })
    }
    if (path.endsWith('/health')) return health(await isAdmin(request))
    if (path.endsWith('/usage')) return await usage(request)
    throw notFound()
  }

  /** POST stops all, DELETE starts again: for whoever runs the route, and nobody else. */
  async function switchAll(request: Request): Promise<Response> {
    if (request.method === 'OPTIONS') return allow('POST, DELETE, OPTIONS')
    if (!(await isAdmin(request))) throw notFound()
    if (request.method === 'POST') await emergencyStop.stopAll('By request.')
    else if (request.method === 'DELETE') await emergencyStop.startAgain()
    else return notAllowed('POST, DELETE, OPTIONS')
    return notStored({ stop: emergencyStop.state, survivesRestart: emergencyStop.survivesRestart })
  }

  async function handle(request: Request, handling: HandleOptions): Promise<Response> {
    const { method } = request
    refuseForeignPage(request, originNames, journal.foreignPage)
    const path = new URL(request.url).pathname.replace(/\/+$/, '')
    const stream = /\/([^/]+)\/stream$/.exec(path)
    if (stream !== null) {
      const chatId = decode(stream[1] ?? '')
      if (method === 'GET') return await resume(request, chatId)
      if (method === 'DELETE') return await stop(request, chatId)
      if (method === 'OPTIONS') return allow('GET, DELETE, OPTIONS')
      return notAllowed('GET, DELETE, OPTIONS')
    }
    if (path.endsWith('/stop-all')) return await switchAll(request)
    if (method === 'GET') return await get(request, path)
    if (method === 'POST') return await post(request, handling)
    const methods = readable.test(path) ? 'GET, POST, OPTIONS' : 'POST, OPTIONS'
    return method === 'OPTIONS' ? allow(methods) : notAllowed(methods)
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
    stopAll: (reason: string) => emergencyStop.stopAll(reason),
    startAgain: () => emergencyStop.startAgain(),
    async close({ timeoutMs = 10_000 } = {}) {
      draining = true
      const until = clock.now() + timeoutMs
      const finished = Promise.all(answers.all.map(({ answer }) => answer.done))
      let cancel: (() => void) | undefined
      const late = new Promise<void>((resolve) => (cancel = clock.schedule(resolve, timeoutMs)))
      await Promise.race([finished, late])
      cancel?.()
      for (const { answer } of answers.all) answer.stop('interrupted')
      await finished
      await conversations?.close(Math.max(500, until - clock.now()))
    },
  })
}

function notStored(value: unknown): Response {
  return Response.json(value, { headers: { 'cache-control': 'no-store' } })
}

function notKept(): ChatError {
  return new ChatError('not_found', 'This route keeps no conversations.', { status: 404 })
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
