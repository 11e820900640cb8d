import { ChatError, type Frame, type Message, type Random } from '@millrace/protocol'
import { seededRandom } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import type { Connection, Transport } from '../transport/Transport.ts'
import { recordRuns } from './recordRuns.ts'

const secret = 'qjzqj7314159qzjq'
/** The secret with each of its letters written as something else. */
function spelled(letter: (code: number) => string): string {
  return Array.from(secret, (one) => letter(one.charCodeAt(0))).join('')
}

/** The secret as it may be written in a text. */
const spellings: readonly string[] = [
  secret,
  secret.toUpperCase(),
  spelled((code) => String.fromCodePoint(code + 0xfee0)),
  spelled((code) => String.fromCodePoint(code + 0xe0000)),
  spelled((code) => String.fromCodePoint(0x1f100 + code)),
  spelled((code) => String.fromCodePoint(0x2800 + code)),
  spelled((code) => `%${code.toString(16)}`),
  spelled((code) => `\\u00${code.toString(16)}`),
  btoa(secret),
  `https://${secret}:${secret}@${secret}.com/${secret}?${secret}=${secret}#${secret}`,
  `data:${secret}/${secret};${secret},${secret}`,
  `{"${secret}":"${secret}",${secret}: 7314159`,
]

function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[Math.floor(random() * values.length)] as Value
}

/** A value of any kind that has the secret wherever it can. */
function anything(random: Random, depth = 0): unknown {
  const kind = random()
  if (kind < 0.5 || depth === 3) return pick(random, spellings)
  if (kind < 0.6) return 7314159
  if (kind < 0.7) return [anything(random, depth + 1), pick(random, [true, null])]
  return { [pick(random, spellings)]: anything(random, depth + 1), text: anything(random, 3) }
}

const types: readonly string[] = [
  'start text-start text-delta text-end reasoning-start reasoning-delta reasoning-end',
  'tool-input-start tool-input-delta tool-input-available tool-input-error tool-approval-request',
  'tool-approval-response tool-output-available tool-output-error source-url source-document',
  'file reasoning-file custom steering-message data-chart data-millrace-error',
  'data-millrace-notice data-millrace-context-window message-metadata finish abort error skipped',
  'text reasoning tool-weather dynamic-tool source-of-another-kind',
].flatMap((line) => line.split(' '))

const fields: readonly string[] = [
  'id messageId toolCallId approvalId sourceId role state text delta title filename reason',
  'requestReason citedText signature kind inputTextDelta rawInput inputEncoding url mediaType',
  'errorText startIndex endIndex parts citations source approval metadata messageMetadata data',
  'input output providerMetadata toolMetadata approvalDescriptor inputSchemaInput finishReason',
  'dynamic somethingNewer toString __proto__',
].flatMap((line) => line.split(' '))

const factFields: readonly string[] = [
  'parentId signatures status canned finishReason usage cached provider model timings rating',
  'continues continuedParts code message retryable requestId retryAfterMs kind scope until',
  'somethingNewer createdAt firstKeptId tokens',
].flatMap((line) => line.split(' '))

function facts(random: Random): object {
  const own = factFields.flatMap((field) => (random() < 0.4 ? [[field, anything(random)]] : []))
  return { millrace: Object.fromEntries(own), theirs: anything(random) }
}

/** A chunk, part or message in which any field may hold anything. */
function thing(random: Random, depth = 0): Record<string, unknown> {
  const type = random() < 0.95 ? pick(random, types) : secret
  const entries = fields.flatMap((field): [string, unknown][] => {
    if (random() < 0.5) return []
    const nests = ['parts', 'citations', 'source', 'approval'].includes(field) && depth < 2
    if (nests && random() < 0.7) {
      const one = thing(random, depth + 1)
      return [[field, random() < 0.5 ? [one] : one]]
    }
    if (/metadata$/i.test(field) || (field === 'data' && random() < 0.7)) {
      return [
        [
          field,
          field === 'data' ? (facts(random) as { millrace: unknown }).millrace : facts(random),
        ],
      ]
    }
    return [[field, anything(random)]]
  })
  return { ...Object.fromEntries(entries), type, toolName: 'weather' }
}

function pieces(random: Random): readonly Record<string, unknown>[] {
  const text = pick(random, spellings)
  const at = Math.floor(random() * text.length)
  const tool = random() < 0.5
  return [text.slice(0, at), text.slice(at)].map((delta) =>
    tool
      ? { type: 'tool-input-delta', toolCallId: secret, inputTextDelta: delta }
      : { type: 'text-delta', id: secret, delta },
  )
}

/** What a record of this chunk shows. */
async function copied(seed: number, redact: 'content' | 'none'): Promise<string> {
  const random = seededRandom(seed)
  const chunks = [thing(random), ...pieces(random), thing(random), ...pieces(random)]
  const frames = chunks.map((chunk, n) => ({
    n: random() < 0.9 ? n : pick(random, [undefined, Number.NaN, 0]),
    chunk: chunk as Frame['chunk'],
  }))
  const error = new ChatError('auth', `Wrong key: ${secret}`, {
    requestId: secret,
    status: 401,
    cause: secret,
  })
  async function* answer(): AsyncGenerator<readonly Frame[]> {
    yield frames
    if (random() < 0.5) throw error
  }
  const connection: Connection = {
    streamId: random() < 0.7 ? secret : undefined,
    frames: { [Symbol.asyncIterator]: () => answer() },
  }
  const transport: Transport = {
    isNumbered: () => true,
    send: async () => connection,
    resume: async () => await Promise.reject(error),
    stop: async () => (facts(random) as { millrace: object }).millrace,
  }
  const recording = recordRuns(transport, { redact })
  const { signal } = new AbortController()
  const message = { ...thing(random), id: secret, role: 'user', parts: [thing(random)] }
  const sent = {
    chatId: secret,
    runId: secret,
    messages: [message as unknown as Message],
    trigger: 'submit-message',
    messageId: secret,
    continues: secret,
    body: { key: secret, [secret]: 1 },
  } as const
  const { frames: read } = await recording.send(sent, { signal })
  try {
    for await (const { length } of read) expect(length).toBe(frames.length)
  } catch {
    const resumed = recording.resume(
      { chatId: secret, runId: secret, streamId: secret },
      { signal },
    )
    await resumed.catch(() => undefined)
  }
  await recording.stop({ chatId: secret, runId: secret })
  expect(JSON.stringify(recording.runs())).not.toContain(secret)
  return recording.copyRun()
}

const traces: readonly string[] = [...spellings, 'qj', 'zj', 'QJ', '73141', 'Wrong key']

function tracesIn(copy: string): readonly string[] {
  const lines = copy.trimEnd().split('\n')
  // Once as it is written, once without the escapes of JSON.
  return lines.flatMap((line) => {
    const read = Object.values(JSON.parse(line) as object).map((value) => JSON.stringify(value))
    return traces.filter((trace) => line.includes(trace) || read.some((one) => one.includes(trace)))
  })
}

test('nothing of what was said is in a copy, whichever field it was in and however it was written (T-67)', async () => {
  for (let seed = 1; seed <= 250; seed++) {
    expect(tracesIn(await copied(seed, 'content')), `seed ${seed}`).toEqual([])
  }
})

test('without redaction it is there, and headers, additions to a body and words of errors are not (T-67)', async () => {
  for (let seed = 1; seed <= 50; seed++) {
    const copy = await copied(seed, 'none')
    expect(tracesIn(copy).length, `seed ${seed}`).toBeGreaterThan(5)
    expect(copy).not.toContain('Wrong key')
    expect(copy).not.toContain('"body"')
  }
})
