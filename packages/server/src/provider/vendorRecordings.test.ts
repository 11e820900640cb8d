import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { describe, expect, test } from 'vitest'
import {
  bodyOf,
  type Constructed,
  constructedOf,
  type Recording,
  recordingsFolder,
  recordingsOf,
  whySkipped,
} from '../../../../scripts/readRecordings.ts'
import { hear, type Heard, sha256 } from '../fixtures/hear.ts'
import { cuts, servePieces } from '../fixtures/servePieces.ts'
import { fromLanguageModel } from './fromLanguageModel.ts'
import type { Provider } from './Provider.ts'

const folder = recordingsFolder()
if (folder === undefined) test.skip(`reads the recordings${whySkipped}`, () => undefined)

const server = servePieces()

/** The vendors' own providers of the AI SDK, as `fromLanguageModel` reads them. */
const vendors = {
  responses: (): Provider =>
    fromLanguageModel(createOpenAI({ baseURL: server.baseURL, apiKey: 'x' }).responses('recorded')),
  messages: (): Provider =>
    fromLanguageModel(createAnthropic({ baseURL: server.baseURL, apiKey: 'x' })('recorded')),
} as const

/** What the vendor's reader does not read as the manifest has it, and why. What it makes of it is asserted all the same. */
const unread: Readonly<Record<string, Partial<Outcome> & { readonly why: string }>> = {
  'responses.openai.two-messages.jsonl': {
    why: 'most deltas never arrived; the SDK does not mend the text from the done events',
    text: 'cbacec8d198f89515193ef88c6f84a537c0f0a0c45aa79a65bd5a9613402910d',
  },
  'constructed/responses.gap-duplicate-reorder.sse': {
    why: 'the SDK does not look at sequence_number: lost, repeated and swapped deltas stay so',
    text: sha256('0112234abccdfeghij'),
  },
  'responses.lmstudio.reasoning-tool-call.jsonl': {
    why: "response.reasoning_text.* is not OpenAI's own, and the SDK passes over it",
    reasoning: sha256(''),
  },
  'constructed/responses.refusal.sse': {
    why: 'the SDK tells a refusal as text; the finish says what it was',
    text: sha256("I'm sorry, but I can't help with that."),
  },
  'responses.openai.custom-tool-call.jsonl': {
    why: 'the SDK writes free-form input as a JSON string',
    calls: [
      {
        id: 'call_custom_sql_001',
        name: 'write_sql',
        arguments: '"SELECT * FROM users WHERE age > 25"',
      },
    ],
  },
}

interface Outcome {
  readonly text: string
  readonly reasoning: string
  readonly finish: string | undefined
  readonly calls: readonly object[]
  readonly error: unknown
}

function outcomeOf({ text, reasoning, finish, calls, error }: Heard): Outcome {
  return { text: sha256(text), reasoning: sha256(reasoning), finish, calls, error }
}

const reasons: Readonly<Record<string, string>> = {
  tool_calls: 'tool-calls',
  refusal: 'content-filter',
}

function callsOf(calls: Recording['toolCalls']): readonly object[] {
  return calls.map(({ id, name, arguments: input }) => ({ id, name, arguments: input }))
}

function recorded(recording: Recording): Outcome {
  const failed = recording.finish === 'error'
  // The manifest has the vendor's words for it.
  const { code } = (recording.error ?? {}) as { readonly code?: string }
  return {
    text: recording.text.sha256,
    reasoning: recording.reasoning?.sha256 ?? sha256(''),
    finish: failed ? undefined : (reasons[recording.finish] ?? recording.finish),
    calls: callsOf(recording.toolCalls),
    error: !failed
      ? undefined
      : code === 'insufficient_quota'
        ? { code: 'quota', retryable: false }
        : { code: 'bad_event', retryable: true },
  }
}

function madeUp({ expect: told }: Constructed): Outcome {
  const { textDigest, reasoningDigest, finish, toolCalls, error } = told
  return {
    text: textDigest?.sha256 ?? sha256(''),
    reasoning: reasoningDigest?.sha256 ?? sha256(''),
    finish: finish === null ? undefined : (reasons[finish] ?? finish),
    calls: callsOf(toolCalls),
    error: error === undefined ? undefined : { code: error.kind, retryable: error.retryable },
  }
}

describe.skipIf(folder === undefined).each(Object.entries(vendors))(
  '%s, by the AI SDK provider of its vendor',
  (api, vendor) => {
    const all: readonly (readonly [string, Outcome])[] = [
      ...recordingsOf(api as Recording['api']).map((one) => [one.file, recorded(one)] as const),
      ...constructedOf(api as Recording['api']).map((one) => [one.file, madeUp(one)] as const),
    ]

    test.skipIf(folder === undefined).each(all)(`reads %s${whySkipped}`, async (file, told) => {
      const { why: _, ...otherwise } = unread[file] ?? { why: '' }
      for (const [how, cut] of cuts(bodyOf({ file, api }))) {
        server.play(cut)
        const said = outcomeOf(await hear(vendor()))
        if (unread[file] !== undefined)
          expect(said, 'is read now: take it off the list').not.toEqual(told)
        expect(said, how).toEqual({ ...told, ...otherwise })
      }
    })
  },
)

test.skipIf(folder === undefined)(`the list names no file that is not there${whySkipped}`, () => {
  const files = (['responses', 'messages'] as const).flatMap((api) =>
    [...recordingsOf(api), ...constructedOf(api)].map(({ file }) => file),
  )
  for (const file of Object.keys(unread)) expect(files).toContain(file)
})
