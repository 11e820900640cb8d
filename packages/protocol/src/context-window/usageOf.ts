import { type Cached, type Facts, factsOf, type Usage } from '../message/Facts.ts'
import type { Message } from '../message/Message.ts'
import { countMessage } from './countMessage.ts'
import { estimate } from './estimateTokens.ts'
import { remembering } from './remembering.ts'

const fields = [
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'reasoningTokens',
  'cachedInputTokens',
] as const

/**
 * What an answer used: as its provider or the route counted it, else an estimate of what it says, marked as one.
 * Undefined for what no model wrote. The same object for the same message.
 */
export function usageOf(message: Message): Usage | undefined {
  const isAnswer = message.role === 'assistant' && factsOf(message).canned === undefined
  return isAnswer ? wholeUsage(message) : undefined
}

const wholeUsage: (answer: Message) => Usage = /* @__PURE__ */ remembering((answer) => {
  const counted = readUsage(factsOf(answer).usage)
  return counted?.outputTokens === undefined
    ? { ...counted, outputTokens: countMessage(answer, estimate), estimated: true }
    : counted
})

/** A usage as somebody stored or sent it: whole counts only. Undefined where there is none. */
export function readUsage(value: unknown): Usage | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { estimated, ...rest } = value as Record<string, unknown>
  const counts = fields.filter(
    (name) => Number.isSafeInteger(rest[name]) && Number(rest[name]) >= 0,
  )
  if (counts.length === 0) return undefined
  return {
    ...Object.fromEntries(counts.map((name) => [name, rest[name]])),
    ...(estimated === true ? { estimated } : {}),
  }
}

/** Several requests as one: of counts that one of them lacks, the sum of the others, marked as an estimate. */
export function sumUsage(usages: readonly Usage[]): Usage {
  const sum: Record<string, number> = {}
  let estimated = false
  for (const usage of usages) {
    estimated ||= usage.estimated === true
    for (const name of fields) {
      const count = usage[name]
      if (count !== undefined) sum[name] = (sum[name] ?? 0) + count
    }
  }
  const lacking = (['inputTokens', 'outputTokens'] as const).some((name) =>
    usages.some((usage) => usage[name] === undefined),
  )
  return { ...sum, ...(estimated || lacking ? { estimated: true } : {}) }
}

/** Where an answer was given before: when, and what it used then. Facts may come from a store that somebody else wrote. */
export function cachedOf({ cached }: Facts): Cached | undefined {
  if (typeof cached !== 'object' || cached === null) return undefined
  const { createdAt, saved, stale } = cached as Readonly<Partial<Cached>>
  if (typeof createdAt !== 'number' || !Number.isFinite(createdAt)) return undefined
  const used = readUsage(saved)
  return {
    createdAt,
    ...(used === undefined ? {} : { saved: used }),
    ...(stale === true ? { stale } : {}),
  }
}
