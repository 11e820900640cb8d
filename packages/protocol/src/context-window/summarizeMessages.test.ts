import { describe, expect, test } from 'vitest'
import type { Message } from '../message/Message.ts'
import { seededRandom } from '../testing/seededRandom.ts'
import { answerOverhead } from './chatTokens.ts'
import { countMessage } from './countMessage.ts'
import { estimate } from './estimateTokens.ts'
import { randomConversation } from './fixtures/randomConversation.ts'
import { o200k } from './o200k.ts'
import { summarizeMessages, type Summarize, type SummarizeOptions } from './summarizeMessages.ts'
import { trimMessages, type TrimOptions } from './trimMessages.ts'

const tokens = o200k()

function said(role: Message['role'], words: number, id: string, facts?: object): Message {
  const text = Array.from({ length: words }, (_, n) => `word${n % 7}`).join(' ')
  const metadata = facts === undefined ? {} : { metadata: { millrace: facts } }
  return { id, role, parts: [{ type: 'text', text }], ...metadata }
}

function talk(from: number, to: number): Message[] {
  return Array.from({ length: to - from }, (_, n) => [
    said('user', 50, `q${from + n}`),
    said('assistant', 50, `a${from + n}`),
  ]).flat()
}

function ids(messages: readonly Message[]): string {
  return messages.map(({ id }) => id).join(' ')
}

function countOf(messages: readonly Message[]): number {
  return messages.reduce((sum, message) => sum + countMessage(message, tokens), answerOverhead)
}

/** Writes down what it was asked, and says so much. */
function clerk(says = 'They spoke of wheels.') {
  const asked: { readonly messages: string; readonly previous: string | undefined }[] = []
  const summarize: Summarize = async (messages, { previous }) => {
    asked.push({ messages: ids(messages), previous })
    return says
  }
  return { asked, summarize }
}

const window = { model: { contextWindow: 1200 }, maxOutputTokens: 100, tokens } as const
const short = { ...window, maxSummaryTokens: 100 } as const

test('nothing is asked when all fits: the same array comes back', async () => {
  const { asked, summarize } = clerk()
  const messages = talk(0, 3)
  const result = await summarizeMessages(messages, { ...short, summarize })
  expect(result).toEqual({ ...trimMessages(messages, window), summary: undefined })
  expect(result.messages).toBe(messages)
  expect(asked).toEqual([])
})

test('a summary goes in place of what went', async () => {
  const { asked, summarize } = clerk()
  const messages = [said('system', 10, 's'), ...talk(0, 10), said('user', 50, 'new')]
  const {
    messages: kept,
    report,
    summary,
  } = await summarizeMessages(messages, {
    ...short,
    summarize,
  })
  expect(ids(kept)).toBe('s summary-a6 q7 a7 q8 a8 q9 a9 new')
  expect(kept[1]).toEqual({
    id: 'summary-a6',
    role: 'user',
    parts: [
      {
        type: 'text',
        text: 'Summary of the earlier part of this conversation, written automatically:\n\nThey spoke of wheels.',
      },
    ],
    metadata: { millrace: { pinned: true } },
  })
  expect(asked).toEqual([{ messages: ids(talk(0, 7)), previous: undefined }])
  expect(summary).toEqual({ text: 'They spoke of wheels.', upToId: 'a6' })
  expect(report).toEqual({
    droppedMessages: 14,
    droppedTurns: 7,
    firstKeptId: 'q7',
    shortenedMessages: 0,
    summarized: true,
    tokens: countOf(kept),
    budget: 1100,
    windowTokens: 1200,
    maxOutputTokens: 100,
    estimated: false,
  })
})

test('the signal and the limit are handed on', async () => {
  const { signal } = new AbortController()
  let given: unknown
  await summarizeMessages([...talk(0, 10), said('user', 50, 'new')], {
    ...short,
    signal,
    summarize: async (_, options) => {
      given = options
      return 'Wheels.'
    },
  })
  expect(given).toEqual({ previous: undefined, maxTokens: 100, signal })
  expect((given as { signal: unknown }).signal).toBe(signal)
})

test('automatic and failed replies are not summarized', async () => {
  const { asked, summarize } = clerk()
  const failed: Message = {
    id: 'failed',
    role: 'assistant',
    parts: [],
    metadata: { millrace: { status: 'failed' } },
  }
  const nap = said('assistant', 5, 'nap', { canned: 'outage' })
  const messages = [said('user', 50, 'q'), nap, failed, ...talk(0, 10), said('user', 50, 'new')]
  await summarizeMessages(messages, { ...short, summarize })
  expect(asked).toEqual([{ messages: `q ${ids(talk(0, 7))}`, previous: undefined }])
})

test('pinned messages stay, and are not summarized', async () => {
  const { asked, summarize } = clerk()
  const pinned = said('user', 10, 'pinned', { pinned: true })
  const messages = [...talk(0, 2), pinned, ...talk(2, 10), said('user', 50, 'new')]
  const { messages: kept } = await summarizeMessages(messages, { ...short, summarize })
  expect(ids(kept)).toBe('pinned summary-a6 q7 a7 q8 a8 q9 a9 new')
  expect(asked).toEqual([{ messages: ids(talk(0, 7)), previous: undefined }])
})

