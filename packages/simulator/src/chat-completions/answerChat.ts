import type { Exchange } from '../api/Exchange.ts'
import type { Service } from '../api/Service.ts'
import { invalidRequest } from '../errors/ApiError.ts'
import type { Faults } from '../faults/Faults.ts'
import type { Pace } from '../pace/createPace.ts'
import { paceOf } from '../pace/paceOf.ts'
import { sendStream } from '../stream/sendStream.ts'
import { sendWhole } from '../stream/sendWhole.ts'
import { chatCompletion } from './chatCompletion.ts'
import { chatFrames, type ReplyFacts } from './chatFrames.ts'
import { composeReply, type Reply } from './composeReply.ts'
import { emptyReply, halved } from './disturbReply.ts'
import { measurePrompt } from './measurePrompt.ts'
import { type ChatRequest, parseChatRequest } from './parseChatRequest.ts'
import { type Usage, usageOf } from './usageOf.ts'

/**
 * Answers a chat completion by script.
 * @throws {ApiError} for everything that is wrong with the request.
 */
export async function answerChat(exchange: Exchange, service: Service): Promise<void> {
  const { model, fields, faults, signal } = exchange
  const { clock } = service
  const { script = [] } = faults
  const limits = service.models.limits(model)
  const request = parseChatRequest(fields, model, limits.maxOutputTokens)
  const streams = request.stream && !script.includes('wrong-type-json')
  const onlyStreamed = streams ? undefined : needsStream(faults)
  if (onlyStreamed !== undefined) {
    throw invalidRequest(`Fault ${onlyStreamed} needs stream: true.`, 'stream')
  }
  const contextWindow = faults.contextWindow ?? limits.contextWindow
  const promptTokens = await measurePrompt(request, contextWindow, signal)
  const reply = script.includes('empty') ? emptyReply : composeReply(request, service.answer)
  const usage =
    promptTokens !== undefined && request.reportsUsage && !script.includes('usage-missing')
      ? usageOf(promptTokens, reply)
      : undefined
  const facts = factsOf(request, usage, service)
  const pace = paceOf(exchange, service)
  if (streams) {
    const frames = chatFrames(script.includes('half-surrogates') ? halved(reply) : reply, facts)
    const kept = script.includes('finish-missing')
      ? frames.filter(({ kind }) => kind !== 'end')
      : frames
    return sendStream(exchange, kept, { usualCut: { type: 'event' }, pace, clock })
  }
  const waitMs = wholeWaitMs(reply, pace)
  if (waitMs > 0) await clock.wait(waitMs, signal)
  const body = chatCompletion(reply, facts)
  await sendWhole(exchange, { status: 200, contentType: 'application/json', body }, clock)
}

/** The first of the faults that an answer in one piece has no place for. */
function needsStream({ events = [], endless, script = [] }: Faults): string | undefined {
  return (
    events[0]?.type ??
    endless?.type ??
    script.find((fault) => fault === 'finish-missing' || fault === 'half-surrogates')
  )
}

/** A whole answer takes as long as a streamed one. */
function wholeWaitMs({ tokens }: Reply, pace: Pace): number {
  return tokens.reduce((sum) => sum + pace.tokenMs(), pace.firstTokenMs())
}

function factsOf(
  { model }: ChatRequest,
  usage: Usage | undefined,
  { newId, clock }: Service,
): ReplyFacts {
  return {
    id: `chatcmpl-${newId()}`,
    toolCallId: `call_${newId()}`,
    model,
    created: Math.floor(clock.now() / 1000),
    usage,
  }
}
