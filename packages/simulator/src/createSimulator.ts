import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type ChatService, handleChatCompletion } from './chat-completions/handleChatCompletion.ts'
import { type Clock, systemClock } from './clock/systemClock.ts'
import { ApiError } from './errors/ApiError.ts'
import { faultOfHeaders } from './faults/faultOf.ts'
import { rejectionOf } from './faults/rejections.ts'
import { checkKey } from './http/checkKey.ts'
import { closeSignal } from './http/closeSignal.ts'
import { type Listening, type ListenOptions, listen } from './http/listen.ts'
import { readBody } from './http/readBody.ts'
import { sendBody, sendJson } from './http/sendBody.ts'
import { createModels } from './models/createModels.ts'
import { checkPacing, type Pacing } from './pace/createPace.ts'
import type { Recording } from './recordings/Recording.ts'
import { listRecordings } from './recordings/listRecordings.ts'
import {
  createRequestLog,
  maskHeaders,
  parseLoosely,
  type RecordedRequest,
} from './requests/createRequestLog.ts'
import { parseCut } from './stream/cutFrames.ts'
import { createStreamCounter } from './stream/createStreamCounter.ts'

/** How a simulator behaves. Everything has a default. */
export interface SimulatorOptions {
  /** In front of all paths. Default `/v1`. */
  readonly basePath?: string
  /** The only key that is accepted. Default: any, but there has to be one. */
  readonly apiKey?: string
  /** Names of the scripted models. Default `gpt-4o-mini`, `gpt-4o`, `o3`. */
  readonly models?: readonly string[]
  /** Window of all scripted models, in tokens. Default: the published ones, 128,000 for gpt-4o. */
  readonly contextWindow?: number
  /** Folder of recordings, each offered as the model `recording:<name>`. Default none. */
  readonly recordings?: string
  /** How fast answers come. Default: 350 ms to the first token, then one every 15 to 25 ms. */
  readonly pacing?: Pacing
  /** Text for a question; undefined leaves it to the script. */
  readonly answer?: (question: string) => string | undefined
  /** How recordings are cut into writes, as the header `x-simulator-cut` says it. Default `whole`. */
  readonly cut?: string
  /** Seed of the jitter. Default 1. */
  readonly seed?: number
  /** Largest body that is read, in bytes. Default 32 MB; more is answered with 413. */
  readonly maxBodyBytes?: number
  /** How many requests `requests` keeps, the newest ones. Default 200. */
  readonly keepRequests?: number
  /** Called with each request before it is answered. */
  readonly onRequest?: (request: RecordedRequest) => void
  /** Default: the real time. */
  readonly clock?: Clock
  /** Makes the ids of answers, calls and requests, without their prefix. Default: random. */
  readonly newId?: () => string
}

/** A provider that answers by script. Nothing runs until it listens or is mounted. */
export interface Simulator {
  /** For `http.createServer` or any server with the same signature. Never throws. */
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void
  /** Names of all models, recordings included. */
  readonly models: readonly string[]
  /** The newest requests, oldest first, keys masked. */
  readonly requests: readonly RecordedRequest[]
  /** Answers under way, streamed or not. Falls when a client leaves. */
  readonly openStreams: number
  /** Prompts refused so far because they did not fit a window, a pretended one included. */
  readonly rejectedForLength: number
  /** Resolves as soon as no answer is under way. */
  readonly whenIdle: () => Promise<void>
  /** Forgets the requests. */
  readonly clearRequests: () => void
  /** Opens a server of its own, on loopback and a free port unless told otherwise. */
  readonly listen: (options?: ListenOptions) => Promise<Listening>
}

