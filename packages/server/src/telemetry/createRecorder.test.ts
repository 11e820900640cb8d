import { ChatError } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { ask } from '../fixtures/ask.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import type { Provider } from '../provider/Provider.ts'
import { createChatRoute } from '../route/createChatRoute.ts'
import type { Telemetry } from './Telemetry.ts'

/** Telemetry in memory. */
function inMemory() {
  const measured: { name: string; value: number; attributes: object }[] = []
  const spans: { name: string; attributes: object; status?: number; ended: boolean }[] = []
  const instrument =
    (name: string) =>
    (value: number, attributes: object = {}) =>
      void measured.push({ name, value, attributes })
  const telemetry: Telemetry = {
    meter: {
      createCounter: (name) => ({ add: instrument(name) }),
      createHistogram: (name) => ({ record: instrument(name) }),
    },
    tracer: {
      startSpan(name, { attributes = {} } = {}) {
        const span: (typeof spans)[number] = { name, attributes, ended: false }
        spans.push(span)
        return {
          setAttributes: (more) => Object.assign(span.attributes, more),
          setStatus: ({ code }) => (span.status = code),
          end: () => (span.ended = true),
        }
      },
    },
  }
  return {
    telemetry,
    measured,
    spans,
    of: (name: string) => measured.filter((one) => one.name === name),
  }
}

function saying(name: string, ...events: Parameters<typeof Array.of>): Provider {
  return {
    name,
    model: 'm',
    async *stream() {
      yield events as never
      yield [{ type: 'finish', finishReason: 'stop' }]
    },
  }
}

const down: Provider = {
  name: 'down',
  model: 'm',
  // oxlint-disable-next-line require-yield -- it fails
  async *stream() {
    throw new ChatError('auth', 'No.')
  },
}

async function asked(
  providers: readonly [Provider, ...Provider[]],
  telemetry: Telemetry,
  more: object = {},
) {
  const clock = manualClock(1_700_000_000_000)
  const route = createChatRoute({ providers, clock, telemetry, logger: recordingLogger() })
  const response = await ask(await serveRoute(route), { more })
  return { response, answer: await readAnswer(response) }
}

test('an answer is a span and a few measurements, by the names of the field', async () => {
  const { telemetry, spans, of } = inMemory()
  const usage = { type: 'usage', usage: { inputTokens: 12, outputTokens: 5 } }
  await asked([saying('up', { type: 'text', text: 'Hi' }, usage)], telemetry)
  const by = { 'gen_ai.provider.name': 'up', 'gen_ai.request.model': 'm' }
  expect(spans).toEqual([
    {
      name: 'chat m',
      attributes: expect.objectContaining({
        ...by,
        'gen_ai.usage.input_tokens': 12,
        'gen_ai.usage.output_tokens': 5,
        'millrace.outcome': 'complete',
      }) as object,
      status: 1,
      ended: true,
    },
  ])
  expect(of('gen_ai.client.token.usage')).toEqual([
    expect.objectContaining({ value: 12, attributes: { ...by, 'gen_ai.token.type': 'input' } }),
    expect.objectContaining({ value: 5, attributes: { ...by, 'gen_ai.token.type': 'output' } }),
  ])
  expect(of('gen_ai.client.operation.duration')).toHaveLength(1)
})

test('a failure that the user never saw is counted, and the answer goes to who gave it', async () => {
  const { telemetry, spans, of } = inMemory()
  await asked([down, saying('up', { type: 'text', text: 'Hi' })], telemetry)
  expect(of('millrace.provider.failures')).toEqual([
    expect.objectContaining({
      attributes: {
        'error.type': 'auth',
        'gen_ai.provider.name': 'down',
        'gen_ai.request.model': 'm',
      },
    }),
  ])
  expect(of('millrace.events')).toMatchObject([{ attributes: { event: 'failed-over' } }])
  expect(spans[0]?.attributes).toMatchObject({ 'gen_ai.provider.name': 'up' })
})

test('an answer that failed is one, once', async () => {
  const { telemetry, spans, of } = inMemory()
  await asked([down], telemetry)
  expect(of('millrace.provider.failures')).toHaveLength(1)
  expect(spans[0]).toMatchObject({ status: 2, ended: true })
})

test('telemetry that throws ends no answer', async () => {
  const broken = new Proxy(
    {},
    {
      get: () => () => {
        throw new Error('No exporter.')
      },
    },
  ) as never
  const { answer } = await asked([saying('up', { type: 'text', text: 'Hi' })], {
    meter: broken,
    tracer: broken,
  })
  expect(answer.text).toBe('Hi')
})

test('the response says how long the route took before it (Server-Timing)', async () => {
  const { response } = await asked([saying('up', { type: 'text', text: 'Hi' })], {})
  expect(response.headers.get('server-timing')).toMatch(/^route;dur=\d+(\.\d+)?$/)
})

test('an answer that is carried on is measured by what this run of it used', async () => {
  const { telemetry, of } = inMemory()
  const usage = { type: 'usage', usage: { inputTokens: 12, outputTokens: 5 } }
  const before = { inputTokens: 100, outputTokens: 50 }
  const { answer } = await asked([saying('up', { type: 'text', text: 'me.' }, usage)], telemetry, {
    messages: [
      { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Tell me.' }] },
      {
        id: 'a',
        role: 'assistant',
        parts: [{ type: 'text', text: 'Once upon a ti', state: 'done' }],
        metadata: { millrace: { finishReason: 'length', usage: before } },
      },
    ],
    continues: 'a',
  })
  expect(answer.facts.usage).toMatchObject({ inputTokens: 112, outputTokens: 55 })
  expect(of('gen_ai.client.token.usage').map(({ value }) => value)).toEqual([12, 5])
})
