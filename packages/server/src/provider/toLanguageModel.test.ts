import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import { ChatError } from '@millrace/protocol'
import { generateText, streamText, tool } from 'ai'
import { generateText as generateText5, streamText as streamText5 } from 'ai-5'
import { generateText as generateText6, streamText as streamText6 } from 'ai-6'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { resilient } from '../policy/resilient.ts'
import { type AnyLanguageModel, fromLanguageModel } from './fromLanguageModel.ts'
import type { Provider, ProviderEvent, ProviderRequest } from './Provider.ts'
import type { Specification } from './specifications.ts'
import { toLanguageModel } from './toLanguageModel.ts'

function saying(...reads: readonly (readonly ProviderEvent[])[]): Provider {
  return {
    name: 'p',
    model: 'm',
    async *stream() {
      yield* reads
    },
  }
}

async function said(
  provider: Provider,
  prompt: LanguageModelV4Prompt = [],
): Promise<ProviderEvent[]> {
  const { signal } = new AbortController()
  const events: ProviderEvent[] = []
  for await (const read of provider.stream({ prompt, maxOutputTokens: 5 }, { signal }))
    events.push(...read)
  return events
}

const usage: ProviderEvent = {
  type: 'usage',
  usage: {
    inputTokens: 10,
    cachedInputTokens: 4,
    outputTokens: 7,
    reasoningTokens: 2,
    totalTokens: 17,
  },
}
const finish: ProviderEvent = { type: 'finish', finishReason: 'stop' }
const failing: Provider = {
  name: 'down',
  model: 'm',
  // oxlint-disable-next-line require-yield -- it fails
  async *stream() {
    throw new ChatError('overloaded', 'No.', { retryable: false })
  },
}

describe('streamText of the AI SDK', () => {
  test('reads text, reasoning and usage', async () => {
    const model = toLanguageModel(
      saying(
        [{ type: 'reasoning', text: 'Hm.' }],
        [{ type: 'text', text: 'Hel' }],
        [{ type: 'text', text: 'lo' }, usage, finish],
      ),
    )
    const result = streamText({ model, prompt: 'Hi', maxRetries: 0 })
    expect(await result.text).toBe('Hello')
    expect(await result.reasoningText).toBe('Hm.')
    expect(await result.finishReason).toBe('stop')
    expect(await result.usage).toMatchObject({ inputTokens: 10, outputTokens: 7, totalTokens: 17 })
  })

  test('runs its own tools on the calls', async () => {
    let asked = 0
    const provider: Provider = {
      name: 'p',
      model: 'm',
      async *stream({ tools }) {
        if (asked++ > 0) return yield [{ type: 'text', text: 'Sunny.' }, finish]
        expect(tools?.map(({ name }) => name)).toEqual(['weather'])
        yield [{ type: 'tool-input-start', toolCallId: 'c', toolName: 'weather' }]
        yield [{ type: 'tool-input-delta', toolCallId: 'c', delta: '{"city":"Ulm"}' }]
        yield [{ type: 'tool-input-end', toolCallId: 'c' }]
        yield [{ type: 'tool-call', toolCallId: 'c', toolName: 'weather', input: '{"city":"Ulm"}' }]
        yield [{ type: 'finish', finishReason: 'tool-calls' }]
      },
    }
    const result = streamText({
      model: toLanguageModel(provider),
      prompt: 'How is the weather?',
      tools: {
        weather: tool({
          inputSchema: z.object({ city: z.string() }),
          execute: ({ city }) => `${city}: 20 degrees`,
        }),
      },
      stopWhen: ({ steps }) => steps.length === 2,
    })
    expect(await result.text).toBe('Sunny.')
    expect(asked).toBe(2)
  })

  test('survives an outage: the next provider answers', async () => {
    const model = toLanguageModel(
      resilient([failing, saying([{ type: 'text', text: 'Here.' }], [finish])]),
    )
    expect(await streamText({ model, prompt: 'Hi', maxRetries: 0 }).text).toBe('Here.')
  })

  test('is told of a failure in the middle, with the text that came', async () => {
    const error = new ChatError('overloaded', 'No.')
    const model = toLanguageModel(
      saying([{ type: 'text', text: 'Hel' }], [{ type: 'error', error }]),
    )
    const errors: unknown[] = []
    const result = streamText({
      model,
      prompt: 'Hi',
      maxRetries: 0,
      onError: ({ error: told }) => void errors.push(told),
    })
    let text = ''
    for await (const piece of result.textStream) text += piece
    expect(text).toBe('Hel')
    expect(errors).toEqual([error])
  })

  test('that is aborted closes the provider’s request', async () => {
    const provider = handFedProvider()
    const controller = new AbortController()
    const result = streamText({
      model: toLanguageModel(provider),
      prompt: 'Hi',
      abortSignal: controller.signal,
      onError: () => undefined,
    })
    const reading = result.consumeStream()
    await provider.asked()
    provider.say('Hel')
    controller.abort()
    await reading
    await provider.idle()
  })
})

