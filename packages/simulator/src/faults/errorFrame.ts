import type { Exchange } from '../api/Exchange.ts'
import { failureBody, failureOf } from '../shapes/shapes.ts'
import { eventFrame, type Frame } from '../stream/eventFrame.ts'

/**
 * The event that reports an error after HTTP 200: for Anthropic an `error` event, overloaded as it
 * mostly is; for OpenAI's responses a flat one with its number; else a bare error object.
 * @param position - The event's place in the stream, from 0.
 */
export function errorFrame(
  { api, shape, requestId }: Pick<Exchange, 'api' | 'shape' | 'requestId'>,
  position: number,
): Frame {
  const failure = failureOf(shape === 'anthropic' ? '529' : '500', shape)
  if (api === 'responses' && shape === 'openai') {
    const { type: code, message, param } = failure
    const error = { type: 'error', sequence_number: position, code, message, param }
    return eventFrame('other', JSON.stringify(error), 'error')
  }
  const body = failureBody(failure, shape, requestId)
  return eventFrame('other', body, shape === 'anthropic' ? 'error' : undefined)
}
