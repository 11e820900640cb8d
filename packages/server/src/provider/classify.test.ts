import type { ChatError } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { readVectors } from '../../../../scripts/readVectors.ts'
import { classify } from './classify.ts'
import { classifyThrown } from './classifyThrown.ts'
import { mayFailover } from './mayFailover.ts'
import { sentenceFor } from './sentenceFor.ts'

interface ErrorVectors {
  readonly now: string
  readonly kinds: Readonly<Record<string, string>>
  readonly cases: readonly {
    readonly id: string
    readonly response?: {
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
    readonly failure?: {
      readonly name: string
      readonly message: string
      readonly cause?: { readonly code: string; readonly message?: string }
    }
    readonly expect: {
      readonly kind: string
      readonly retryable: boolean
      readonly retryAfterMs: number | null
      readonly failover: boolean
      readonly requestId?: string
    }
  }[]
}

const vectors = readVectors<ErrorVectors>('error-responses')
const now = Date.parse(vectors.now)

/** As openaiCompatible reads a body: JSON where it is JSON, else its text. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return body
  }
}

/** As fetch throws it. */
function thrown({
  name,
  message,
  cause,
}: NonNullable<ErrorVectors['cases'][number]['failure']>): Error {
  const error = new Error(
    message,
    cause === undefined ? undefined : { cause: Object.assign(new Error(cause.message), cause) },
  )
  error.name = name
  return error
}

function classified({ response, failure }: ErrorVectors['cases'][number]): ChatError {
  if (failure !== undefined) return classifyThrown(thrown(failure))
  const { status = 0, headers = {}, body = '' } = response ?? {}
  return classify({ status, headers: new Headers(headers), body: parsed(body), now })
}

test.each(vectors.cases)('$id (error-responses.json)', (vector) => {
  const { kind, retryable, retryAfterMs, failover, requestId } = vector.expect
  const error = classified(vector)
  expect({
    kind: error.code,
    retryable: error.retryable,
    retryAfterMs: error.retryAfterMs ?? null,
    failover: mayFailover(error.code),
  }).toEqual({ kind, retryable, retryAfterMs, failover })
  if (requestId !== undefined) expect(error.requestId).toBe(requestId)
})

test('each kind has a sentence of its own, made from the kind and never from a body', () => {
  const usual = sentenceFor('unknown')
  for (const kind of Object.keys(vectors.kinds)) {
    const sentence = sentenceFor(kind as ChatError['code'])
    expect(sentence).toMatch(/^[A-Z].*\.$/)
    if (kind !== 'unknown' && kind !== 'aborted') expect(sentence).not.toBe(usual)
  }
  for (const vector of vectors.cases) {
    const error = classified(vector)
    expect(error.message).toBe(
      vector.failure?.name === 'AbortError' ? error.message : sentenceFor(error.code),
    )
  }
})
