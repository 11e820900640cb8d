import { afterEach, describe, expect, test } from 'vitest'
import type { Message } from '../message/Message.ts'
import { prepareMessages } from './countMessage.ts'
import { estimateTokens } from './estimateTokens.ts'
import { o200k } from './o200k.ts'
import type { TokenCounter } from './TokenCounter.ts'
import { trimMessages } from './trimMessages.ts'
import { type CountingWorker, serveCounts, workerCounter } from './workerCounter.ts'

const exact = o200k()
const open: MessagePort[] = []
afterEach(() => {
  for (const port of open.splice(0)) port.close()
})

/** A worker in this thread: `serveCounts` behind a port, as in a real one. It breaks on command. */
function localWorker() {
  const { port1, port2 } = new MessageChannel()
  open.push(port1, port2)
  const orders: (readonly string[])[] = []
  const onError: ((event: unknown) => void)[] = []
  let broken = false
  serveCounts(exact, {
    postMessage: (message) => port2.postMessage(message),
    addEventListener(type, listener) {
      port2.addEventListener(type, ({ data }: MessageEvent<{ texts: readonly string[] }>) => {
        orders.push(data.texts)
        if (!broken) listener({ data })
      })
      port2.start()
    },
  })
  const worker: CountingWorker = {
    postMessage: (message) => port1.postMessage(message),
    addEventListener(type: 'message' | 'error', listener: (event: { data: unknown }) => void) {
      if (type === 'error') onError.push(listener as (event: unknown) => void)
      else port1.addEventListener('message', listener)
      port1.start()
    },
  }
  return {
    worker,
    orders,
    /** It hears, and does not answer any more. */
    hang() {
      broken = true
    },
    fail() {
      broken = true
      for (const listener of onError) listener(new Event('error'))
    },
  }
}

async function prepare(counter: TokenCounter, wanted: readonly string[]): Promise<void> {
  await counter.prepare?.(wanted)
}

const texts = ['The river turns the wheel.', '漢字と仮名', '😀', '']

test('nothing starts before the first texts are to be counted', async () => {
  let starts = 0
  const { worker } = localWorker()
  const counter = workerCounter('o200k_base', () => {
    starts++
    return worker
  })
  counter.count('The river')
  await prepare(counter, [])
  expect(starts).toBe(0)
  await prepare(counter, ['The river'])
  await prepare(counter, ['The wheel'])
  expect(starts).toBe(1)
})

test('what was prepared is exact, what was not is estimated', async () => {
  const { worker } = localWorker()
  const counter = workerCounter('o200k_base', () => worker)
  expect(counter.name).toBe('o200k_base')
  expect(texts.map((text) => counter.count(text))).toEqual(texts.map(estimateTokens))
  await prepare(counter, texts)
  expect(texts.map((text) => counter.count(text))).toEqual(texts.map(exact.count))
  expect(counter.count('The stone is round.')).toBe(estimateTokens('The stone is round.'))
})

test('each text goes to the worker once, whoever asks for it meanwhile', async () => {
  const { worker, orders } = localWorker()
  const counter = workerCounter('o200k_base', () => worker)
  const counts: number[] = []
  await Promise.all([
    prepare(counter, ['a', 'b', 'a']),
    prepare(counter, ['b', 'c']),
    // Nothing new, and yet it is there only when both others are.
    prepare(counter, ['c', 'a', 'The river turns.']).then(() => {
      counts.push(...['a', 'c', 'The river turns.'].map(counter.count))
    }),
    prepare(counter, ['a']),
  ])
  await prepare(counter, ['c', 'b'])
  expect(orders).toEqual([['a', 'b'], ['c'], ['The river turns.']])
  expect(counts).toEqual([1, 1, exact.count('The river turns.')])
})

test('the oldest of more than 10,000 texts are forgotten, and counted again when wanted', async () => {
  const { worker, orders } = localWorker()
  const counter = workerCounter('o200k_base', () => worker)
  const oldest = 'Incomprehensibilities'
  await prepare(counter, [oldest])
  expect(counter.count(oldest)).toBe(exact.count(oldest))
  await prepare(
    counter,
    Array.from({ length: 10_000 }, (_, n) => `n${n}`),
  )
  expect(counter.count(oldest)).toBe(estimateTokens(oldest))
  await prepare(counter, [oldest])
  expect(counter.count(oldest)).toBe(exact.count(oldest))
  expect(orders.map(({ length }) => length)).toEqual([1, 10_000, 1])
})

describe('a worker that fails', () => {
  test('leaves estimates, and whoever waits goes on', async () => {
    const { worker, hang, fail } = localWorker()
    const counter = workerCounter('o200k_base', () => worker)
    await prepare(counter, ['The river'])
    hang()
    const waiting = [prepare(counter, ['The wheel']), prepare(counter, ['The wheel', 'b'])]
    fail()
    await Promise.all(waiting)
    expect(counter.name).toBe('estimate')
    expect(counter.count('The wheel')).toBe(estimateTokens('The wheel'))
    expect(counter.count('The river')).toBe(exact.count('The river'))
  })

  test('is asked no more', async () => {
    const { worker, orders, fail } = localWorker()
    const counter = workerCounter('o200k_base', () => worker)
    await prepare(counter, ['The river'])
    fail()
    await prepare(counter, ['The wheel'])
    expect(orders).toEqual([['The river']])
  })

  test.each([
    [
      'start',
      () => {
        throw new Error('Workers are forbidden here.')
      },
    ],
    [
      'take orders',
      (): CountingWorker => ({
        postMessage() {
          throw new Error('The worker is gone.')
        },
        addEventListener() {},
      }),
    ],
  ])('to %s leaves estimates: preparing does not reject', async (_, start) => {
    const counter = workerCounter('o200k_base', start)
    await expect(prepare(counter, texts)).resolves.toBeUndefined()
    expect(counter.name).toBe('estimate')
    expect(texts.map((text) => counter.count(text))).toEqual(texts.map(estimateTokens))
  })

  test('to count all of it leaves estimates of the rest', async () => {
    let answer: ((event: { readonly data: unknown }) => void) | undefined
    const counter = workerCounter('o200k_base', () => ({
      postMessage: () => answer?.({ data: { id: 0, counts: [7] } }),
      addEventListener(type: string, listener: (event: { readonly data: unknown }) => void) {
        if (type === 'message') answer = listener
      },
    }))
    await prepare(counter, ['The river', 'The wheel'])
    expect(counter.count('The river')).toBe(7)
    expect(counter.count('The wheel')).toBe(estimateTokens('The wheel'))
  })
})

test('prepared messages are trimmed by exact counts', async () => {
  const { worker } = localWorker()
  const counter = workerCounter('o200k_base', () => worker)
  const messages: readonly Message[] = Array.from({ length: 20 }, (_, n) => ({
    id: `m${n}`,
    role: n % 2 === 0 ? 'user' : 'assistant',
    parts: [
      { type: 'text', text: `The river turns the wheel for the ${n}th time, incomprehensibly.` },
      {
        type: 'dynamic-tool',
        toolName: 'turn',
        toolCallId: `${n}`,
        state: 'output-available',
        input: { n },
        output: 'It turned.',
      },
    ],
  }))
  await prepareMessages(messages, counter)
  const limits = { model: { contextWindow: 700 }, maxOutputTokens: 100 }
  const trimmed = trimMessages(messages, { ...limits, tokens: counter })
  expect(trimmed).toEqual(trimMessages(messages, { ...limits, tokens: exact }))
  expect(trimmed.report).toMatchObject({ estimated: false })
  await expect(prepareMessages(messages, exact)).resolves.toBeUndefined()
})
