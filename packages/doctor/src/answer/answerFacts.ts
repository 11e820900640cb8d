import { type ErrorInfo, type Facts, factsOf, isErrorInfo } from '@millrace/protocol'
import type { Arrival } from './readAnswer.ts'

type Arrived = Pick<Arrival, 'chunk'>

/** Whether an event brings something of what a model says: words, thoughts, or a call of a tool. */
export function isSaid({ chunk }: Arrived): boolean {
  const { type } = chunk
  return type === 'text-delta' || type === 'reasoning-delta' || /^tool-(input|output)-/.test(type)
}

/** Whether an event ends the message, be it well or not. `[DONE]` ends the stream and is none. */
export function isTerminal({ chunk }: Arrived): boolean {
  return chunk.type === 'finish' || chunk.type === 'abort' || chunk.type === 'error'
}

/** The words of an answer, joined. */
export function textIn(arrivals: readonly Arrived[]): string {
  return arrivals.map(({ chunk }) => (chunk.type === 'text-delta' ? chunk.delta : '')).join('')
}

/** The error with its code, where the route names one. */
export function errorIn(arrivals: readonly Arrived[]): ErrorInfo | undefined {
  const found = arrivals.find(({ chunk }) => chunk.type === 'data-millrace-error')
  const data = found !== undefined && 'data' in found.chunk ? found.chunk.data : undefined
  return isErrorInfo(data) ? data : undefined
}

/** The text of the protocol's own error, which has no code. */
export function errorTextIn(arrivals: readonly Arrived[]): string | undefined {
  for (const { chunk } of arrivals) if (chunk.type === 'error') return chunk.errorText
  return undefined
}

/** What was told beside the answer, by kind, each a record whose fields are not checked. */
export function noticesIn(
  arrivals: readonly Arrived[],
  kind: string,
): readonly Readonly<Record<string, unknown>>[] {
  return arrivals.flatMap(({ chunk }) => {
    if (chunk.type !== 'data-millrace-notice' || !('data' in chunk)) return []
    const { data } = chunk
    if (typeof data !== 'object' || data === null) return []
    return (data as { kind?: unknown }).kind === kind ? [data as Record<string, unknown>] : []
  })
}

/** What is said of the message in `start`, `finish` and between, the newest last. */
export function factsIn(arrivals: readonly Arrived[]): Facts {
  let facts: Facts = {}
  for (const { chunk } of arrivals) {
    if (!('messageMetadata' in chunk)) continue
    facts = { ...facts, ...factsOf({ metadata: chunk.messageMetadata }) }
  }
  return facts
}