test('with keep-ends it stands behind the first turn, and covers the middle', async () => {
  const { asked, summarize } = clerk()
  const { messages: kept, summary } = await summarizeMessages(
    [...talk(0, 10), said('user', 50, 'new')],
    { ...short, summarize, strategy: 'keep-ends' },
  )
  expect(ids(kept)).toBe('q0 a0 summary-a6 q7 a7 q8 a8 q9 a9 new')
  expect(asked).toEqual([{ messages: ids(talk(1, 7)), previous: undefined }])
  expect(summary).toEqual({ text: 'They spoke of wheels.', upToId: 'a6' })
})

describe('sent again', () => {
  /** Asks question after question, as a chat does. */
  async function ask(turns: number, options: Partial<SummarizeOptions> = {}) {
    const { asked, summarize } = clerk()
    let previous: SummarizeOptions['previous']
    const sent: string[] = []
    for (let turn = 5; turn < turns; turn++) {
      const messages = [...talk(0, turn), said('user', 50, `q${turn}`)]
      const before = asked.length
      const all = { ...short, summarize, ...options, previous }
      const { messages: kept, summary } = await summarizeMessages(messages, all)
      previous = summary
      sent.push(`${asked.length === before ? '=' : '+'} ${ids(kept.slice(0, 2))}`)
    }
    return { asked, sent }
  }

  test('the same summary serves as long as the cut stays; then it is carried on', async () => {
    const { asked, sent } = await ask(12)
    expect(sent).toEqual([
      '+ summary-a1 q2',
      '= summary-a1 q2',
      '+ summary-a3 q4',
      '= summary-a3 q4',
      '+ summary-a5 q6',
      '= summary-a5 q6',
      '+ summary-a7 q8',
    ])
    expect(asked).toEqual([
      { messages: 'q0 a0 q1 a1', previous: undefined },
      { messages: 'q2 a2 q3 a3', previous: 'They spoke of wheels.' },
      { messages: 'q4 a4 q5 a5', previous: 'They spoke of wheels.' },
      { messages: 'q6 a6 q7 a7', previous: 'They spoke of wheels.' },
    ])
  })

  test.each([
    ['of a message that is gone', { text: 'They spoke of stones.', upToId: 'edited' }],
    ['that is empty', { text: ' ', upToId: 'a5' }],
  ])('one %s is not carried on', async (_, previous) => {
    const { asked, summarize } = clerk()
    const messages = [...talk(0, 10), said('user', 50, 'new')]
    await summarizeMessages(messages, { ...short, summarize, previous })
    expect(asked).toEqual([{ messages: ids(talk(0, 6)), previous: undefined }])
  })

  test.each([
    ['all of it', 'a5', []],
    ['some of it', 'a3', [{ messages: 'q4 a4 q5 a5', previous: expect.any(String) as string }]],
  ])('one that covers %s but was made for a larger limit is cut', async (_, upToId, expected) => {
    const { asked, summarize } = clerk('word '.repeat(80))
    const previous = { text: 'stone '.repeat(5000), upToId }
    const { messages: kept, report } = await summarizeMessages(
      [...talk(0, 10), said('user', 50, 'new')],
      { ...short, summarize, previous },
    )
    expect(asked).toEqual(expected)
    expect(asked.every(({ previous: before = '' }) => tokens.count(before) <= 100)).toBe(true)
    expect(report.tokens).toBe(countOf(kept))
    expect(report.tokens).toBeLessThanOrEqual(report.budget)
  })
})

describe('a summary that is too long', () => {
  test.each([
    ['words', 'They spoke of wheels and stones. '.repeat(100)],
    ['ideographs', '水推动水轮水轮带动石磨'.repeat(100)],
    ['emoji', '😀'.repeat(3000)],
    ['spaces', ` \n ${'a  '.repeat(3000)}`],
  ])('is cut to its limit: %s', async (_, says) => {
    const { messages: kept, summary } = await summarizeMessages(
      [...talk(0, 10), said('user', 50, 'new')],
      { ...short, summarize: clerk(says).summarize },
    )
    const { text } = summary ?? { text: '' }
    expect(tokens.count(text)).toBeLessThanOrEqual(100)
    expect(tokens.count(text)).toBeGreaterThan(60)
    expect(says.trim().startsWith(text)).toBe(true)
    expect(text).toBe(text.trim())
    expect(text).not.toMatch(/\p{Cs}/u)
    expect(countOf(kept)).toBeLessThanOrEqual(1100)
  })
})

