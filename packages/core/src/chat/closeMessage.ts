import {
  type Assembly,
  type ErrorInfo,
  type Facts,
  type Message,
  withFacts,
} from '@millrace/protocol'
import type { Outcome } from './startRun.ts'

/** The message at the end of its run: nothing is being written any more, what went wrong is noted. */
export function closeMessage<M extends Message>(assembly: Assembly<M>, outcome: Outcome): M {
  const { message, open } = assembly
  const indexes = new Set(open.map(({ index }) => index))
  const whole: M =
    indexes.size === 0
      ? message
      : {
          ...message,
          parts: message.parts.map((part, index) =>
            indexes.has(index) ? { ...part, state: 'done' } : part,
          ) as M['parts'],
        }
  const status = statusFor(outcome)
  return status === undefined ? whole : withFacts(whole, { status })
}

/** Whether there is something to show yet. */
export function isVisible(message: Message): boolean {
  return message.parts.some((part) => part.type !== 'step-start')
}

/** Whether it was the way to the answer that broke, rather than the answer. */
export function isDisconnect({ code }: ErrorInfo): boolean {
  return code === 'incomplete_stream' || code === 'network' || code === 'not_found'
}

function statusFor(outcome: Outcome): Facts['status'] {
  switch (outcome.status) {
    case 'complete':
    case 'nothing':
    case 'lost':
      return undefined
    case 'stopped':
      return 'stopped'
    case 'detached':
      return 'interrupted'
    case 'failed':
      return isDisconnect(outcome.error) ? 'interrupted' : 'failed'
  }
}
