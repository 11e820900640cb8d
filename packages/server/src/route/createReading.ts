import type { Clock } from '@millrace/protocol'
import { type Identify, identityOf } from '../access/identityOf.ts'
import { readName } from '../access/readName.ts'
import type { Budget } from '../budget/Budget.ts'
import type { Conversations } from '../history/createConversations.ts'
import { readUsageQuery } from '../usage/readUsageQuery.ts'
import { toCsv } from '../usage/toCsv.ts'
import type { UsageLog } from '../usage/UsageLog.ts'
import { type UsageReport, usageReport } from '../usage/usageReport.ts'
import type { Health } from './createHealth.ts'
import type { Models } from './createModels.ts'
import { noneOfIt, notFound } from './refusals.ts'
import { pageOf, pathName } from './requestNames.ts'
import { notStored } from './responses.ts'

export interface ReadingOptions {
  readonly identify: Identify | undefined
  /** Never rejects. */
  readonly isAdmin: (request: Request) => Promise<boolean>
  readonly conversations: Conversations | undefined
  readonly models: Models
  readonly health: Health
  readonly usage: UsageLog
  /** undefined where nothing is limited. */
  readonly budget: Pick<Budget, 'read'> | undefined
  readonly clock: Clock
}

/** What can be read. A route may be mounted under such a name all the same: then it is asked there. */
export const readable: RegExp = /\/(messages|chats|models|health|usage)$/

/** All that a GET reads, but for streams. @throws {ChatError} `not_found` for what is none of it. */
export function createReading(
  options: ReadingOptions,
): (request: Request, path: string) => Promise<Response> {
  const { conversations, models, isAdmin, health, usage, budget, clock } = options

  function kept(): Conversations {
    if (conversations !== undefined) return conversations
    throw noneOfIt('keeps')
  }

  /** A page of a conversation: what was said before, on any device. */
  async function messages(request: Request, id: string): Promise<Response> {
    const { who } = await identityOf(request, options.identify)
    return notStored(await kept().page({ id, who }, pageOf(request, 'before')))
  }

  async function chats(request: Request): Promise<Response> {
    const { who } = await identityOf(request, options.identify)
    return notStored(await kept().list(who, pageOf(request, 'after')))
  }

  /** What was used and what it cost, as JSON or as CSV: for whoever runs the route, and nobody else. */
  async function report(request: Request): Promise<Response> {
    if (!(await isAdmin(request))) throw notFound()
    const { searchParams } = new URL(request.url)
    const query = readUsageQuery(searchParams, clock.now())
    const rows = await usageReport(usage, query)
    const accepted = request.headers.get('accept') ?? ''
    const wantsCsv = searchParams.get('format') === 'csv' || /^text\/csv\b/.test(accepted)
    if (!wantsCsv) {
      const told: UsageReport =
        budget === undefined ? { ...query, rows } : { ...query, rows, budgets: await budget.read() }
      return notStored(told)
    }
    return new Response(toCsv(rows, query.by), {
      headers: {
        'cache-control': 'no-store',
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="usage.csv"',
      },
    })
  }

  return async (request, path) => {
    const [, name = '', last] = /\/([^/]+)\/([^/]+)$/.exec(path) ?? []
    if (last === 'messages') return await messages(request, readName(pathName(name), 'The chat'))
    if (path.endsWith('/chats')) return await chats(request)
    if (path.endsWith('/models')) {
      await identityOf(request, options.identify)
      return notStored({ models: models.list, default: models.first.name })
    }
    if (path.endsWith('/health')) return health(await isAdmin(request))
    if (path.endsWith('/usage')) return await report(request)
    throw notFound()
  }
}
