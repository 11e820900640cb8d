import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { describe, expect, test } from 'vitest'
import {
  bodyOf,
  constructedOf,
  recordingsFolder,
  recordingsOf,
  whySkipped,
} from '../../../../scripts/readRecordings.ts'
import { hear, sha256 } from '../fixtures/hear.ts'
import { cuts, servePieces } from '../fixtures/servePieces.ts'
import { fromLanguageModel } from './fromLanguageModel.ts'
import { openaiCompatible } from './openaiCompatible.ts'
import type { Provider } from './Provider.ts'

const folder = recordingsFolder()
const recordings = recordingsOf('chat-completions')

// A suite without a test is a failure: where all are left out, this one says so.
if (folder === undefined) test.skip(`reads the recordings${whySkipped}`, () => undefined)

const constructed = constructedOf('chat-completions')
const server = servePieces()

const native = (): Provider => openaiCompatible({ baseURL: server.baseURL, model: 'recorded' })
const viaAiSdk = (): Provider =>
  fromLanguageModel(
    createOpenAICompatible({ name: 'recorded', baseURL: server.baseURL }).chatModel('recorded'),
  )

describe.skipIf(folder === undefined)('openaiCompatible', () => {
  test.skipIf(folder === undefined).each(recordings)(
    `reads $file${whySkipped}`,
    async (recording) => {
      for (const [how, cut] of cuts(bodyOf(recording))) {
        server.play(cut)
        const said = await hear(native())
        expect(sha256(said.text), how).toBe(recording.text.sha256)
        expect(said.text.length, how).toBe(recording.text.utf16Length)
        expect(sha256(said.reasoning), how).toBe(recording.reasoning?.sha256 ?? sha256(''))
        expect(said.calls, how).toEqual(recording.toolCalls)
        expect(said.finish, how).toBe(recording.finish.replace('_', '-'))
        for (const call of said.calls) {
          expect(said.inputs[call.id] ?? '{}', how).toBe(call.arguments)
        }
      }
    },
  )

  test.skipIf(folder === undefined).each(constructed)(
    `reads $file${whySkipped}`,
    async (recording) => {
      const { outcome, finish, textDigest, refusal = '', error, toolCalls } = recording.expect
      for (const [how, cut] of cuts(bodyOf(recording))) {
        server.play(cut)
        const said = await hear(native())
        expect(sha256(said.text), how).toBe(textDigest?.sha256 ?? sha256(''))
        expect(said.refusal, how).toBe(refusal)
        expect(said.calls, how).toEqual(toolCalls)
        if (outcome === 'error') {
          expect(said.error, how).toEqual({ code: error?.kind, retryable: error?.retryable })
          expect(said.finish, how).toBeUndefined()
        } else {
          const expected = finish === 'refusal' ? 'content-filter' : finish?.replace('_', '-')
          expect(said.finish, how).toBe(expected)
        }
      }
    },
  )
})

describe.skipIf(folder === undefined)('fromLanguageModel over @ai-sdk/openai-compatible', () => {
  test.skipIf(folder === undefined).each(recordings)(
    `reads $file${whySkipped}`,
    async (recording) => {
      for (const [how, cut] of cuts(bodyOf(recording))) {
        server.play(cut)
        const said = await hear(viaAiSdk())
        expect(sha256(said.text), how).toBe(recording.text.sha256)
        expect(said.error, how).toBeUndefined()
        expect(
          said.calls.map(({ name }) => name),
          how,
        ).toEqual(recording.toolCalls.map(({ name }) => name))
      }
    },
  )
})
