import { ChatError, type Clock, type ErrorInfo, isErrorInfo } from '@millrace/protocol'
import { readText } from '../request/readText.ts'
import type { Asked, Asking } from './createAsking.ts'
import { type Answer, readAnswer } from './readAnswer.ts'

/** What became of a question. */
export type Opening =
  | { readonly kind: 'unreached'; readonly error: ChatError }
  /** An answer that is no stream. */
  | {
      readonly kind: 'refused'
      readonly asked: Asked
      readonly text: string
      /** Where it is our JSON. */
      readonly info: ErrorInfo | undefined
    }
  | { readonly kind: 'stream'; readonly asked: Asked; readonly answer: Answer }

/** Asks, and reads the answer to its end. */
export async function open(asking: Asking, where: string, clock: Clock): Promise<Opening> {
  let asked: Asked
  try {
    asked = await asking.ask(where)
  } catch (thrown) {
    if (thrown instanceof ChatError) return { kind: 'unreached', error: thrown }
    throw thrown
  }
  if (isStream(asked.visit.response)) {
    return { kind: 'stream', asked, answer: await readAnswer(asked.visit, { clock }) }
  }
  const text = await readText(asked.visit)
  return { kind: 'refused', asked, text, info: infoIn(text) }
}

/** Whether a response is one that a chat reads. */
export function isStream({ ok, headers }: Response): boolean {
  return ok && /^text\/event-stream\b/i.test(headers.get('content-type') ?? '')
}

function infoIn(text: string): ErrorInfo | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown }
    return isErrorInfo(error) ? error : undefined
  } catch {
    return undefined
  }
}