describe('a read that says nothing here is followed by the next one', () => {
  const said = { type: 'text', text: 'Hi' } as const
  const result = { type: 'tool-result', toolCallId: 'c', output: 1, failed: false } as const
  const call = { type: 'tool-call', toolCallId: 'c', toolName: 't', input: '{}' } as const
  const file = { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,' } as const

  test.each<[string, readonly ProviderEvent[]]>([
    ['usage alone', [said, usage, finish]],
    ['results of tools', [said, call, result, said, finish]],
    ['results, twice', [said, result, result, said, finish]],
    ['files', [said, said, said, file, finish]],
    ['an end without a word of it', [said, said, usage]],
  ])('%s', async (_, events) => {
    const slowly: Provider = {
      name: 'p',
      model: 'm',
      async *stream() {
        for (const event of events) {
          yield [event]
          await new Promise((resolve) => setImmediate(resolve))
        }
      },
    }
    for (const specification of ['v2', 'v3', 'v4'] as const) {
      const { stream } = await toLanguageModel(slowly, { specification }).doStream({ prompt: [] })
      const reader = (stream as ReadableStream<{ readonly type: string }>).getReader()
      const types: string[] = []
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        types.push(value.type)
        await new Promise((resolve) => setImmediate(resolve))
      }
      const texts = events.filter(({ type }) => type === 'text').length
      expect(types.filter((type) => type === 'text-delta')).toHaveLength(texts)
      expect(types.at(-1)).toBe(events.at(-1) === finish ? 'finish' : 'text-end')
    }
  })
})

test('a stream that is cancelled closes the request, also while the provider is silent', async () => {
  const provider = handFedProvider()
  const asked = toLanguageModel(provider).doStream({ prompt: [] })
  await provider.asked()
  provider.say('Hel')
  const { stream } = await asked
  const reader = stream.getReader()
  await reader.read()
  await reader.read()
  const next = reader.read()
  await reader.cancel()
  await next
  await provider.idle()
})

test('generateText gets the whole answer, or what it failed with', async () => {
  const model = toLanguageModel(
    saying(
      [
        { type: 'text', text: 'Hel' },
        { type: 'text', text: 'lo' },
      ],
      [usage, finish],
    ),
  )
  const { text, usage: used } = await generateText({ model, prompt: 'Hi', maxRetries: 0 })
  expect(text).toBe('Hello')
  expect(used).toMatchObject({ inputTokens: 10, outputTokens: 7 })
  const refused = generateText({ model: toLanguageModel(failing), prompt: 'Hi', maxRetries: 0 })
  await expect(refused).rejects.toMatchObject({ code: 'overloaded' })
})

