import { ChatError } from '@millrace/protocol'
import { errorIn, isSaid, textIn } from './answer/answerFacts.ts'
import { type Asking, createAsking } from './answer/createAsking.ts'
import { open, type Opening } from './answer/open.ts'
import { buffering } from './check/buffering.ts'
import { clock as clockCheck } from './check/clock.ts'
import { crossOrigin } from './check/crossOrigin.ts'
import { headers as headersCheck } from './check/headers.ts'
import { keys } from './check/keys.ts'
import { numbering } from './check/numbering.ts'
import { provider } from './check/provider.ts'
import { reachable } from './check/reachable.ts'
import { resume } from './check/resume.ts'
import { stop } from './check/stop.ts'
import { type ExamineOptions, readOptions, type Settings } from './readOptions.ts'
import { createPrintable } from './report/createPrintable.ts'
import { failed, skipped } from './report/findings.ts'
import { checkIds, type CheckId, type Finding, type Report } from './report/Report.ts'
import { createRequests, type Requests } from './request/createRequests.ts'
import { failureOf } from './request/failureOf.ts'
import { readHealth, readModelNames } from './route/readHealth.ts'

/**
 * Checks a running chat route from outside, as a page and its network see it. Asks it three small questions, four with
 * `origin`, one where the first is not answered or its answer has no name; a conversation that the route keeps is removed again. All that comes is
 * hostile: bounded in bytes and time, and made printable before it is in the report.
 * @param url - Of the route: what the page has as `api`, whole.
 * @throws {TypeError | RangeError} for an address or options that cannot be meant.
 * @throws the signal's reason once it aborts.
 */
export async function examine(url: string | URL, options: ExamineOptions = {}): Promise<Report> {
  const settings = readOptions(url, options)
  const { api } = settings
  const requests = createRequests(settings)
  const asking = createAsking({ ...settings, requests })
  const findings = await findingsOf(settings, requests, asking)
  await asking.clearUp()
  const own = [...settings.headers.values()]
  const printable = createPrintable([
    ...own,
    // A cookie's value alone, and a token without its scheme.
    ...own.flatMap((value) => value.split(/[\s;,=]+/)),
    ...settings.secrets.map(({ value }) => value),
    ...api.searchParams.values(),
  ])
  const all = { ...findings, keys: keys(requests.heard, settings.secrets, own) }
  return {
    url: printable(`${api.origin}${api.pathname}`),
    ok: Object.values(all).every(({ result }) => result !== 'failed'),
    checks: checkIds.map((id) => ({ id, ...printed(all[id], printable) })),
    questions: asking.count,
  }
}

async function findingsOf(
  settings: Settings,
  requests: Requests,
  asking: Asking,
): Promise<Readonly<Record<Exclude<CheckId, 'keys'>, Finding>>> {
  const { api, clock, origin } = settings
  const opening = await open(asking, 'the first answer', clock)
  if (opening.kind === 'stream') {
    // A key that is cut into several events is one only here.
    requests.hear({ where: 'the words of the first answer', text: textIn(opening.answer.arrivals) })
  }
  const reached = reachable(opening, api)
  const isRoute = reached.result !== 'failed'
  const health = isRoute ? await readHealth(requests, api) : undefined
  const models = codeOf(opening) === 'model_not_found' ? await readModelNames(requests, api) : []
  const flow = buffering(opening)
  // What is not answered the first time is not asked again: each question may cost something.
  const answers = opening.kind === 'stream' && opening.answer.arrivals.some(isSaid)
  const isNamed = answers && opening.asked.streamId !== undefined
  const unasked = skipped(
    answers
      ? 'The answer has no name (x-millrace-stream): nobody can ask for the rest of it, or stop it by a command.'
      : 'No answer came that could be looked at.',
  )
  const about = async (check: Promise<Finding>): Promise<Finding> => await orFailed(check, api)
  const sent = [...settings.headers.keys()]
  return {
    reachable: reached,
    provider: isRoute
      ? provider({ opening, health, models })
      : skipped('The route was not reached.'),
    headers: headersCheck(opening, flow.result === 'ok'),
    buffering: flow,
    numbering: numbering(opening),
    resume: isNamed ? await about(resume(asking, clock)) : unasked,
    stop: isNamed ? await about(stop(asking, clock)) : unasked,
    cors:
      opening.kind === 'unreached'
        ? skipped('The route was not reached.')
        : await about(crossOrigin({ requests, asking, api, origin, sent, answers })),
    clock: clockCheck(opening),
  }
}

/** Which code the first question brought. */
function codeOf(opening: Opening): string | undefined {
  if (opening.kind === 'refused') return opening.info?.code
  return opening.kind === 'stream' ? errorIn(opening.answer.arrivals)?.code : undefined
}

/** A connection that fails on the way fails its check, and no other. */
async function orFailed(check: Promise<Finding>, api: URL): Promise<Finding> {
  try {
    return await check
  } catch (thrown) {
    if (!(thrown instanceof ChatError)) throw thrown
    const { seen, advice } = failureOf(thrown, api)
    return failed(seen, advice)
  }
}

function printed(finding: Finding, printable: (text: string) => string): Finding {
  const seen = printable(finding.seen)
  if (!('advice' in finding)) return { ...finding, seen }
  return { ...finding, seen, advice: printable(finding.advice) }
}
