import { ChatError } from '@millrace/protocol'
import { generateText, streamText, tool } from 'ai'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { resilient } from '../policy/resilient.ts'
import { fromLanguageModel } from './fromLanguageModel.ts'
import type { Provider, ProviderEvent } from './Provider.ts'
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

test('there and back again is the same answer', async () => {
  const events: readonly (readonly ProviderEvent[])[] = [
    [{ type: 'reasoning', text: 'Hm.' }],
    [{ type: 'text', text: 'Hello' }],
    [{ type: 'tool-call', toolCallId: 'c', toolName: 't', input: '{}' }],
    [usage],
    [{ type: 'finish', finishReason: 'tool-calls' }],
  ]
  const back = fromLanguageModel(toLanguageModel(saying(...events)))
  const { signal } = new AbortController()
  const seen: ProviderEvent[] = []
  for await (const read of back.stream({ prompt: [], maxOutputTokens: 5 }, { signal }))
    seen.push(...read)
  expect(seen).toEqual(events.flat())
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