describe('no summary', () => {
  const messages = [...talk(0, 10), said('user', 50, 'new')]
  const cause = new Error('The model is away.')

  test.each<[string, Summarize]>([
    ['rejects', async () => await Promise.reject(cause)],
    [
      'throws',
      () => {
        throw cause
      },
    ],
  ])('comes when the writer %s: the error says why', async (_, summarize) => {
    await expect(summarizeMessages(messages, { ...short, summarize })).rejects.toMatchObject({
      code: 'server_error',
      message: 'No summary of the conversation came.',
      cause,
    })
  })

  test.each(['', ' \n '])('comes when the writer says %j', async (says) => {
    const { summarize } = clerk(says)
    await expect(summarizeMessages(messages, { ...short, summarize })).rejects.toMatchObject({
      code: 'server_error',
      message: 'The summary of the conversation was empty.',
    })
  })

  test('goes where the newest turn leaves no room: what is left goes without one', async () => {
    const { asked, summarize } = clerk()
    const full = [...talk(0, 3), said('user', 480, 'new')]
    const result = await summarizeMessages(full, { ...short, summarize })
    expect(result).toEqual({ ...trimMessages(full, window), summary: undefined })
    expect(ids(result.messages)).toBe('new')
    expect(asked).toEqual([])
  })

  test('helps when the newest turn is too large alone', async () => {
    const { asked, summarize } = clerk()
    const huge = [...talk(0, 3), said('user', 2000, 'new')]
    await expect(summarizeMessages(huge, { ...short, summarize })).rejects.toMatchObject({
      code: 'turn_too_large',
    })
    expect(asked).toEqual([])
  })
})

test('a counter may be an object of a class', async () => {
  class Counter {
    readonly name = 'class'
    readonly #inner = tokens
    count(text: string): number {
      return this.#inner.count(text)
    }
  }
  const { summarize } = clerk()
  const options = { ...short, tokens: new Counter(), summarize }
  const { summary } = await summarizeMessages([...talk(0, 10), said('user', 50, 'new')], options)
  expect(summary?.text).toBe('They spoke of wheels.')
})

describe('any conversation', () => {
  const rounds = process.env['MILLRACE_DEEP'] === undefined ? 40 : 1500

  /** What is not sent, automatic and failed replies aside. */
  function goneOf(messages: readonly Message[], kept: readonly Message[]): readonly Message[] {
    const sent = new Set(kept.map(({ id }) => id))
    const { messages: sendable } = trimMessages(messages, { tokens: estimate, windowCap: 1e9 })
    return sendable.filter(({ id }) => !sent.has(id))
  }

  test(`${rounds} seeded ones fit with their summary, which covers what went and is carried on`, async () => {
    let carriedOn = 0
    for (let seed = 0; seed < rounds; seed++) {
      const random = seededRandom(seed)
      const trimming: TrimOptions = {
        model: { contextWindow: 1000 + Math.floor(random() * 5000) },
        maxOutputTokens: 50 + Math.floor(random() * 200),
        tokens: random() < 0.5 ? tokens : estimate,
        strategy: random() < 0.3 ? 'keep-ends' : 'drop-oldest',
        calibration: random() < 0.3 ? 0.5 + Math.floor(random() * 30) * 0.05 : 1,
        maxToolOutputTokens: random() < 0.3 ? 60 : undefined,
      }
      const { asked, summarize } = clerk('水推动水轮 😀 the wheel. '.repeat(30))
      const maxSummaryTokens = 30 + Math.floor(random() * 100)
      const whole = randomConversation(random)
      let previous: SummarizeOptions['previous']
      for (const [index, message] of whole.entries()) {
        // As it was sent at the time, question by question.
        if (message.role !== 'user') continue
        const messages = whole.slice(0, index + 1)
        const before = asked.length
        const options = { ...trimming, summarize, maxSummaryTokens, previous }
        const result = await summarizeMessages(messages, options).catch((error: unknown) => error)
        if (result instanceof Error) {
          expect(result, `seed ${seed}`).toMatchObject({ code: 'turn_too_large' })
          continue
        }
        const {
          messages: kept,
          report,
          summary,
        } = result as Awaited<ReturnType<typeof summarizeMessages>>
        const counted = kept.reduce(
          (sum, one) => sum + countMessage(one, trimming.tokens ?? estimate),
          answerOverhead,
        )
        expect(report.tokens, `seed ${seed}`).toBeLessThanOrEqual(report.budget)
        expect(counted * (trimming.calibration ?? 1), `seed ${seed}`).toBeLessThanOrEqual(
          report.tokens + 1e-6,
        )
        expect(trimMessages(kept, trimming).messages, `seed ${seed}`).toBe(kept)
        const gone = goneOf(messages, kept)
        expect(gone, `seed ${seed}`).toHaveLength(report.droppedMessages)
        if (summary === undefined) continue
        expect(summary.upToId, `seed ${seed}`).toBe(gone.at(-1)?.id)
        const covered = gone.findIndex(({ id }) => id === previous?.upToId) + 1
        const expected =
          covered === gone.length
            ? []
            : [
                {
                  messages: ids(gone.slice(covered)),
                  previous: covered === 0 ? undefined : previous?.text,
                },
              ]
        expect(asked.slice(before), `seed ${seed}`).toEqual(expected)
        if (covered > 0 && covered < gone.length) carriedOn++
        previous = summary
      }
    }
    expect(carriedOn).toBeGreaterThan(rounds / 4)
  })
})
