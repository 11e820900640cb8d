import { ChatError } from '@millrace/protocol'
import type { Asked, Asking } from '../answer/createAsking.ts'
import { addressBelow } from '../request/addressBelow.ts'
import type { Requests } from '../request/createRequests.ts'
import { readText } from '../request/readText.ts'
import { failed, gathered, type Problem, skipped, warning } from '../report/findings.ts'
import type { Finding } from '../report/Report.ts'

export interface CrossOriginOptions {
  readonly requests: Requests
  readonly asking: Asking
  readonly api: URL
  /** As a browser sends it; undefined: nobody asked. */
  readonly origin: string | undefined
  /** The names of the headers that who examines sends along, lower case. */
  readonly sent: readonly string[]
  /** Whether the route answers at all: else no question of a page is sent. */
  readonly answers: boolean
}

const name =
  'Put the origin into `origins` of the route, exactly as a browser sends it, and let OPTIONS reach the route.'

/** Whether pages of another origin may ask, and no others (T-62). */
export async function crossOrigin(options: CrossOriginOptions): Promise<Finding> {
  const { origin } = options
  if (origin === undefined) return skipped('No --origin was given.')
  try {
    const stream = addressBelow(options.api, ['doctor', 'stream'])
    const custom = options.sent.filter((header) => header !== 'cookie')
    const { href } = options.api
    const asked: readonly [string, string, readonly string[]][] = [
      [href, 'POST', ['content-type', 'idempotency-key', ...custom]],
      [stream, 'GET', ['last-event-id', ...custom]],
      [stream, 'DELETE', custom],
    ]
    const problems: Problem[] = []
    for (const [url, method, headers] of asked) {
      // What is not let in at all fails every time.
      if (problems.some(({ result }) => result === 'failed')) break
      problems.push(...(await preflight(options, origin, url, method, headers)))
    }
    const isLetIn = problems.every(({ result }) => result !== 'failed')
    const all = [
      ...problems,
      ...(await strangers(options, origin)),
      ...(options.answers && isLetIn ? await question(options, origin) : []),
    ]
    return gathered(
      once(all),
      `Pages of ${origin} may ask, read the answer, go on with it and stop it.`,
    )
  } catch (thrown) {
    if (!(thrown instanceof ChatError)) throw thrown
    return failed('A question of a browser before its question (OPTIONS) was not answered.', name)
  }
}

/** What a browser asks before it sends a request, after the Fetch standard. */
async function preflight(
  { requests, sent }: CrossOriginOptions,
  origin: string,
  url: string,
  method: string,
  headers: readonly string[],
): Promise<readonly Problem[]> {
  const visit = await requests.send(`the preflight for ${method}`, url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      // As browsers write it: sorted, and not at all where there is none.
      ...(headers.length === 0
        ? {}
        : { 'access-control-request-headers': headers.toSorted().join(',') }),
    },
  })
  await readText(visit)
  const { response } = visit
  if (!response.ok) {
    return [failed(`The preflight for ${method} was refused with status ${response.status}.`, name)]
  }
  const refused = letIn(response.headers, origin, `the preflight for ${method}`, sent)
  if (refused.some(({ result }) => result === 'failed')) return refused
  const any = !hasCredentials(response.headers)
  const methods = listIn(response.headers, 'access-control-allow-methods')
  // GET, HEAD and POST need no leave.
  if (method === 'DELETE' && !methods.includes('delete') && !(any && methods.includes('*'))) {
    return [
      failed(
        'Pages of the origin may not stop an answer: access-control-allow-methods has no DELETE.',
        name,
      ),
    ]
  }
  const allowed = listIn(response.headers, 'access-control-allow-headers')
  const missing = headers.filter(
    (one) => !allowed.includes(one) && !(any && allowed.includes('*') && one !== 'authorization'),
  )
  if (missing.length === 0) return refused
  return [
    failed(
      `Pages of the origin may not send ${missing.join(', ')} (access-control-allow-headers).`,
      name,
    ),
  ]
}

