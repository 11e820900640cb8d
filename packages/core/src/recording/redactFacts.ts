import { isErrorInfo } from '@millrace/protocol'
import type { Names } from './createNames.ts'
import {
  anyJson,
  finishReason,
  id,
  named,
  oneOf,
  place,
  redactByRules,
  type Rule,
  text,
} from './redactByRules.ts'
import { redactText } from './redactText.ts'

/** What Millrace knows of a message (`metadata.millrace`), or its news of an answer: codes stay, words and names do not. */
export function redactFacts(value: unknown, names: Names): unknown {
  return redactByRules(value, names, rules)
}

const code = text((value) =>
  isErrorInfo({ code: value, message: '', retryable: false }) ? value : redactText(value),
)

const statusWord = oneOf('stopped', 'interrupted', 'failed')
/** How a message ended, or the status of a response. */
const status: Rule = (value, names, owner) => {
  if (typeof value !== 'number') return statusWord(value, names, owner)
  return value >= 100 && value < 600 ? place(value, names, owner) : anyJson(value, names, owner)
}

const signatures: Rule = (value, names, owner) => {
  if (typeof value !== 'object' || value === null) return anyJson(value, names, owner)
  return Object.fromEntries(
    Object.entries(value).map(([call, signature]) => [
      names.id('tool', call),
      anyJson(signature, names, owner),
    ]),
  )
}

const cannedReason = oneOf('outage', 'budget', 'rate-limit', 'policy')

const counts: Rule = (value, names) => redactByRules(value, names, countRules)
const countRules: ReadonlyMap<string, Rule> = new Map([
  ...named(anyJson, 'inputTokens', 'outputTokens', 'totalTokens', 'reasoningTokens'),
  ...named(anyJson, 'cachedInputTokens', 'estimated', 'createdAt', 'firstTokenMs', 'totalMs'),
  ...named(anyJson, 'stale'),
])
const cached: Rule = (value, names) => redactByRules(value, names, cachedRules)
const cachedRules: ReadonlyMap<string, Rule> = new Map([...countRules, ['saved', counts]])

const rules: ReadonlyMap<string, Rule> = new Map([
  ...named(id('message'), 'parentId', 'continues', 'firstKeptId'),
  ...named(place, 'continuedParts', 'attempt'),
  ['status', status],
  ['code', code],
  ['message', text(() => '')],
  ['finishReason', finishReason],
  ['rating', oneOf('up', 'down')],
  ...named(cannedReason, 'canned', 'reason'),
  [
    'kind',
    oneOf(
      'retrying',
      'failed-over',
      'started-over',
      'cached',
      'canned',
      'limited',
      'quota',
      'not-saved',
    ),
  ],
  ['signatures', signatures],
  ['usage', counts],
  ['timings', counts],
  ['cached', cached],
  ...named(anyJson, 'provider', 'model', 'requestId', 'scope', 'retryable', 'retryAfterMs'),
  ...named(anyJson, 'retryAt', 'until', 'createdAt', 'pinned', 'summarized', 'estimated'),
  ...named(anyJson, 'droppedMessages', 'droppedTurns', 'shortenedMessages', 'tokens', 'budget'),
  ...named(anyJson, 'windowTokens', 'maxOutputTokens'),
])
