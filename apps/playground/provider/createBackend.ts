import type { Clock, Random } from '@millrace/protocol'
import { type ChatRoute, createChatRoute, type LogRecord } from '@millrace/server'
import type { Manuscript } from './createManuscript.ts'
import { scriptedProvider } from './scriptedProvider.ts'
import type { Trouble } from './Trouble.ts'

/** How the service behind the chat is. */
export interface Service {
  readonly tokensPerSecond: number
  /** What the model can see at once, question and answer together. */
  readonly windowTokens: number
  readonly firstProvider: Trouble
  readonly secondProvider: Trouble
}

export interface BackendOptions {
  readonly clock: Clock
  readonly random: Random
  /** As it is now. */
  readonly service: () => Service
  readonly manuscript: Manuscript
  /** What the route tells its operator. */
  readonly onLog: (record: LogRecord) => void
}

/** The server of the playground: the real route, with two providers that need no network. */
export interface Backend {
  readonly handle: (request: Request) => Promise<Response>
  /** A new process: nothing is known of any answer, and no breaker is open. */
  restart(): void
}

export function createBackend(options: BackendOptions): Backend {
  const { service } = options
  // A route has one window: each size is a deployment of its own.
  const routes = new Map<number, ChatRoute>()
  let latest: ChatRoute | undefined

  function routeOf(windowTokens: number): ChatRoute {
    const route = routes.get(windowTokens) ?? makeRoute(windowTokens, options)
    routes.set(windowTokens, route)
    return route
  }

  return {
    async handle(request) {
      // Whoever resumes or stops means the answer that was begun last.
      if (request.method === 'POST' || latest === undefined)
        latest = routeOf(service().windowTokens)
      return await latest(request)
    },
    restart() {
      routes.clear()
      latest = undefined
    },
  }
}

function makeRoute(
  windowTokens: number,
  { clock, random, service, manuscript, onLog }: BackendOptions,
): ChatRoute {
  const provider = (name: string, troubleOf: (now: Service) => Trouble) =>
    scriptedProvider({
      name,
      model: 'scripted',
      clock,
      random,
      manuscript,
      manner: () => ({
        tokensPerSecond: service().tokensPerSecond,
        trouble: troubleOf(service()),
      }),
    })
  return createChatRoute({
    providers: [
      provider('first', ({ firstProvider }) => firstProvider),
      provider('second', ({ secondProvider }) => secondProvider),
    ],
    windowCap: windowTokens,
    maxOutputTokens: Math.min(4096, windowTokens / 4),
    identify: () => ({ user: 'visitor' }),
    // Shorter than usual: whoever switches an outage off wants to see it end.
    breaker: { openMs: 8000, quotaMs: 8000 },
    logger: { info: onLog, warn: onLog, error: onLog },
    clock,
  })
}
