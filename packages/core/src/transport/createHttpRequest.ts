import { ChatError, type ErrorInfo, isErrorInfo, toChatError } from '@millrace/protocol'
import { isDotSegment } from './isDotSegment.ts'

type MaybePromise<Value> = Value | Promise<Value>
export type MaybeAsked<Value> = Value | (() => MaybePromise<Value>)

export interface HttpRequestOptions {
  /** Where the route lives. Default `/api/chat`. */
  readonly api?: string
  /** Added to every request. A function is asked anew for each. */
  readonly headers?: MaybeAsked<Readonly<Record<string, string>> | Headers>
  readonly credentials?: MaybeAsked<RequestCredentials>
  readonly fetch?: typeof globalThis.fetch
}

/**
 * Makes what all requests to a route go through: `fetch` with the options' headers, which resolves for a good status.
 * What it throws is a `ChatError`: with the code the server gave, or the one that the status stands for; `network`;
 * `aborted`.
 */
export function createHttpRequest(
  options: HttpRequestOptions,
): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, init) => {
    const headers = new Headers(await asked(options.headers))
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value)
    const credentials = await asked(options.credentials)
    const send = options.fetch ?? globalThis.fetch
    let response: Response
    try {
      response = await send(url, {
        ...init,
        headers,
        ...(credentials === undefined ? {} : { credentials }),
      })
    } catch (thrown) {
      throw lost(thrown, init.signal, 'The server cannot be reached.')
    }
    if (!response.ok) throw await errorOf(response)
    return response
  }
}

/** `{api}/{chatId}/{resource}` with these names added to the query that `api` has. */
export function addressOf(
  api: string,
  chatId: string,
  resource: 'stream' | 'messages',
  names: Readonly<Record<string, string | undefined>>,
): string {
  return addressBelow(api, [chatId, resource], names)
}

/**
 * Where something of the route's lives, with these names added to the query that `api` has.
 * @throws {ChatError} `invalid_id` for a segment that would lead elsewhere: `.` or `..`.
 */
export function addressBelow(
  api: string,
  segments: readonly string[],
  names: Readonly<Record<string, string | undefined>> = {},
): string {
  if (segments.some(isDotSegment)) {
    throw new ChatError('invalid_id', 'An id that is `.` or `..` leads elsewhere in an address.')
  }
  const [path = '', own] = api.split('?')
  const query = new URLSearchParams(own)
  for (const [name, value] of Object.entries(names)) if (value !== undefined) query.set(name, value)
  const search = query.size === 0 ? '' : `?${query.toString()}`
  return `${[path.replace(/\/$/, ''), ...segments.map(encodeURIComponent)].join('/')}${search}`
}

export async function asked<Value>(
  value: MaybeAsked<Value> | undefined,
): Promise<Value | undefined> {
  return typeof value === 'function' ? await (value as () => MaybePromise<Value>)() : value
}

/** What a broken connection threw. A stop is an outcome; everything else is the way to the server. */
export function lost(
  thrown: unknown,
  signal: AbortSignal | null | undefined,
  message: string,
): ChatError {
  if (signal?.aborted === true) return new ChatError('aborted', 'Stopped.', { cause: thrown })
  return toChatError(thrown, { code: 'network', message, retryable: true })
}

/** The content type for people, cut to what cannot hurt. */
export function mediaTypeOf(response: Response): string {
  const [name = ''] = (response.headers.get('content-type') ?? '').split(';')
  return /^[\w.+-]+\/[\w.+-]+$/.test(name) ? name : 'something else'
}

/** What went wrong, from our JSON where it is ours, else from the status; never from foreign text. */
async function errorOf(response: Response): Promise<ChatError> {
  const info = await readErrorInfo(response)
  const { status } = response
  if (info !== undefined) return new ChatError(info.code, info.message, { ...info, status })
  return new ChatError(codeOf(status), `The server answered with status ${status}.`, {
    retryable: status === 408 || status === 429 || status >= 500,
    status,
  })
}

async function readErrorInfo(response: Response): Promise<ErrorInfo | undefined> {
  if (!/\bjson\b/i.test(response.headers.get('content-type') ?? '')) {
    await response.body?.cancel()
    return undefined
  }
  try {
    const { error } = (await response.json()) as { error?: unknown }
    return isErrorInfo(error) ? error : undefined
  } catch {
    return undefined
  }
}

function codeOf(status: number): ErrorInfo['code'] {
  switch (status) {
    case 401:
      return 'auth'
    case 403:
      return 'permission'
    case 404:
    case 410:
      return 'not_found'
    case 408:
    case 504:
      return 'timeout'
    case 409:
      return 'conflict'
    case 413:
      return 'too_large'
    case 429:
      return 'rate_limit'
    default:
      return status >= 500 ? 'server_error' : 'invalid_request'
  }
}
