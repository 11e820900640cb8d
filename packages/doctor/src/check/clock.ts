import type { Opening } from '../answer/open.ts'
import { ok, skipped, warning } from '../report/findings.ts'
import type { Finding } from '../report/Report.ts'

/** What rate limits and signed tokens forgive, in seconds. */
const mostSeconds = 60

/** Whether the clock of the server says the same as the one here. */
export function clock(opening: Opening): Finding {
  if (opening.kind === 'unreached') return skipped('The route was not reached.')
  const { response, askedAt, answeredAt } = opening.asked.visit
  const date = response.headers.get('date')
  const said = date === null || date.length > 64 ? Number.NaN : Date.parse(date)
  if (Number.isNaN(said)) return skipped('The server does not say what time it is (Date).')
  // It was written at some moment between, and has whole seconds.
  const off = said > answeredAt ? said - answeredAt : Math.min(0, said + 1000 - askedAt)
  const seconds = Math.round(Math.abs(off) / 1000)
  if (seconds <= mostSeconds) return ok('The clock of the server says the same as the one here.')
  return warning(
    `The clock of the server is ${inWords(seconds)} ${off > 0 ? 'ahead of' : 'behind'} the one here.`,
    'Set one of them right (NTP): retry times, limits and signed tokens go by the clock.',
  )
}

function inWords(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`
  return `${Math.round(seconds / 3600)} hours`
}
