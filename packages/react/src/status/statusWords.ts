import type { Status } from '@millrace/core'
import { datesFor } from '../labels/datesFor.ts'
import type { Labels } from '../labels/labels.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { plainName } from '../name/plainName.ts'

/** Names come from a server: this much of one fits a row, in characters. */
const longestName = 60

/** What a face says, in our words and never in a provider's. What it counts down is not among them. */
export function statusWords(status: Status, labels: Labels): string {
  const dates = datesFor(labels.locale)
  switch (status.face) {
    case 'offline':
      return together(labels.offline(dates.time(status.since)), waitingWords(status.queued, labels))
    case 'reconnecting':
      return labels.reconnecting
    case 'limited':
      return errorWords('rate_limit', labels)
    case 'quota':
      return together(errorWords('quota', labels), labels.quotaHelp)
    case 'outage':
      return together(
        labels.outage,
        status.retryAt === undefined ? '' : labels.tryAgainAfter(dates.time(status.retryAt)),
      )
    case 'failed':
      return errorWords(status.error.code, labels)
    case 'not-saved':
      return status.where === 'here' ? labels.notSavedHere : labels.notSavedOnServer
    case 'slow':
      return labels.slow
    case 'failed-over':
      return labels.failedOver(namesOf(status.model, status.provider))
    case 'cached':
      return labels.cachedSince(dates.moment(status.createdAt))
    case 'queued':
      return labels.waitToBeSent(status.queued, numbersFor(labels.locale).count(status.queued))
  }
}

/** How many questions are sent when the server is back; empty where none are. */
export function waitingWords(queued: number, labels: Labels): string {
  return queued === 0 ? '' : labels.sentWhenBack(queued, numbersFor(labels.locale).count(queued))
}

/** What is said of a failure. */
export function errorWords(code: keyof Labels['errors'], { errors }: Labels): string {
  return errors[code] ?? errors.unknown
}

function namesOf(...names: readonly string[]): string {
  return names
    .map((name) => plainName(name, longestName))
    .filter((name) => name !== '')
    .join(' · ')
}

/** Sentences in a row. A full stop of Chinese has its room in it. */
function together(first: string, second: string): string {
  return second === '' || first.endsWith('。') ? `${first}${second}` : `${first} ${second}`
}
