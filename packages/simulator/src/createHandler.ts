import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Asking, answerModel } from './api/answerModel.ts'
import { apiAt, shapeAt } from './api/Api.ts'
import type { Service } from './api/Service.ts'
import { ApiError } from './errors/ApiError.ts'
import { faultsOfHeaders } from './faults/faultsOf.ts'
import { replaceAnswer } from './faults/replaceAnswer.ts'
import { allow } from './http/allow.ts'
import { checkKey } from './http/checkKey.ts'
import { closeSignal } from './http/closeSignal.ts'
import { pathBelow, pathOf } from './http/pathOf.ts'
import { readBody } from './http/readBody.ts'
import { sendBody } from './http/sendBody.ts'
import { maskHeaders, parseLoosely, type RecordedRequest } from './requests/createRequestLog.ts'
import { failureResponse } from './shapes/shapes.ts'
import { parseCut } from './stream/cutFrames.ts'
import { sendWhole } from './stream/sendWhole.ts'
import type { StreamCounter } from './stream/createStreamCounter.ts'

/** What is around the answers. */
export interface HandlerOptions {
  readonly service: Service
  readonly basePath: string
  readonly maxBodyBytes: number
  readonly streams: StreamCounter
  readonly onRequest: (request: RecordedRequest) => void
  /** Takes requests to the paths that are not a provider's; undefined if the request is none. */
  readonly control: (
    request: IncomingMessage,
    response: ServerResponse,
  ) => Promise<void> | undefined
  /** Told of each request that ends in an error. */
  readonly onError: (error: unknown) => void
}

/** Makes what answers requests, whichever path they name. It never throws. */
export function createHandler(
  options: HandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { service, basePath, maxBodyBytes, streams, onRequest, control, onError } = options
  const { models, faultState, clock, newId } = service

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = `req_${newId()}`
    response.setHeader('x-request-id', requestId)
    const controlled = control(request, response)
    if (controlled) return await controlled
    const signal = closeSignal(response)
    const { body, json } = await readAndRecord(request)
    streams.track(response)
    const { headers } = request
    const cutText = headers['x-simulator-cut']
    const path = pathBelow(basePath, request)
    const api = apiAt(path)
    const asking: Omit<Asking, 'api'> = {
      request,
      body,
      json,
      faults: faultsOfHeaders(headers),
      cut: cutText === undefined ? undefined : parseCut(String(cutText).trim()),
      shape: shapeAt(path),
      requestId,
      response,
      signal,
    }
    if (api !== undefined) {
      if (api === 'messages') response.setHeader('request-id', requestId)
      return await answerModel({ ...asking, api }, service)
    }
    const faults = asking.faults ?? faultState.outageFaults ?? {}
    const shape = faults.shape ?? asking.shape
    if (await replaceAnswer({ ...asking, faults, shape }, clock)) return
    const list = JSON.stringify(modelsAt(path, request))
    const whole = { status: 200, contentType: 'application/json', body: list }
    await sendWhole({ ...asking, faults }, whole, clock)
  }

  function modelsAt(path: string | undefined, request: IncomingMessage): object {
    const [found, id = ''] = /^\/models(?:\/(.*))?$/s.exec(path ?? '') ?? []
    if (found === undefined) {
      throw new ApiError(404, `Invalid URL (${request.method} ${pathOf(request).slice(0, 256)})`)
    }
    allow(request, 'GET')
    checkKey(request.headers, service.apiKey)
    return id === '' ? { object: 'list', data: models.cards } : models.card(id)
  }

  async function readAndRecord(
    request: IncomingMessage,
  ): Promise<{ readonly body: string; readonly json: unknown }> {
    const { method = '', url = '' } = request
    const headers = maskHeaders(request.headers)
    let body: string | undefined
    let json: unknown
    try {
      body = await readBody(request, maxBodyBytes)
      json = parseLoosely(body)
    } finally {
      onRequest({ method, path: url, headers, body: json })
    }
    return { body, json }
  }

  return (request, response) => {
    // A socket that breaks is seen as `close`; without a listener its error would end the process.
    response.on('error', () => {})
    handle(request, response).catch((error: unknown) => {
      onError(error)
      if (response.headersSent) return void response.destroy()
      const requestId = String(response.getHeader('x-request-id') ?? '')
      const shape = shapeAt(pathBelow(basePath, request))
      sendBody(response, failureResponse(failureFrom(error), shape, requestId))
    })
  }
}

function failureFrom(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  return new ApiError(500, `The simulator failed: ${String(error)}`, { type: 'server_error' })
}
