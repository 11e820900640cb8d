import {
  ChatError,
  type Clock,
  type ErrorInfo,
  type Facts,
  factsOf,
  isErrorInfo,
  systemClock,
  toChatError,
} from '@millrace/protocol'
import { readFrames } from './readFrames.ts'
import type { Connection, ResumeRequest, SendRequest, Transport } from './Transport.ts'

type MaybeAsked<Value> = Value | (() => Value | Promise<Value>)

export interface HttpTransportOptions {
  /** Where the route lives. Default `/api/chat`. */
  readonly api?: string
  /** Added to every request. A function is asked anew for each send, resume and stop. */
  readonly headers?: MaybeAsked<Readonly<Record<string, string>> | Headers>
  readonly credentials?: MaybeAsked<RequestCredentials>
  /** Added to the body of every POST. */
  readonly body?: MaybeAsked<Readonly<Record<string, unknown>>>
  readonly fetch?: typeof globalThis.fetch
  /** Has the last word on the body of a POST: what it returns is sent instead. */
  readonly prepareRequest?: (
    request: SendRequest,
  ) => MaybePromise<Readonly<Record<string, unknown>>>
  /** The most that one event may hold. Default 16 MiB: AI SDK backends send images as data URLs. */
  readonly maxEventBytes?: number
  /**
   * How long the connection to a server that numbers its answers may bring no byte before it counts
   * as lost, in milliseconds. Heartbeats come every 15 s. Default 45,000.
   */
  readonly silenceMs?: number
  readonly clock?: Clock
}

type MaybePromise<Value> = Value | Promise<Value>

/**
 * Speaks the AI SDK's chat protocol over `fetch`, ours on top: `POST {api}`, and with a route that
 * numbers its events `GET` and `DELETE {api}/{chatId}/stream`. Status and content type are checked
 * before a byte is parsed: captive portals answer 200 and HTML.
 */
export function createHttpTransport(options: HttpTransportOptions = {}): Transport {
  const { api = '/api/chat', maxEventBytes = 16 * 1024 * 1024 } = options
  const { silenceMs = 45_000, clock = systemClock } = options
  let numbered = false

  async function request(url: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(await asked(options.headers))
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value)
    const credentials = await asked(options.credentials)
    const send = options.fetch ?? globalThis.fetch
    try {
      return await send(url, {
        ...init,
        headers,
        ...(credentials === undefined ? {} : { credentials }),
      })
    } catch (thrown) {
      // A stop is an outcome; everything else that fetch throws is the way to the server.
      if (init.signal?.aborted === true)
        throw new ChatError('aborted', 'Stopped.', { cause: thrown })
      throw toChatError(thrown, {
        code: 'network',
        message: 'The server cannot be reached.',
        retryable: true,
      })
    }
  }

  function connect(response: Response, signal: AbortSignal): Connection {
    const type = response.headers.get('content-type') ?? ''
    if (!/^text\/event-stream\b/i.test(type) || response.body === null) {
      void response.body?.cancel()
      throw new ChatError('not_a_stream', `The server answered with ${nameOf(type)}, not a stream.`)
    }
    const streamId = response.headers.get('x-millrace-stream') ?? undefined
    numbered = streamId !== undefined
    return {
      streamId,
      frames: readFrames(response.body, {
        maxEventBytes,
        signal,
        clock,
        // A server that is not ours may be silent for as long as it thinks.
        silenceMs: numbered ? silenceMs : undefined,
      }),
    }
  }

  return {
    async send(sent, { signal }) {
      const { chatId, runId, messages, trigger, messageId, continues, leftOut } = sent
      const body = (await options.prepareRequest?.(sent)) ?? {
        ...(await asked(options.body)),
        ...sent.body,
        id: chatId,
        messages,
        trigger,
        messageId,
        continues,
        leftOut,
      }
      const response = await request(api, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': runId },
        body: JSON.stringify(body),
        signal,
      })
      if (!response.ok) throw await errorOf(response)
      return connect(response, signal)
    },
    async resume(sent, { signal }) {
      const response = await request(streamUrl(api, sent), {
        method: 'GET',
        headers:
          sent.after === undefined || sent.after < 0 ? {} : { 'last-event-id': String(sent.after) },
        signal,
      })
      if (response.status === 204) return undefined
      if (!response.ok) throw await errorOf(response)
      return connect(response, signal)
    },
    isNumbered: () => numbered,
    async stop(sent) {
      const response = await request(streamUrl(api, sent), { method: 'DELETE' })
      if (response.status === 200) return await factsIn(response)
      await response.body?.cancel()
      return undefined
    },
  }
}

/** What the server says of the answer it stopped. */
async function factsIn(response: Response): Promise<Facts | undefined> {
  try {
    return factsOf({ metadata: await response.json() })
  } catch {
    return undefined
  }
}

function streamUrl(api: string, { chatId, streamId, runId }: ResumeRequest): string {
  const [path = '', query] = api.split('?')
  const names = new URLSearchParams(query)
  if (streamId !== undefined) names.set('stream', streamId)
  else if (runId !== undefined) names.set('run', runId)
  const search = names.size === 0 ? '' : `?${names.toString()}`
  return `${path.replace(/\/$/, '')}/${encodeURIComponent(chatId)}/stream${search}`
}

async function asked<Value>(value: MaybeAsked<Value> | undefined): Promise<Value | undefined> {
  return typeof value === 'function' ? await (value as () => MaybePromise<Value>)() : value
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

/** The content type for people, cut to what cannot hurt. */
function nameOf(type: string): string {
  const [name = ''] = type.split(';')
  return /^[\w.+-]+\/[\w.+-]+$/.test(name) ? name : 'something else'
}