/** Whether an origin may read a response at all. */
function letIn(
  headers: Headers,
  origin: string,
  what: string,
  sent: readonly string[],
): readonly Problem[] {
  const allowed = headers.get('access-control-allow-origin')
  const credentials = hasCredentials(headers)
  if (allowed === '*' && credentials) {
    return [
      failed(
        'access-control-allow-origin is * together with access-control-allow-credentials.',
        'Browsers refuse the two together. Name the origins one by one: with * every page could ask in the name of its visitors.',
      ),
    ]
  }
  if (allowed !== origin && allowed !== '*') {
    const said = allowed === null ? 'does not name it' : `names ${allowed.slice(0, 100)}`
    return [failed(`Pages of ${origin} are not let in: ${what} ${said}.`, name)]
  }
  if (!credentials && sent.includes('cookie')) {
    return [
      failed(
        'The cookies of who asks are not let through: access-control-allow-credentials is missing.',
        'Send `access-control-allow-credentials: true` with the exact origin.',
      ),
    ]
  }
  if (allowed === '*') {
    return [
      warning(
        'access-control-allow-origin is *: every page may use this route.',
        'Name the origins one by one, unless that is meant.',
      ),
    ]
  }
  return []
}

/** An origin that begins as the one that is let in, and the one of sandboxed frames: neither may be. */
async function strangers(
  { requests, api }: CrossOriginOptions,
  origin: string,
): Promise<readonly Problem[]> {
  for (const stranger of [`${origin.replace(/:\d+$/, '')}.example.net`, 'null']) {
    const visit = await requests.send('the preflight of a strange origin', api.href, {
      method: 'OPTIONS',
      headers: { origin: stranger, 'access-control-request-method': 'POST' },
    })
    await readText(visit)
    const { headers } = visit.response
    if (headers.get('access-control-allow-origin') === stranger && hasCredentials(headers)) {
      return [
        failed(
          `The origin ${stranger} is let in too, with its visitors' cookies.`,
          'Compare origins as a whole and with a list: whoever echoes what comes lets every page in.',
        ),
      ]
    }
  }
  return []
}

/** The question itself, as a page of the origin sends it: preflights may be answered by something else. */
async function question(
  { asking, sent }: CrossOriginOptions,
  origin: string,
): Promise<readonly Problem[]> {
  const headers = { origin, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }
  const asked = await asking.ask('the answer to a page', { headers })
  const { response } = asked.visit
  if (!response.ok) {
    await readText(asked.visit)
    return [
      response.status === 403
        ? failed(`A question of a page of ${origin} was refused with status 403.`, name)
        : warning(
            `A question of a page was refused with status ${response.status}.`,
            'Only its preflight could be looked at.',
          ),
    ]
  }
  await leave(asked, headers)
  const problems = [...letIn(response.headers, origin, 'the answer', sent)]
  const exposed = listIn(response.headers, 'access-control-expose-headers')
  const isExposed =
    exposed.includes('x-millrace-stream') ||
    (exposed.includes('*') && !hasCredentials(response.headers))
  if (asked.streamId !== undefined && !isExposed) {
    problems.push(
      failed(
        'Pages of the origin cannot read x-millrace-stream (access-control-expose-headers).',
        'Expose it: without the name of the answer a page can neither go on with it nor stop it by name.',
      ),
    )
  }
  return problems
}

/** Its headers were all that was wanted: no more of it is paid for. */
async function leave(asked: Asked, headers: Readonly<Record<string, string>>): Promise<void> {
  asked.visit.end()
  if (asked.streamId === undefined) return
  try {
    await readText(await asked.stop('the stop of a page', { headers }))
  } catch (thrown) {
    if (!(thrown instanceof ChatError)) throw thrown
  }
}

function hasCredentials(headers: Headers): boolean {
  return headers.get('access-control-allow-credentials') === 'true'
}

function listIn(headers: Headers, header: string): readonly string[] {
  return (headers.get(header) ?? '')
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
}

/** The same for several requests is one problem. */
function once(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((one) => [one.seen, one])).values()]
}
