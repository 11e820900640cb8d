import { cannedReplies, ChatError, randomId, systemClock, toChatError } from '@millrace/protocol'
import { crossOrigin } from '../access/crossOrigin.ts'
import { refuseForeignPage } from '../access/foreignPage.ts'
import { readName } from '../access/readName.ts'
import { createConversations } from '../history/createConversations.ts'
import { createCache } from '../cache/createCache.ts'
import { createBudget } from '../budget/createBudget.ts'
import { createLimits } from '../limits/limits.ts'
import { createEmergencyStop } from '../switches/createEmergencyStop.ts'
import { environment } from '../provider/environment.ts'
import { isBuilding } from '../provider/isBuilding.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import { memoryStore } from '../store/memoryStore.ts'
import { createCalls } from '../tools/createCalls.ts'
import { createToolbox } from '../tools/createToolbox.ts'
import { inTurn } from '../waiting/inTurn.ts'
import { within } from '../waiting/within.ts'
import { createWindows } from '../window/createWindows.ts'
import type {
  ChatRoute,
  ChatRouteOptions,
  Handle,
  HandleOptions,
  RouteLimits,
} from './ChatRouteOptions.ts'
import { checkStart } from './checkStart.ts'
import { createAnswers } from './createAnswers.ts'
import { createEditing } from './createEditing.ts'
import { createHealth } from './createHealth.ts'
import { createJournal } from './createJournal.ts'
import { createModels } from './createModels.ts'
import { createPost } from './createPost.ts'
import { createReading, readable } from './createReading.ts'
import { createSharing } from './createSharing.ts'
import { createStreams } from './createStreams.ts'
import { guarding } from './guarding.ts'
import { keptQuestions } from './keptQuestions.ts'
import { consoleLogger, neverThrowing } from './Logger.ts'
import { errorResponse, notAllowed, notFound } from './refusals.ts'
import { pathName } from './requestNames.ts'
import { allow, notStored } from './responses.ts'
import { retrieving } from './retrieving.ts'
import { sentQuestions } from './sentQuestions.ts'
import { signerFor } from './signerFor.ts'

const defaultLimits: RouteLimits = {
  bodyBytes: 1_048_576,
  messageBytes: 262_144,
  messages: 5000,
  toolOutputBytes: 131_072,
  attachments: undefined,
}

/**
 * A chat's back end. Paths are matched from their end, so it can be mounted anywhere:
 * `POST …`, `GET` and `DELETE …/{chatId}/stream`, `GET …/{chatId}/messages`, `GET …/chats`, `PATCH` and
 * `DELETE …/{chatId}`, `GET …/models`, `GET …/usage`, `GET …/health`, `POST` and `DELETE …/stop-all`.
 * @throws {ChatError} `auth` in production without `identify` or a provider's key; `invalid_request` for options that cannot be meant.
 *   Keys and secrets may be missing while Next.js builds: it loads the route there.
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
    onChange: (status, cause) => journal.turned('store', status, cause),
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
      ? signerFor(options.secret, isProduction && !isBuilding(), logger)
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
    onChange: (status, cause) => journal.turned('limits', status, cause),
    onRefused: (limit, { chatId }) => journal.limited(limit, chatId),
  })
  const emergencyStop = createEmergencyStop(store.stop, clock, {
    onChange(state) {
      journal.emergency(state)
      if (state.stopped) for (const { answer } of answers.all) answer.stop('interrupted')
    },
  })
  let draining = false
  const isDraining = (): boolean => draining

  checkStart({ options, models, budget, isProduction, logger, clock })
  const { identify } = options
  const streams = createStreams({ identify, answers, sharing, clock, heartbeatMs })
  const oneByOne = inTurn()
  const editing = createEditing({ identify, conversations, answers, sharing, oneByOne })
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
    streams,
    oneByOne,
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
    retrieving:
      options.retrieve === undefined ? undefined : retrieving(options.retrieve, clock, journal),
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

  async function isAdmin(request: Request): Promise<boolean> {
    try {
      return (await options.admin?.(request)) === true
    } catch (thrown) {
      logger.error({ event: 'admin-failed', error: journal.loggable(thrown) })
      return false
    }
  }

  const read = createReading({
    identify,
    isAdmin,
    conversations,
    models,
    health,
    usage: store.usage,
    budget: options.budget === undefined ? undefined : budget,
    clock,
  })

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
      const chatId = pathName(stream[1] ?? '')
      if (method === 'GET') return await streams.resume(request, chatId)
      if (method === 'DELETE') return await streams.stop(request, chatId)
      if (method === 'OPTIONS') return allow('GET, DELETE, OPTIONS')
      return notAllowed('GET, DELETE, OPTIONS')
    }
    if (path.endsWith('/stop-all')) return await switchAll(request)
    if (method === 'GET') return await read(request, path)
    if (method === 'POST') return await post(request, handling)
    const [, name] = /\/([^/]+)$/.exec(path) ?? []
    if (name !== undefined && (method === 'PATCH' || method === 'DELETE')) {
      const chatId = readName(pathName(name), 'The chat')
      return await (method === 'PATCH' ? editing.change : editing.remove)(request, chatId)
    }
    const methods = [
      ...(readable.test(path) ? ['GET'] : []),
      'POST',
      ...(name === undefined ? [] : ['PATCH', 'DELETE']),
      'OPTIONS',
    ].join(', ')
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
    PATCH: route,
    DELETE: route,
    OPTIONS: route,
    stopAll: (reason: string) => emergencyStop.stopAll(reason),
    startAgain: () => emergencyStop.startAgain(),
    async close({ timeoutMs = 10_000 } = {}) {
      draining = true
      const until = clock.now() + timeoutMs
      const finished = Promise.all(answers.all.map(({ answer }) => answer.done))
      // What runs longer is stopped then.
      await within(clock, timeoutMs, finished, 'What runs').catch(() => undefined)
      for (const { answer } of answers.all) answer.stop('interrupted')
      await finished
      await budget.settled()
      await conversations?.close(Math.max(500, until - clock.now()))
    },
  })
}
