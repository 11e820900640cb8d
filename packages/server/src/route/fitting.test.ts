import { ChatError, type Message, type Summarize } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { expect, onTestFinished, test } from 'vitest'
import { question } from '../fixtures/ask.ts'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import { readAnswer } from '../fixtures/readAnswer.ts'
import { recordingLogger } from '../fixtures/recordingLogger.ts'
import type { Provider, ProviderRequest } from '../provider/Provider.ts'
import { createChatRoute } from './createChatRoute.ts'

// What happens to a question between its arrival and its answer, while it is made to fit.

const local = 'http://localhost/api/chat'
const messages = Array.from({ length: 21 }, (_, n): Message => ({
  id: `m${n}`,
  role: n % 2 === 0 ? 'user' : 'assistant',
  parts: [{ type: 'text', text: 'Some words that were said here. '.repeat(12) }],
}))

/** A route whose questions wait for a summary. */
function summarizing(strategy: Summarize) {
  const provider = handFedProvider()
  const logger = recordingLogger()
  const clock = manualClock(1_700_000_000_000)
  const route = createChatRoute({
    providers: [provider],
    logger,
    clock,
    windowCap: 2000,
    strategy,
  })
  return {
    route,
    provider,
    logger,
    clock,
    ask: (asked: Parameters<typeof question>[1] = {}) =>
      route(question(local, { ...asked, more: { messages } })),
  }
}

/** Writes when it is told to. */
function toldSummary({ deaf }: { readonly deaf: boolean }) {
  const told: ((text: string) => void)[] = []
  let begun: () => void = () => undefined
  const began = new Promise<void>((resolve) => (begun = resolve))
  const summarize: Summarize = (_, { signal }) => {
    begun()
    return new Promise((resolve, reject) => {
      if (!deaf) signal.addEventListener('abort', () => reject(signal.reason as Error))
      told.push(resolve)
    })
  }
  return { summarize, began, write: (text: string) => told.forEach((tell) => tell(text)) }
}

test('a summary that never comes is done without after 30 s, and the log says so', async () => {
  const { summarize, began } = toldSummary({ deaf: true })
  const { ask, provider, clock, logger } = summarizing(summarize)
  const asked = ask({ runId: 'run-1' })
  await began
  await clock.advance(29_999)
  expect(provider.requests).toHaveLength(0)
  await clock.advance(1)
  const reading = readAnswer(await asked)
  await provider.asked()
  provider.say('Here.')
  provider.finish()
  const { text } = await reading
  expect(text).toBe('Here.')
  expect(logger.records).toContainEqual(
    expect.objectContaining({ event: 'no-summary', chatId: 'chat-1' }),
  )
  expect(clock.pending).toBe(0)
})

test('a summary that fails before it began is done without, and nothing rejects unhandled', async () => {
  const rejections: unknown[] = []
  const note = (reason: unknown): void => void rejections.push(reason)
  process.on('unhandledRejection', note)
  onTestFinished(() => void process.off('unhandledRejection', note))
  const { ask, provider } = summarizing(() => {
    throw new Error('Not today.')
  })
  const reading = ask({ runId: 'run-1' }).then(readAnswer)
  await provider.asked()
  provider.say('Here.')
  provider.finish()
  expect((await reading).text).toBe('Here.')
  await new Promise((resolve) => setImmediate(resolve))
  expect(rejections).toEqual([])
})

test('who stops while a summary hangs is answered at once, and their question asks nobody', async () => {
  const { summarize, began } = toldSummary({ deaf: true })
  const { route, ask, provider, clock } = summarizing(summarize)
  const asked = ask({ runId: 'run-1' })
  await began
  const stopped = await route(new Request(`${local}/chat-1/stream?run=run-1`, { method: 'DELETE' }))
  expect(stopped.status).toBe(204)
  await clock.advance(30_000)
  const { facts } = await readAnswer(await asked)
  expect(facts.status).toBe('stopped')
  expect(provider.requests).toHaveLength(0)
})

