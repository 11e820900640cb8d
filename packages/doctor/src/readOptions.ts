import { type Clock, type NewId, randomId, systemClock } from '@millrace/protocol'
import type { Secret } from './check/keys.ts'

export interface ExamineOptions {
  /** Sent with every request: a session. Never printed. */
  readonly headers?: Readonly<Record<string, string>>
  /** A page's origin as browsers send it, `https://app.example`: whether it is let in. Default: not looked at. */
  readonly origin?: string
  /** Which of the route's models is asked. Default: the one that the route chooses. */
  readonly model?: string
  /** Small, and with an answer of some dozen words. Default: to count in words. */
  readonly question?: string
  /** Values that must not be in anything that comes, of 8 characters or more. Never printed. */
  readonly secrets?: readonly Secret[]
  /** How long one request may take to the end of its answer, in milliseconds. Default 60,000. */
  readonly timeoutMs?: number
  /** Ends the examination; its reason is thrown. */
  readonly signal?: AbortSignal
  readonly clock?: Clock
  readonly fetch?: typeof globalThis.fetch
  readonly newId?: NewId
}

/** The same, checked and complete. */
export interface Settings extends Required<
  Pick<ExamineOptions, 'question' | 'secrets' | 'timeoutMs' | 'clock' | 'fetch' | 'newId'>
> {
  readonly api: URL
  readonly headers: Headers
  readonly origin: string | undefined
  readonly model: string | undefined
  readonly signal: AbortSignal | undefined
}

const usualQuestion =
  'Count from one to sixty in words, one number per line, and write nothing else.'
const longestTimerMs = 2_147_483_647
const shortestSecret = 8

/** @throws {TypeError | RangeError} for what cannot be meant; no message holds a value that was handed in as secret. */
export function readOptions(url: string | URL, options: ExamineOptions): Settings {
  const {
    question = usualQuestion,
    secrets = [],
    timeoutMs = 60_000,
    clock = systemClock,
    fetch = globalThis.fetch,
    newId = randomId,
    origin,
    model,
    signal,
  } = options
  if (!(timeoutMs > 0 && timeoutMs <= longestTimerMs)) {
    throw new RangeError(`The timeout has to be a time that a timer can wait, not ${timeoutMs} ms.`)
  }
  if (question.trim() === '') throw new TypeError('The question is empty.')
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).origin !== origin)) {
    throw new TypeError('The origin has to be as browsers send it: https://app.example.')
  }
  for (const { name, value } of secrets) {
    if (value.trim().length >= shortestSecret) continue
    throw new RangeError(
      `The value of ${name} has fewer than ${shortestSecret} characters: it would be found in any text.`,
    )
  }
  return {
    api: apiOf(url),
    headers: headersOf(options.headers ?? {}),
    question,
    secrets,
    timeoutMs,
    clock,
    fetch,
    newId,
    origin,
    model,
    signal,
  }
}

function apiOf(url: string | URL): URL {
  if (!URL.canParse(String(url))) {
    throw new TypeError('The address has to be a whole one: https://app.example/api/chat.')
  }
  const api = new URL(url)
  if (api.protocol !== 'http:' && api.protocol !== 'https:') {
    throw new TypeError('The address has to begin with http:// or https://.')
  }
  if (api.username !== '' || api.password !== '') {
    throw new TypeError('The address has a name or password in it: hand them in as a header.')
  }
  api.hash = ''
  return api
}

function headersOf(given: Readonly<Record<string, string>>): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(given)) {
    // What `fetch` would say of it holds the value.
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new TypeError('A header has a name or a value that cannot be sent.')
    }
    headers.append(name, value)
  }
  return headers
}
