import { ChatError, type ErrorCode } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { answering } from '../fixtures/answering.ts'
import { handFedProvider } from '../fixtures/handFedProvider.ts'
import type { Provider, ProviderEvent, ProviderRequest } from '../provider/Provider.ts'
import type { Attempt, BudgetQuestion } from './Budget.ts'
import { withBudget } from './withBudget.ts'

const ann = { user: 'ann' }
const told = { inputTokens: 12, outputTokens: 5 }
const request: ProviderRequest = {
  prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
  inputTokens: 10,
  maxOutputTokens: 100,
}

function notice(
  kind: 'retrying' | 'failed-over',
  code: ErrorCode,
  [provider, model] = ['scripted', 'm'],
): ProviderEvent {
  return kind === 'retrying'
    ? { type: 'notice', notice: { kind, code, attempt: 2, retryAt: 0 } }
    : { type: 'notice', notice: { kind, code, provider, model } }
}

function failure(code: ErrorCode): ProviderEvent {
  return { type: 'error', error: new ChatError(code, 'No.') }
}

/** A letter is a token. */
function paying(provider: Provider, refusal?: ChatError) {
  const questions: BudgetQuestion[] = []
  const settled: (readonly Attempt[])[] = []
  const payments: Promise<unknown>[] = []
  const paid = withBudget({
    budget: {
      async reserve(question) {
        questions.push(question)
        await Promise.resolve()
        if (refusal !== undefined) throw refusal
        return {
          async settle(attempts) {
            settled.push(attempts)
            return { costNano: 0, estimated: false }
          },
        }
      },
    },
    who: ann,
    providers: [provider],
    count: ({ length }) => length,
    onPaying: (payment) => void payments.push(payment),
  })(provider)
  return { paid, questions, settled, payments }
}

async function hear(provider: Provider): Promise<readonly ProviderEvent[]> {
  const events: ProviderEvent[] = []
  const { signal } = new AbortController()
  for await (const read of provider.stream(request, { signal })) events.push(...read)
  return events
}

const words: ProviderEvent = { type: 'text', text: 'Good day' }
const finish: ProviderEvent = { type: 'finish', finishReason: 'stop' }
const own = { inputTokens: 10, outputTokens: 8, estimated: true }

test('what a request may cost is held before it goes out, and what it did cost is paid after', async () => {
  const events = [words, { type: 'usage', usage: told } as const, finish]
  const provider = answering(events)
  const { paid, questions, settled, payments } = paying(provider)
  expect(await hear(paid)).toEqual(events)
  expect(questions).toEqual([
    { who: ann, providers: [provider], inputTokens: 10, maxOutputTokens: 100 },
  ])
  expect(settled).toEqual([[{ provider: 'scripted', model: 'm', usage: told }]])
  expect(payments).toHaveLength(1)
})

test('where there is not enough, nobody is asked (T-87)', async () => {
  const refusal = new ChatError('quota', 'Used up.')
  const provider = handFedProvider()
  const { paid, payments } = paying(provider, refusal)
  await expect(hear(paid)).rejects.toBe(refusal)
  expect(provider.requests).toEqual([])
  expect(payments).toEqual([])
})

const by = { provider: 'scripted', model: 'm' }
const tool: readonly ProviderEvent[] = [
  { type: 'tool-input-start', toolCallId: 'a', toolName: 'go' },
  { type: 'tool-input-delta', toolCallId: 'a', delta: '{"to":' },
  { type: 'tool-input-delta', toolCallId: 'a', delta: '1}' },
  { type: 'tool-call', toolCallId: 'a', toolName: 'go', input: '{"to":1}' },
]

test.each<readonly [string, readonly (ProviderEvent | Error)[], readonly Attempt[]]>([
  ['one that counts nothing, by our own count (T-83)', [words, finish], [{ ...by, usage: own }]],
  [
    'one that counts half, with our own count for the rest (T-83)',
    [words, { type: 'usage', usage: { outputTokens: 5 } }, finish],
    [{ ...by, usage: { ...own, outputTokens: 5 } }],
  ],
  ['a call of a tool, once', tool, [{ ...by, usage: { ...own, outputTokens: 10 } }]],
  ['a whole call', tool.slice(3), [{ ...by, usage: { ...own, outputTokens: 10 } }]],
  ['one that breaks off, what it said', [words, failure('overloaded')], [{ ...by, usage: own }]],
  ['one that throws later, what it said', [words, new Error('No.')], [{ ...by, usage: own }]],
  ['what was refused, nothing', [failure('overloaded')], []],
  ['what could not be sent, nothing', [new ChatError('network', 'No.')], []],
  ['what ran into a time limit, its prompt (T-82)', [failure('timeout')], [by]],
  ['what broke off before a word, its prompt (T-82)', [failure('incomplete_stream')], [by]],
  [
    'three tries of which two may be billed, each on its own (T-84)',
    [
      notice('retrying', 'timeout'),
      notice('retrying', 'overloaded'),
      notice('failed-over', 'overloaded', ['q', 'n']),
      words,
      { type: 'usage', usage: told },
      finish,
    ],
    [by, { provider: 'q', model: 'n', usage: told }],
  ],
  [
    'words that were taken back, and those in their place (T-84)',
    [
      words,
      { type: 'reset' },
      notice('failed-over', 'incomplete_stream', ['q', 'n']),
      { type: 'text', text: 'Hello' },
      finish,
    ],
    [
      { ...by, usage: own },
      { provider: 'q', model: 'n', usage: { ...own, outputTokens: 5 } },
    ],
  ],
])('paid is, of %s', async (_, events, attempts) => {
  const { paid, settled } = paying(answering(events))
  await hear(paid).catch(() => undefined)
  expect(settled).toEqual([attempts])
})

test.each([
  ['after a word', [words], [{ provider: 'hand-fed', model: 'hand', usage: own }]],
  [
    'before a word',
    [{ type: 'source', id: 's', url: 'https://example.com' } as const],
    [{ provider: 'hand-fed', model: 'hand' }],
  ],
])('who leaves %s pays for it, once (T-82)', async (_, events, attempts) => {
  const provider = handFedProvider()
  const { paid, settled, payments } = paying(provider)
  const { signal } = new AbortController()
  const reads = paid.stream(request, { signal })[Symbol.asyncIterator]()
  const first = reads.next()
  await provider.asked()
  provider.feed(...events)
  await first
  await reads.return?.()
  await reads.return?.()
  expect(await reads.next()).toMatchObject({ done: true })
  expect(settled).toEqual([attempts])
  expect(payments).toHaveLength(1)
  await provider.idle()
})

test.each(['leaves', 'stops'])(
  'who %s while it is being held pays nothing, and nobody is asked',
  async (how) => {
    const provider = handFedProvider()
    const { paid, settled } = paying(provider)
    const stop = new AbortController()
    const reads = paid.stream(request, { signal: stop.signal })[Symbol.asyncIterator]()
    const first = reads.next().catch((thrown: unknown) => thrown)
    if (how === 'leaves') await reads.return?.()
    else stop.abort()
    await first
    expect(settled).toEqual([[]])
    expect(provider.requests).toEqual([])
  },
)
