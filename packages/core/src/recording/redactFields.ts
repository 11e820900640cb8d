import type { IdKind, Names } from './createNames.ts'
import {
  anyJson,
  each,
  type Fields,
  finishReason,
  id,
  named,
  oneOf,
  place,
  redactByRules,
  type Rule,
  text,
  words,
} from './redactByRules.ts'
import { redactFacts } from './redactFacts.ts'
import { redactJsonText } from './redactJson.ts'
import { redactMediaType } from './redactMediaType.ts'
import { redactText } from './redactText.ts'
import { redactUrl } from './redactUrl.ts'

/** A chunk, a message or a part of which only the shape is left: types, roles, states and names of tools stay. */
export function redactFields(value: unknown, names: Names): unknown {
  return redactByRules(value, names, rules)
}

const types: ReadonlySet<string> = new Set([
  'start',
  'start-step',
  'finish-step',
  'reset-step',
  'step-start',
  'finish',
  'abort',
  'error',
  'text',
  'text-start',
  'text-delta',
  'text-end',
  'custom',
  'steering-message',
  'source',
  'reasoning',
  'reasoning-start',
  'reasoning-delta',
  'reasoning-end',
  'reasoning-file',
  'file',
  'dynamic-tool',
  'source-url',
  'source-document',
  'message-metadata',
  'skipped',
  '[DONE]',
])

const type = text((value) =>
  types.has(value) || /^(?:tool|data)-/.test(value) ? value : redactText(value),
)

const state = oneOf(
  'streaming',
  'done',
  'input-streaming',
  'input-available',
  'approval-requested',
  'approval-responded',
  'output-available',
  'output-error',
  'output-denied',
)

/** What the `id` of an object names. */
function kindOf(owner: Fields): IdKind {
  if ('role' in owner) return 'message'
  switch (owner['type']) {
    case undefined:
      return 'approval'
    case 'steering-message':
      return 'message'
    case 'source':
      return 'source'
    default:
      return String(owner['type']).startsWith('data-') ? 'data' : 'block'
  }
}

const metadataRules: ReadonlyMap<string, Rule> = new Map([['millrace', redactFacts]])
const metadata: Rule = (value, names) => redactByRules(value, names, metadataRules)

const data: Rule = (value, names, owner) =>
  String(owner['type']).startsWith('data-millrace-')
    ? redactFacts(value, names)
    : anyJson(value, names, owner)

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['type', type],
  ['id', text((value, names, owner) => names.id(kindOf(owner), value))],
  ['messageId', id('message')],
  ['toolCallId', id('tool')],
  ['approvalId', id('approval')],
  ['sourceId', id('source')],
  ['toolName', text((name) => name)],
  ['role', oneOf('system', 'user', 'assistant')],
  ['state', state],
  ['inputEncoding', oneOf('json', 'text')],
  ['sourceType', oneOf('url', 'document')],
  ['finishReason', finishReason],
  ...named(words, 'text', 'delta', 'title', 'filename', 'reason', 'requestReason', 'citedText'),
  ...named(words, 'signature', 'kind'),
  ...named(text(redactJsonText), 'inputTextDelta', 'rawInput'),
  ['url', text(redactUrl)],
  ['mediaType', text(redactMediaType)],
  ['errorText', text(() => '')],
  ...named(place, 'startIndex', 'endIndex'),
  ...named(each(redactFields), 'parts', 'citations'),
  ...named(redactFields, 'source', 'approval'),
  ...named(metadata, 'metadata', 'messageMetadata'),
  ['data', data],
  ...named(anyJson, 'input', 'output', 'providerMetadata', 'callProviderMetadata'),
  ...named(anyJson, 'resultProviderMetadata', 'toolMetadata', 'providerReference'),
  ...named(anyJson, 'approvalDescriptor', 'descriptor', 'inputSchemaInput', 'dynamic'),
  ...named(anyJson, 'preliminary', 'providerExecuted', 'transient', 'approved', 'isAutomatic'),
])
