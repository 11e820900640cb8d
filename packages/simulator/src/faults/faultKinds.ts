import { failureNames } from '../errors/failures.ts'
import type { FailureName } from '../errors/Failure.ts'
import { type FaultKind, faultKind, type NumberRule, shaped } from './FaultKind.ts'
import type { EndingFault, EventFault, PageName, ScriptFault } from './Faults.ts'

const bytes = { unit: 'bytes', least: 0, most: 999_999_999_999, need: 'always' } as const
const milliseconds = { unit: 'milliseconds', least: 0, most: 3_600_000, need: 'always' } as const
const seconds = { unit: 'seconds', least: 0, most: 86_400, need: 'maybe' } as const
const status = { unit: 'status', least: 400, most: 599, need: 'always' } as const
const tokens = { unit: 'tokens', least: 1, most: 999_999_999_999, need: 'always' } as const
const left = { unit: 'requests', least: 0, most: 999_999_999, need: 'always' } as const
const tokensLeft = { unit: 'tokens', least: 0, most: 999_999_999, need: 'maybe' } as const

/** Which token; past the end means the last. */
function token(least: number, usual: number): NumberRule & { readonly need: 'always' } {
  return { unit: 'token', least, most: 999_999_999_999, need: 'always', usual }
}

/** All faults that can be asked for. What can be parsed, and what people are told, is what is here. */
export const faultKinds: readonly FaultKind[] = [
  faultKind('none', [], () => ({})),
  ...failureNames.map(failureKind),
  faultKind('context-length', [tokens], (contextWindow) => ({ contextWindow })),
  shaped(
    faultKind('status', [status, seconds], (failure, retryAfterSeconds) => ({
      instead: { type: 'failure', failure, retryAfterSeconds },
    })),
  ),
  shaped(faultKind('error-200', [], () => ({ instead: { type: 'error-200' } }))),
  ...(['html', 'html-502', 'wrong-type'] as const).map(pageKind),
  faultKind('reset-before-headers', [], () => ({ instead: { type: 'reset' } })),
  faultKind('no-headers', [], () => ({ instead: { type: 'silence' } })),
  faultKind('slow-headers', [milliseconds], (headersMs) => ({ headersMs })),
  faultKind('slow-first', [milliseconds], (firstTokenMs) => ({ firstTokenMs })),
  faultKind('slow-tokens', [milliseconds], (tokenMs) => ({ tokenMs })),
  ...(['cut', 'reset', 'end', 'stall'] as const).map(endingKind),
  shaped(eventKind('error-first', 1)),
  shaped(eventKind('error-mid-stream', 5)),
  eventKind('garbage', 5),
  eventKind('duplicate', 2),
  eventKind('swap', 2),
  eventKind('drop', 2),
  faultKind('slow-drip', [{ ...milliseconds, least: 1 }, token(0, 0)], (everyMs, after) => ({
    endless: { type: 'slow-drip', everyMs, token: after },
  })),
  faultKind('endless-line', [bytes, token(0, 5)], (size, after) => ({
    endless: { type: 'endless-line', bytes: size, token: after },
  })),
  ...(
    ['finish-missing', 'usage-missing', 'empty', 'half-surrogates', 'wrong-type-json'] as const
  ).map(scriptKind),
  faultKind('ratelimit', [left, tokensLeft], (requests, ofTokens) => ({
    remaining: { requests, tokens: ofTokens },
  })),
]

function failureKind(name: FailureName): FaultKind {
  // With a number this one is a window that the prompt may fit or not.
  const numbers = name === 'context-length' ? [] : [seconds]
  return shaped(
    faultKind(name, numbers, (retryAfterSeconds) => ({
      instead: { type: 'failure', failure: name, retryAfterSeconds },
    })),
  )
}

function pageKind(name: PageName): FaultKind {
  return faultKind(name, [], () => ({ instead: { type: 'page', name } }))
}

function endingKind(type: EndingFault['type']): FaultKind {
  return faultKind(type, [bytes], (afterBytes) => ({ ending: { type, afterBytes } }))
}

function eventKind(type: EventFault['type'], usualToken: number): FaultKind {
  return faultKind(type, [token(1, usualToken)], (which) => ({
    events: [{ type, token: which }],
  }))
}

function scriptKind(type: ScriptFault): FaultKind {
  return faultKind(type, [], () => ({ script: [type] }))
}