test.each(['v2', 'v3', 'v4'] as const)(
  'there and back again is the same answer: %s',
  async (specification) => {
    const events: readonly (readonly ProviderEvent[])[] = [
      [{ type: 'reasoning', text: 'Hm.' }],
      [{ type: 'text', text: 'Hello' }],
      [{ type: 'tool-call', toolCallId: 'c', toolName: 't', input: '{}' }],
      [usage],
      [{ type: 'finish', finishReason: 'tool-calls' }],
    ]
    const back = fromLanguageModel(toLanguageModel(saying(...events), { specification }))
    expect(await said(back)).toEqual(events.flat())
  },
)

/** What both versions have of it: their types have no common supertype. */
type StreamText = (options: object) => {
  readonly text: PromiseLike<string>
  readonly reasoningText: PromiseLike<string | undefined>
  readonly finishReason: PromiseLike<string>
  readonly usage: PromiseLike<object>
}
type GenerateText = (options: object) => PromiseLike<{
  readonly text: string
  readonly usage: object
  readonly warnings?: readonly object[] | undefined
}>

describe.each<[string, 'v2' | 'v3', StreamText, GenerateText]>([
  ['ai 5, specification 2', 'v2', streamText5 as StreamText, generateText5 as GenerateText],
  ['ai 6, specification 3', 'v3', streamText6 as StreamText, generateText6 as GenerateText],
])('older versions of the AI SDK: %s', (_, specification, stream, generate) => {
  const modelOf = (provider: Provider) => toLanguageModel(provider, { specification })

  test('streamText reads text, reasoning, usage and why it ended', async () => {
    const provider = saying(
      [{ type: 'reasoning', text: 'Hm.' }],
      [{ type: 'text', text: 'Hello' }, usage, { type: 'finish', finishReason: 'length' }],
    )
    const result = stream({ model: modelOf(provider), prompt: 'Hi', maxRetries: 0 })
    expect(await result.text).toBe('Hello')
    expect(await result.reasoningText).toBe('Hm.')
    expect(await result.finishReason).toBe('length')
    expect(await result.usage).toMatchObject({
      inputTokens: 10,
      outputTokens: 7,
      totalTokens: 17,
      cachedInputTokens: 4,
      reasoningTokens: 2,
    })
  })

  test('generateText gets the whole answer, and what could not be passed on', async () => {
    const provider = saying([{ type: 'text', text: 'Hello' }, usage, finish])
    const result = await generate({
      model: modelOf(provider),
      prompt: 'Hi',
      maxRetries: 0,
      topK: 5,
    })
    expect(result.text).toBe('Hello')
    expect(result.usage).toMatchObject({ inputTokens: 10, outputTokens: 7 })
    expect(JSON.stringify(result.warnings)).toContain('topK')
  })

  test('a picture and a file reach the provider as those of the newest version do', async () => {
    const asked: ProviderRequest[] = []
    const provider: Provider = {
      name: 'p',
      model: 'm',
      async *stream(request) {
        asked.push(request)
        yield [{ type: 'text', text: 'A cat.' }, finish]
      },
    }
    const content = [
      { type: 'text', text: 'What is it?' },
      { type: 'image', image: new URL('https://example.org/cat.png'), mediaType: 'image/png' },
      { type: 'file', data: 'aGk=', mediaType: 'text/plain' },
    ] as const
    const result = stream({
      model: modelOf(provider),
      messages: [{ role: 'user', content: [...content] }],
      maxRetries: 0,
    })
    await result.text
    expect(asked[0]?.prompt[0]?.content).toMatchObject([
      { type: 'text', text: 'What is it?' },
      { type: 'file', data: { type: 'url', url: new URL('https://example.org/cat.png') } },
      { type: 'file', data: { type: 'data', data: 'aGk=' }, mediaType: 'text/plain' },
    ])
  })
})

