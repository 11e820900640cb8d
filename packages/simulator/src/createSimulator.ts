import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Service } from './api/Service.ts'
import { systemClock } from './clock/systemClock.ts'
import { type Controlled, handleControl } from './control/handleControl.ts'
import { createHandler } from './createHandler.ts'
import { ApiError } from './errors/ApiError.ts'
import { type Listening, type ListenOptions, listen } from './http/listen.ts'
import { pathOf } from './http/pathOf.ts'
import { createModels } from './models/createModels.ts'
import { checkPacing } from './pace/createPace.ts'
import { createRateLimit } from './rate-limit/createRateLimit.ts'
import { listRecordings } from './recordings/listRecordings.ts'
import { createRequestCounter } from './requests/createRequestCounter.ts'
import { createRequestLog, type RecordedRequest } from './requests/createRequestLog.ts'
import type { SimulatorOptions } from './SimulatorOptions.ts'
import { createFaultState, type FaultChanges, type FaultPlans } from './state/createFaultState.ts'
import type { SimulatorState } from './state/SimulatorState.ts'
import { parseCut } from './stream/cutFrames.ts'
import { createStreamCounter } from './stream/createStreamCounter.ts'

/** A provider that answers by script. Nothing runs until it listens or is mounted. */
export interface Simulator {
  /** For `http.createServer` or any server with the same signature. Never throws. */
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void
  /** Names of all models, recordings included. */
  readonly models: readonly string[]
  /** The newest requests, oldest first, keys masked. */
  readonly requests: readonly RecordedRequest[]
  /** Requests under way, streamed or not. Falls when a client leaves. */
  readonly openStreams: number
  /** Prompts refused so far because they did not fit a window, a pretended one included. */
  readonly rejectedForLength: number
  /** What goes wrong by itself, and what has happened: what the control endpoint shows. */
  readonly state: SimulatorState
  /**
   * Lets every request on every path fail, as `503` unless another fault is named, or ends that.
   * @throws {TypeError} if the fault is not known.
   */
  readonly setOutage: (outage: boolean | string) => void
  /**
   * Puts plans in place of all there were: `{ 'gpt-4o': ['503', '503'], '*': 'slow-first@2000' }`.
   * @throws {TypeError} if a model or a fault is not known; nothing has changed then.
   */
  readonly setFaults: (faults: FaultPlans) => void
  /** Forgets faults, requests and counts, and fills limits up. What is under way goes on. */
  readonly reset: () => void
  /** Resolves as soon as no request is under way. */
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
  const basePath = (options.basePath ?? '/v1').replace(/\/+$/, '').replace(/^(?=[^/])/, '/')
  const controlPath = basePath.replace(/\/?[^/]*$/, '/control')
  const { pacing = {}, control = 'loopback', recordings } = options
  checkPacing(pacing)
  const models = createModels(
    options.models ?? ['gpt-4o-mini', 'gpt-4o', 'o3'],
    recordings === undefined ? [] : listRecordings(recordings),
    options.contextWindow,
  )
  const log = createRequestLog(options.keepRequests ?? 200)
  const streams = createStreamCounter()
  const faultState = createFaultState(models.has)
  const requestCounter = createRequestCounter()
  let rejectedForLength = 0
  const service: Service = {
    models,
    faultState,
    requestCounter,
    rateLimiter: createRateLimit(options.rateLimit ?? {}),
    apiKey: options.apiKey,
    pacing,
    recordingCut: options.cut === undefined ? { type: 'whole' } : parseCut(options.cut),
    seed: options.seed ?? 1,
    clock: options.clock ?? systemClock,
    newId: options.newId ?? ((): string => randomUUID().replaceAll('-', '')),
    answer: options.answer,
  }
  const controlled: Controlled = {
    state: () => simulator.state,
    change: faultState.change,
    reset: () => simulator.reset(),
  }

  const simulator: Simulator = {
    listener: createHandler({
      service,
      basePath,
      maxBodyBytes: options.maxBodyBytes ?? 32 * 1024 * 1024,
      streams,
      onRequest(request) {
        log.add(request)
        options.onRequest?.(request)
      },
      control(request, response) {
        if (control === 'off' || pathOf(request) !== controlPath) return undefined
        return handleControl(request, response, control, controlled)
      },
      onError(error) {
        if (isTooLong(error)) rejectedForLength++
      },
    }),
    models: models.cards.map(({ id }) => id),
    requests: log.requests,
    get openStreams() {
      return streams.open
    },
    get rejectedForLength() {
      return rejectedForLength
    },
    get state() {
      return {
        outage: faultState.outage,
        faults: faultState.faults,
        requestsByModel: requestCounter.countsByModel,
        openStreams: streams.open,
        rejectedForLength,
      }
    },
    setOutage: (outage) => changeOrThrow({ outage }),
    setFaults: (faults) => changeOrThrow({ faults }),
    reset() {
      faultState.change({ outage: false, faults: {} })
      service.rateLimiter.refill()
      requestCounter.clear()
      log.clear()
      rejectedForLength = 0
    },
    whenIdle: streams.whenIdle,
    clearRequests: log.clear,
    listen: (listenOptions) => listen(simulator.listener, { basePath, controlPath }, listenOptions),
  }

  function changeOrThrow(changes: FaultChanges): void {
    try {
      faultState.change(changes)
    } catch (cause) {
      throw cause instanceof ApiError ? new TypeError(cause.message, { cause }) : cause
    }
  }

  return simulator
}

function isTooLong(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'context_length_exceeded'
}
