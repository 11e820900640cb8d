import { ChatError } from '@millrace/protocol'
import { asRecord } from './asRecord.ts'
import { classify } from './classify.ts'
import { classifyThrown } from './classifyThrown.ts'
import { sentenceFor } from './sentenceFor.ts'

/** What the SDK throws where it cannot read what a provider sent. */
const unreadable: ReadonlySet<string> = new Set([
  'AI_TypeValidationError',
  'AI_JSONParseError',
  'AI_InvalidResponseDataError',
  'AI_EmptyResponseBodyError',
])

/**
 * Whether an event was not read because its kind is newer than the SDK's reader: vendors add kinds at any time, and
 * ask readers to pass over what they do not know.
 */
export function isUnknownKind(thrown: unknown): boolean {
  const { name, cause } = asRecord(thrown)
  if (name !== 'AI_TypeValidationError') return false
  const { issues } = asRecord(cause)
  return (
    Array.isArray(issues) &&
    issues.length > 0 &&
    issues.every((issue) => asRecord(issue)['note'] === 'No matching discriminator')
  )
}

/** What an AI SDK provider throws or sends: an `APICallError` with a status and a body, or anything. */
export function errorOf(thrown: unknown, now: number): ChatError {
  if (thrown instanceof ChatError) return thrown
  const error = asRecord(thrown)
  const status = error['statusCode']
  if (typeof status === 'number') {
    const headers = headersOf(error['responseHeaders'])
    return classify({ status, headers, body: bodyOf(error), now })
  }
  if (unreadable.has(String(error['name']))) {
    const cause = thrown
    return new ChatError('bad_event', sentenceFor('bad_event'), { retryable: true, cause })
  }
  // The SDK wraps what fetch threw; a plain error of a provider's own says no more than that it failed.
  if (thrown instanceof TypeError || error['cause'] instanceof Error) {
    return classifyThrown(thrown)
  }
  return classify({ status: undefined, body: thrown, now })
}

/** What a foreign model calls headers: an object of texts, if it is one. */
export function headersOf(value: unknown): Headers {
  const headers = new Headers()
  for (const [name, text] of Object.entries(asRecord(value))) {
    if (typeof text === 'string' && /^[\w-]+$/.test(name))
      headers.set(name, text.replace(/[^\t\x20-\x7e\x80-\xff]/g, ' '))
  }
  return headers
}

function bodyOf(error: Readonly<Record<string, unknown>>): unknown {
  const text = error['responseBody']
  if (typeof text !== 'string') return error['data']
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
