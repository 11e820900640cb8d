import type { ServerResponse } from 'node:http'

/** A whole answer with nothing left to decide. */
export interface WholeResponse {
  readonly status: number
  readonly contentType: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends a whole answer. Does nothing once headers are out or the client is gone. */
export function sendBody(response: ServerResponse, whole: WholeResponse): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(whole.status, {
    'content-type': whole.contentType,
    'content-length': Buffer.byteLength(whole.body),
    ...whole.headers,
  })
  response.end(whole.body)
}