describe('a model is asked in the words of its version', () => {
  const prompt: LanguageModelV4Prompt = [
    { role: 'system', content: 'Be kind.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is it?' },
        { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aGk=' } },
        {
          type: 'file',
          mediaType: 'image/png',
          data: { type: 'url', url: new URL('https://example.org/cat.png') },
        },
      ],
    },
    {
      role: 'assistant',
      content: [{ type: 'tool-call', toolCallId: 'c', toolName: 't', input: {} }],
    },
    {
      role: 'tool',
      content: [
        {
          type: 'tool-result',
          toolCallId: 'c',
          toolName: 't',
          output: { type: 'execution-denied', reason: 'No.' },
        },
      ],
    },
  ]

  async function askedOf(specificationVersion: 'v2' | 'v3' | 'v4'): Promise<unknown> {
    let asked: unknown
    const provider = fromLanguageModel({
      specificationVersion,
      provider: 'p',
      modelId: 'm',
      doStream(options: { readonly prompt: unknown }) {
        asked = options.prompt
        return Promise.resolve({ stream: new ReadableStream({ start: (c) => c.close() }) })
      },
    })
    await said(provider, prompt)
    return asked
  }

  test('version 4: as it is', async () => {
    expect(await askedOf('v4')).toEqual(prompt)
  })

  test.each(['v2', 'v3'] as const)('%s: data is itself', async (version) => {
    const [system, user, , tool] = (await askedOf(version)) as readonly {
      readonly content: unknown
    }[]
    expect(system?.content).toBe('Be kind.')
    expect(user?.content).toMatchObject([
      { type: 'text' },
      { type: 'file', data: 'aGk=' },
      { type: 'file', data: new URL('https://example.org/cat.png') },
    ])
    expect(tool?.content).toMatchObject([
      {
        output:
          version === 'v2'
            ? { type: 'error-text', value: 'No.' }
            : { type: 'execution-denied', reason: 'No.' },
      },
    ])
  })
})

/** A model of any version that says these parts. */
function modelSaying(
  specificationVersion: Specification,
  parts: readonly object[],
  response: object = {},
): AnyLanguageModel {
  const stream = new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part)
      controller.close()
    },
  })
  return {
    specificationVersion,
    provider: 'p',
    modelId: 'm',
    doStream: () => Promise.resolve({ stream, response }),
  }
}

test.each([
  ['v4', { unified: 'interrupted' }],
  ['v3', { unified: 'other', raw: undefined }],
  ['v2', 'unknown'],
] as const)(
  'a finish of %s that says %j is an answer without its end (T-16)',
  async (version, finishReason) => {
    const parts = [
      { type: 'text-delta', id: '0', delta: 'Hel' },
      { type: 'finish', finishReason, usage: { inputTokens: {} } },
    ]
    const provider = fromLanguageModel(modelSaying(version, parts))
    const events = await said(provider)
    expect(events[0]).toEqual({ type: 'text', text: 'Hel' })
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'incomplete_stream' } })
    expect(events.some(({ type }) => type === 'finish')).toBe(false)
  },
)

test('headers of a model that are none disturb nothing', async () => {
  const parts = [
    { type: 'text-delta', id: '0', delta: 'Hi' },
    { type: 'finish', finishReason: { unified: 'stop' }, usage: {} },
  ]
  const headers = { 'x-note': 'Größe ✓\r\nx: y', 'no name': 'x', '': 'x' }
  const provider = fromLanguageModel(modelSaying('v4', parts, { headers }))
  expect((await said(provider))[0]).toEqual({ type: 'text', text: 'Hi' })
})

test('what it cannot pass on is said, not dropped in silence', async () => {
  const model = toLanguageModel(saying([finish]))
  const { warnings } = await model.doGenerate({
    prompt: [],
    topK: 5,
    seed: 1,
    responseFormat: { type: 'json' },
  })
  expect(warnings).toEqual(
    ['topK', 'seed', 'responseFormat'].map((feature) => ({ type: 'unsupported', feature })),
  )
})