/**
 * Makes an OpenAI-compatible provider for tests, demos and rehearsed outages.
 * @throws {RangeError} if a number in the options is out of range.
 * @throws {Error} if the folder of recordings cannot be read.
 */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const basePath = (options.basePath ?? '/v1').replace(/\/+$/, '')
  const { apiKey, pacing = {}, maxBodyBytes = 32 * 1024 * 1024, onRequest } = options
  const newId = options.newId ?? ((): string => randomUUID().replaceAll('-', ''))
  checkPacing(pacing)
  const defaultCut = options.cut === undefined ? undefined : parseCut(options.cut)
  const recordings = options.recordings === undefined ? [] : playable(options.recordings)
  const models = createModels(
    options.models ?? ['gpt-4o-mini', 'gpt-4o', 'o3'],
    recordings,
    options.contextWindow,
  )
  const log = createRequestLog(options.keepRequests ?? 200)
  const streams = createStreamCounter()
  let rejectedForLength = 0
  const chat: ChatService = {
    models,
    streams,
    pacing,
    recordingCut: defaultCut ?? { type: 'whole' },
    seed: options.seed ?? 1,
    clock: options.clock ?? systemClock,
    newId,
    answer: options.answer,
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const signal = closeSignal(response)
    response.setHeader('x-request-id', `req_${newId()}`)
    const body = await readAndRecord(request)
    const fault = faultOfHeaders(request.headers)
    if (fault?.type === 'rejection') return sendBody(response, rejectionOf(fault.name))
    const cutText = request.headers['x-simulator-cut']
    const cut = cutText === undefined ? undefined : parseCut(String(cutText).trim())

    const path = pathBelow(basePath, request)
    if (path === '/chat/completions') {
      allow(request, 'POST')
      checkKey(request, apiKey)
      return handleChatCompletion({ body, fault, cut, response, signal }, chat)
    }
    if (path === '/models' || path?.startsWith('/models/')) {
      allow(request, 'GET')
      checkKey(request, apiKey)
      const id = path.slice('/models/'.length)
      return sendJson(
        response,
        id === '' ? { object: 'list', data: models.cards } : models.card(id),
      )
    }
    throw new ApiError(404, `Invalid URL (${request.method} ${pathOf(request).slice(0, 256)})`)
  }

  async function readAndRecord(request: IncomingMessage): Promise<string> {
    let body: string | undefined
    try {
      return (body = await readBody(request, maxBodyBytes))
    } finally {
      const { method = '', url = '', headers } = request
      const seen = { method, path: url, headers: maskHeaders(headers), body: parseLoosely(body) }
      log.add(seen)
      onRequest?.(seen)
    }
  }

  const simulator: Simulator = {
    listener(request, response) {
      // A socket that breaks is seen as `close`; without a listener its error would end the process.
      response.on('error', () => {})
      handle(request, response).catch((error: unknown) => {
        if (isTooLong(error)) rejectedForLength++
        fail(response, error)
      })
    },
    models: models.cards.map(({ id }) => id),
    requests: log.requests,
    get openStreams() {
      return streams.open
    },
    get rejectedForLength() {
      return rejectedForLength
    },
    whenIdle: streams.whenIdle,
    clearRequests: log.clear,
    listen: (listenOptions) => listen(simulator.listener, basePath, listenOptions),
  }
  return simulator
}

/** Recordings of a format that has a path here; the other formats have none yet. */
function playable(folder: string): readonly Recording[] {
  return listRecordings(folder).filter(({ api }) => api === 'chat')
}

/** The path without its query. Not a `URL`: hostile paths make that throw. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? ''
}

/** What follows the base path, decoded; undefined if the path is not below it. */
function pathBelow(basePath: string, request: IncomingMessage): string | undefined {
  const path = pathOf(request)
  if (!path.startsWith(`${basePath}/`)) return undefined
  try {
    return decodeURIComponent(path.slice(basePath.length))
  } catch {
    return undefined
  }
}

/** @throws {ApiError} 405 */
function allow(request: IncomingMessage, method: string): void {
  if (request.method === method) return
  throw new ApiError(
    405,
    `Not allowed to ${request.method} on ${pathOf(request)} (HINT: use ${method})`,
    {
      code: 'method_not_supported',
      headers: { allow: method },
    },
  )
}

function isTooLong(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'context_length_exceeded'
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy()
  const known =
    error instanceof ApiError
      ? error
      : new ApiError(500, `The simulator failed: ${String(error)}`, { type: 'server_error' })
  const { status, headers, body } = known
  sendBody(response, { status, contentType: 'application/json', headers, body })
}
