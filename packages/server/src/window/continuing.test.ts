import { continues, type Message, textOf } from '@millrace/protocol'
import { describe, expect, test } from 'vitest'
import { ask } from '../fixtures/ask.ts'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import { serveRoute } from '../fixtures/serveRoute.ts'
import { createChatRoute } from '../route/createChatRoute.ts'
import { continueInstruction } from './continuePrompt.ts'

const question: Message = {
  id: 'q',
  role: 'user',
  parts: [{ type: 'text', text: 'Tell me a story.' }],
}
const half: Message = {
  id: 'a',
  role: 'assistant',
  parts: [{ type: 'step-start' }, { type: 'text', text: 'Once upon a ti', state: 'done' }],
  metadata: {
    millrace: {
      finishReason: 'length',
      usage: { inputTokens: 10, outputTokens: 4, totalTokens: 14 },
    },
  },
}

function withHandFed() {
  const provider = handFedProvider()
  const logger = recordingLogger()
  const route = createChatRoute({ providers: [provider], logger, system: 'Be kind.' })
  return { provider, logger, api: serveRoute(route) }
}

describe('an answer that is carried on', () => {
  test('goes on in its own message, in a text that says so', async () => {
    const { provider, api } = withHandFed()
    const reading = ask(await api, { more: { messages: [question, half], continues: 'a' } })
    await provider.asked()
    provider.say('me there was a mill.')
    provider.feed({ type: 'usage', usage: { inputTokens: 20, outputTokens: 6, totalTokens: 26 } })
    provider.finish()
    const answer = await readAnswer(await reading)
    // A page that is loaded anew learns what it goes on from.
    expect(answer.chunks[0]).toMatchObject({
      type: 'start',
      messageId: 'a',
      messageMetadata: { millrace: { continues: 'a', continuedParts: 2 } },
    })
    expect(answer.chunks.find(({ type }) => type === 'text-start')).toMatchObject({
      providerMetadata: continues('a'),
    })
    // Both requests were paid for.
    expect(answer.facts.usage).toEqual({ inputTokens: 30, outputTokens: 10, totalTokens: 40 })
    expect(answer.facts.finishReason).toBe('stop')
  })

  test('is asked for by the user: newer models refuse a prompt that ends with their own words', async () => {
    const { provider, api } = withHandFed()
    const reading = ask(await api, { more: { messages: [question, half], continues: 'a' } })
    await provider.asked()
    provider.finish()
    await (await reading).text()
    const prompt = provider.requests[0]?.prompt ?? []
    expect(prompt.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user'])
    expect(prompt[2]?.content).toEqual([{ type: 'text', text: 'Once upon a ti' }])
    expect(prompt[3]?.content).toEqual([{ type: 'text', text: continueInstruction }])
  })

  test('is sent as one text when it was carried on before', async () => {
    const { provider, api } = withHandFed()
    const longer: Message = {
      ...half,
      parts: [
        ...half.parts,
        { type: 'step-start' },
        { type: 'text', text: 'me there', providerMetadata: continues('a'), state: 'done' },
      ],
    }
    const reading = ask(await api, { more: { messages: [question, longer], continues: 'a' } })
    await provider.asked()
    provider.finish()
    await (await reading).text()
    expect(provider.requests[0]?.prompt[2]?.content).toEqual([
      { type: 'text', text: 'Once upon a time there' },
    ])
    expect(textOf(longer)).toBe('Once upon a time there')
  })

  test.each([
    ['another message', { messages: [question, half], continues: 'q' }],
    ['a question', { messages: [question], continues: 'q' }],
    ['no text', { messages: [question, half], continues: 7 }],
  ])('is refused when it names %s (T-64)', async (_, more) => {
    const { api, provider } = withHandFed()
    const response = await ask(await api, { more })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_request' } })
    expect(provider.requests).toHaveLength(0)
  })
})

describe('usage', () => {
  test('is counted by the route and marked when the provider does not tell', async () => {
    const { provider, api } = withHandFed()
    const reading = ask(await api)
    await provider.asked()
    provider.say('A story of eight words or so, told.')
    provider.finish()
    const { facts } = await readAnswer(await reading)
    expect(facts.usage).toMatchObject({ estimated: true })
    expect(facts.usage?.inputTokens).toBeGreaterThan(5)
    expect(facts.usage?.outputTokens).toBeGreaterThanOrEqual(8)
  })

  test('is the provider’s own when it tells, whole', async () => {
    const { provider, api } = withHandFed()
    const reading = ask(await api)
    await provider.asked()
    provider.say('Short.')
    provider.feed({ type: 'usage', usage: { inputTokens: 77, outputTokens: 2 } })
    provider.finish()
    expect((await readAnswer(await reading)).facts.usage).toEqual({
      inputTokens: 77,
      outputTokens: 2,
    })
  })

  test('of an answer that failed before a word is not made up', async () => {
    const { provider, api } = withHandFed()
    const reading = ask(await api)
    await provider.asked()
    provider.fail(new Error('gone'))
    expect((await readAnswer(await reading)).facts.usage).toBeUndefined()
  })

  test('that a client claims for its message is checked before it is added to (hostile metadata)', async () => {
    const { provider, api } = withHandFed()
    const lying = {
      ...half,
      metadata: { millrace: { usage: { inputTokens: '9', outputTokens: -5, totalTokens: 3 } } },
    }
    const reading = ask(await api, { more: { messages: [question, lying], continues: 'a' } })
    await provider.asked()
    provider.say('me.')
    provider.feed({ type: 'usage', usage: { inputTokens: 20, outputTokens: 6, totalTokens: 26 } })
    provider.finish()
    expect((await readAnswer(await reading)).facts.usage).toEqual({
      inputTokens: 20,
      outputTokens: 6,
      totalTokens: 29,
      estimated: true,
    })
  })
})
