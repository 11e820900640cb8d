import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { seededRandom } from '@millrace/protocol/testing'
import { inPieces } from '@millrace/protocol/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chatBodyOf, recordingsFolder, recordingsOf } from '../../../../scripts/readRecordings.ts'
import { fromLanguageModel } from './fromLanguageModel.ts'
import { openaiCompatible } from './openaiCompatible.ts'
import type { Provider, ProviderEvent } from './Provider.ts'

const deep = process.env['MILLRACE_DEEP'] !== undefined
const folder = recordingsFolder()
const why = folder === undefined ? ' (skipped: no recordings in MILLRACE_RECORDINGS)' : ''
const recordings = recordingsOf('chat-completions')

// A suite without a test is a failure: where all are left out, this one says so.
if (folder === undefined) test.skip(`reads the recordings${why}`, () => undefined)

interface Constructed {
  readonly file: string
  readonly api: string
  readonly expect: {
    readonly outcome: 'complete' | 'error'
    readonly finish: string | null
    readonly textDigest?: { readonly sha256: string }
    readonly refusal?: string
    readonly error?: { readonly kind: string; readonly retryable: boolean }
    readonly toolCalls: readonly {
      readonly id: string
      readonly name: string
      readonly arguments: string
    }[]
  }
}

const constructed =
  folder === undefined
    ? []
    : (
        JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
          constructed: readonly Constructed[]
        }
      ).constructed.filter(({ api }) => api === 'chat-completions')

/** Plays the pieces it is given, each as a write of its own. */
let pieces: readonly Uint8Array[] = []
const server = createServer((request, response) => {
  request.resume()
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  void (async () => {
    for (const piece of pieces) {
      response.write(piece)
      // A turn of the event loop each: what is written together may arrive together all the same.
      if (pieces.length < 2000) await new Promise((resolve) => setImmediate(resolve))
    }
    response.end()
  })()
})
let baseURL = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

interface Said {
  readonly text: string
  readonly refusal: string
  readonly reasoning: string
  readonly finish: string | undefined
  readonly calls: readonly { id: string; name: string; arguments: string }[]
  readonly inputs: Readonly<Record<string, string>>
  readonly error: { readonly code: string; readonly retryable: boolean } | undefined
}

async function listen(provider: Provider): Promise<Said> {
  const all: ProviderEvent[] = []
  const signal = new AbortController().signal
  const request = { prompt: [], maxOutputTokens: 100 }
  for await (const events of provider.stream(request, { signal })) all.push(...events)
  const inputs: Record<string, string> = {}
  for (const event of all) {
    if (event.type === 'tool-input-delta') {
      inputs[event.toolCallId] = (inputs[event.toolCallId] ?? '') + event.delta
    }
  }
  const finish = all.find((event) => event.type === 'finish')
  const error = all.find((event) => event.type === 'error')
  return {
    text: joined(all, (event) =>
      event.type === 'text' && event.refusal !== true ? event.text : '',
    ),
    refusal: joined(all, (event) =>
      event.type === 'text' && event.refusal === true ? event.text : '',
    ),
    reasoning: joined(all, (event) => (event.type === 'reasoning' ? event.text : '')),
    finish: finish?.finishReason,
    calls: all.flatMap((event) =>
      event.type === 'tool-call'
        ? [{ id: event.toolCallId, name: event.toolName, arguments: event.input }]
        : [],
    ),
    inputs,
    error:
      error === undefined
        ? undefined
        : { code: error.error.code, retryable: error.error.retryable },
  }
}

function joined(events: readonly ProviderEvent[], pick: (event: ProviderEvent) => string): string {
  return events.map(pick).join('')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function cuts(bytes: Uint8Array): readonly (readonly [string, readonly Uint8Array[]])[] {
  const small = bytes.length <= 20_000
  return [
    ['whole', [bytes]],
    ...(small || deep ? [['byte by byte', inPieces(bytes, 1)] as const] : []),
    ['in random pieces', inPieces(bytes, seededRandom(bytes.length))],
  ]
}

const native = (): Provider => openaiCompatible({ baseURL, model: 'recorded' })
const viaAiSdk = (): Provider =>
  fromLanguageModel(createOpenAICompatible({ name: 'recorded', baseURL }).chatModel('recorded'))

describe.skipIf(folder === undefined)('openaiCompatible', () => {
  test.skipIf(folder === undefined).each(recordings)(`reads $file${why}`, async (recording) => {
    for (const [how, cut] of cuts(chatBodyOf(recording))) {
      pieces = cut
      const said = await listen(native())
      expect(sha256(said.text), how).toBe(recording.text.sha256)
      expect(said.text.length, how).toBe(recording.text.utf16Length)
      expect(sha256(said.reasoning), how).toBe(recording.reasoning?.sha256 ?? sha256(''))
      expect(said.calls, how).toEqual(recording.toolCalls)
      expect(said.finish, how).toBe(recording.finish.replace('_', '-'))
      for (const call of said.calls) {
        expect(said.inputs[call.id] ?? '{}', how).toBe(call.arguments)
      }
    }
  })

  test.skipIf(folder === undefined).each(constructed)(`reads $file${why}`, async (recording) => {
    const bytes = new Uint8Array(readFileSync(join(folder ?? '', recording.file)))
    const { outcome, finish, textDigest, refusal = '', error, toolCalls } = recording.expect
    for (const [how, cut] of cuts(bytes)) {
      pieces = cut
      const said = await listen(native())
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
  })
})

describe.skipIf(folder === undefined)('fromLanguageModel over @ai-sdk/openai-compatible', () => {
  test.skipIf(folder === undefined).each(recordings)(`reads $file${why}`, async (recording) => {
    for (const [how, cut] of cuts(chatBodyOf(recording))) {
      pieces = cut
      const said = await listen(viaAiSdk())
      expect(sha256(said.text), how).toBe(recording.text.sha256)
      expect(said.error, how).toBeUndefined()
      expect(
        said.calls.map(({ name }) => name),
        how,
      ).toEqual(recording.toolCalls.map(({ name }) => name))
    }
  })
})
