import type { IncomingHttpHeaders } from 'node:http'

/** A request as it arrived. Keys and cookies are masked. */
export interface RecordedRequest {
  readonly method: string
  /** With the query string. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Parsed JSON; the text if it is none; undefined if there was no body or it was too large. */
  readonly body: unknown
}

/** The newest requests, oldest first. */
export interface RequestLog {
  readonly requests: readonly RecordedRequest[]
  readonly add: (request: RecordedRequest) => void
  readonly clear: () => void
}

const secretHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'api-key',
  'x-api-key',
  'cookie',
])

/** Keeps the last `size` requests. The array is the same one all the time. */
export function createRequestLog(size: number): RequestLog {
  const requests: RecordedRequest[] = []
  return {
    requests,
    add(request) {
      requests.push(request)
      if (requests.length > size) requests.shift()
    },
    clear() {
      requests.length = 0
    },
  }
}

/** Headers with what is secret replaced by `***`; the scheme of an authorization stays. */
export function maskHeaders(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      if (value === undefined) return []
      const text = Array.isArray(value) ? value.join(', ') : value
      return [[name, secretHeaders.has(name) ? maskSecret(text) : text]]
    }),
  )
}

function maskSecret(text: string): string {
  return /^bearer\s/i.test(text) ? 'Bearer ***' : '***'
}

/** A body as JSON if it is JSON, else as it is. */
export function parseLoosely(body: string | undefined): unknown {
  if (body === undefined || body === '') return undefined
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