test('a connection that drops meanwhile loses nothing: the answer is there for who comes back (T-20)', async () => {
  const { summarize, began, write } = toldSummary({ deaf: false })
  const { route, ask, provider, logger } = summarizing(summarize)
  const connection = new AbortController()
  const asked = ask({ runId: 'run-1', signal: connection.signal })
  await began
  connection.abort()
  write('They spoke.')
  expect((await asked).status).toBe(200)
  await provider.asked()
  provider.say('Here.')
  const back = await route(new Request(`${local}/chat-1/stream?run=run-1`))
  provider.finish()
  expect((await readAnswer(back)).text).toBe('Here.')
  expect(provider.requests).toHaveLength(1)
  expect(logger.records.filter(({ event }) => event === 'route-failed')).toEqual([])
})

test('a stock client that leaves meanwhile has stopped: nobody is asked, nothing failed', async () => {
  const { summarize, began } = toldSummary({ deaf: true })
  const { ask, provider, logger, clock } = summarizing(summarize)
  const connection = new AbortController()
  const asked = ask({ signal: connection.signal })
  await began
  connection.abort()
  await asked
  expect(provider.requests).toHaveLength(0)
  expect(clock.pending).toBe(0)
  expect(logger.records.filter(({ event }) => event === 'route-failed')).toEqual([])
})

test('a refusal for length counts for the provider that refused, not for the one that is asked first', async () => {
  const asked: { readonly by: string; readonly request: ProviderRequest }[] = []
  let primaryIsDown = true
  const primary: Provider = {
    name: 'primary',
    model: 'large',
    async *stream(request) {
      asked.push({ by: 'primary', request })
      if (primaryIsDown) throw new ChatError('overloaded', 'No.')
      yield [{ type: 'finish', finishReason: 'stop' }]
    },
  }
  const second: Provider = {
    name: 'second',
    model: 'small',
    async *stream(request) {
      asked.push({ by: 'second', request })
      if (request.prompt.length > 10) {
        const cause = { error: { message: 'maximum context length is 1800 tokens.' } }
        throw new ChatError('context_length', 'Too long.', { cause })
      }
      yield [{ type: 'text', text: 'Here.' }]
      yield [{ type: 'finish', finishReason: 'stop' }]
    },
  }
  const route = createChatRoute({
    providers: [primary, second],
    logger: recordingLogger(),
    clock: manualClock(1_700_000_000_000),
    retry: { attempts: 1 },
  })
  const answer = await readAnswer(await route(question(local, { more: { messages } })))
  expect(answer.text).toBe('Here.')
  expect(answer.facts).toMatchObject({ provider: 'second', model: 'small' })
  const lengths = asked.map(({ by, request }) => [by, request.prompt.length])
  expect(lengths.slice(0, 2)).toEqual([
    ['primary', 21],
    ['second', 21],
  ])
  expect(asked.at(-1)?.request.prompt.length).toBeLessThanOrEqual(10)
  // The larger one sees all again, once it is back.
  primaryIsDown = false
  await (await route(question(local, { more: { messages } }))).text()
  expect(asked.at(-1)).toMatchObject({ by: 'primary', request: { prompt: { length: 21 } } })
})

test('what a provider counts teaches about itself, also when it stood in for another', async () => {
  const inputTokens: (readonly [string, number | undefined])[] = []
  let primaryIsDown = true
  function counting(name: string, times: number, isDown: () => boolean): Provider {
    return {
      name,
      model: 'house',
      async *stream(request) {
        inputTokens.push([name, request.inputTokens])
        if (isDown()) throw new ChatError('overloaded', 'No.')
        const counted = Math.round((request.inputTokens ?? 0) * times)
        yield [{ type: 'text', text: 'Here.' }]
        yield [{ type: 'usage', usage: { inputTokens: counted, outputTokens: 1 } }]
        yield [{ type: 'finish', finishReason: 'stop' }]
      },
    }
  }
  const route = createChatRoute({
    providers: [counting('primary', 1, () => primaryIsDown), counting('second', 3, () => false)],
    logger: recordingLogger(),
    clock: manualClock(1_700_000_000_000),
    retry: { attempts: 1 },
  })
  for (let n = 0; n < 3; n++) {
    await (await route(question(local, { more: { messages } }))).text()
  }
  primaryIsDown = false
  await (await route(question(local, { more: { messages } }))).text()
  // Three times what the second counts is no measure of the first.
  const [[, first], [last, now]] = [inputTokens[0] ?? [], inputTokens.at(-1) ?? []]
  expect(last).toBe('primary')
  expect(now).toBe(first)
})
