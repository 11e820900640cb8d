import type { ServerResponse } from 'node:http'
import type { Clock } from '../clock/systemClock.ts'
import { invalidRequest } from '../errors/ApiError.ts'
import { disturbFrames } from '../faults/disturbFrames.ts'
import { faultOfModel } from '../faults/faultOf.ts'
import type { ByteFault, EventFault, Fault } from '../faults/parseFault.ts'
import { rejectionOf } from '../faults/rejections.ts'
import { sendBody } from '../http/sendBody.ts'
import type { Models } from '../models/createModels.ts'
import { createPace, type Pace, type Pacing } from '../pace/createPace.ts'
import { hashText } from '../random/hashText.ts'
import { seededRandom } from '../random/seededRandom.ts'
import { recordedFrames } from '../recordings/recordedFrames.ts'
import type { StreamCounter } from '../stream/createStreamCounter.ts'
import type { Cut } from '../stream/cutFrames.ts'
import type { Frame } from '../stream/eventFrame.ts'
import { writeFrames } from '../stream/writeFrames.ts'
import { chatCompletion } from './chatCompletion.ts'
import { chatFrames, type ReplyFacts } from './chatFrames.ts'
import { type AnswerFunction, composeReply, type Reply } from './composeReply.ts'
import { measurePrompt } from './measurePrompt.ts'
import { type ChatRequest, parseChatRequest, parseModel } from './parseChatRequest.ts'
import { type Usage, usageOf } from './usageOf.ts'

/** One request and the response to it. */
export interface Exchange {
  readonly body: string
  /** The fault and the cut that the request's headers name. */
  readonly fault: Fault | undefined
  readonly cut: Cut | undefined
  readonly response: ServerResponse
  /** Aborts when the response is over or its client has left. */
  readonly signal: AbortSignal
}

/** What the handler needs from the simulator around it. */
export interface ChatService {
  readonly models: Models
  readonly streams: StreamCounter
  readonly pacing: Pacing
  /** For recordings when the request names no other. */
  readonly recordingCut: Cut
  readonly seed: number
  readonly clock: Clock
  readonly newId: () => string
  readonly answer: AnswerFunction
}

/**
 * Answers `POST /chat/completions`: a scripted model by script, a recording's model by its bytes.
 * @throws {ApiError} for everything that is wrong with the request.
 */
export async function handleChatCompletion(
  exchange: Exchange,
  service: ChatService,
): Promise<void> {
  const { response, signal } = exchange
  const { models, streams, clock } = service
  const { fields, model: modelName } = parseModel(parseJson(exchange.body))
  const { model, fault: faultNamed } = faultOfModel(modelName, models.has)
  const fault = exchange.fault ?? faultNamed
  models.card(model)
  if (fault?.type === 'rejection') return sendBody(response, rejectionOf(fault.name))

  const random = seededRandom(service.seed ^ hashText(exchange.body))
  const pace = slowedPace(createPace(service.pacing, random), fault)
  const recording = models.recording(model)
  if (recording) {
    if (fields.stream !== true) throw invalidRequest('A recording needs stream: true.', 'stream')
    const frames = await recordedFrames(recording)
    streams.track(response)
    await holdHeaders()
    return stream(frames, exchange.cut ?? service.recordingCut)
  }
  const limits = models.limits(model)
  const request = parseChatRequest(fields, model, limits.maxOutputTokens)
  if (!request.stream && isEventFault(fault)) {
    throw invalidRequest(`Fault ${fault.type} needs stream: true.`, 'stream')
  }
  const { contextWindow } = fault?.type === 'context-length' ? fault : limits
  streams.track(response)
  const promptTokens = await measurePrompt(request, contextWindow, signal)
  const reply = composeReply(request, service.answer)
  const usage =
    request.reportsUsage && promptTokens !== undefined ? usageOf(promptTokens, reply) : undefined
  const facts = factsOf(request, usage, service)
  await holdHeaders()
  if (request.stream) {
    return stream(chatFrames(reply, facts), exchange.cut ?? { type: 'event' })
  }
  const waitMs = wholeWaitMs(reply, pace)
  if (waitMs > 0) await clock.wait(waitMs, signal)
  if (signal.aborted) return
  response.writeHead(200, { 'content-type': 'application/json' })
  const whole = [{ kind: 'other', bytes: Buffer.from(chatCompletion(reply, facts)) }] as const
  await writeFrames(response, whole, {
    cut: exchange.cut ?? { type: 'whole' },
    pace: createPace('none', random),
    clock,
    fault: byteFault(fault),
    signal,
  })

  async function holdHeaders(): Promise<void> {
    if (fault?.type === 'slow-headers') await clock.wait(fault.ms, signal)
  }

  async function stream(frames: readonly Frame[], cut: Cut): Promise<void> {
    if (signal.aborted) return
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    })
    response.flushHeaders()
    const events = isEventFault(fault) ? disturbFrames(frames, fault) : frames
    await writeFrames(response, events, { cut, pace, clock, fault: byteFault(fault), signal })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalidRequest(
      'We could not parse the JSON body of your request. (HINT: This likely means you aren’t using your HTTP library correctly.)',
    )
  }
}

function slowedPace(pace: Pace, fault: Fault | undefined): Pace {
  if (fault?.type === 'slow-first') return { ...pace, firstTokenMs: () => fault.ms }
  if (fault?.type === 'slow-tokens')
    return { firstTokenMs: () => fault.ms, tokenMs: () => fault.ms }
  return pace
}

/** A whole answer takes as long as a streamed one. */
function wholeWaitMs({ tokens }: Reply, pace: Pace): number {
  return tokens.reduce((sum) => sum + pace.tokenMs(), pace.firstTokenMs())
}

function factsOf(
  { model }: ChatRequest,
  usage: Usage | undefined,
  { newId, clock }: ChatService,
): ReplyFacts {
  return {
    id: `chatcmpl-${newId()}`,
    toolCallId: `call_${newId()}`,
    model,
    created: Math.floor(clock.now() / 1000),
    usage,
  }
}

function isEventFault(fault: Fault | undefined): fault is EventFault {
  return fault !== undefined && 'token' in fault
}

function byteFault(fault: Fault | undefined): ByteFault | undefined {
  return fault !== undefined && 'afterBytes' in fault ? fault : undefined
}
