import { describe, expect, test } from 'vitest'
import { factsOf } from '../message/Facts.ts'
import type { Message, Part } from '../message/Message.ts'
import { textOf } from '../message/textOf.ts'
import { seededRandom } from '../testing/seededRandom.ts'
import { answerOverhead } from './chatTokens.ts'
import { cl100k } from './cl100k.ts'
import { countMessage } from './countMessage.ts'
import { estimate } from './estimateTokens.ts'
import { randomConversation } from './fixtures/randomConversation.ts'
import { o200k } from './o200k.ts'
import { shortenOutputs } from './shortenOutputs.ts'
import type { TokenCounter } from './TokenCounter.ts'
import { type Trimmed, trimMessages, type TrimOptions } from './trimMessages.ts'

const tokens = o200k()

function said(role: Message['role'], words: number, id: string, facts?: object): Message {
  const text = Array.from({ length: words }, (_, n) => `word${n % 7}`).join(' ')
  const metadata = facts === undefined ? {} : { metadata: { millrace: facts } }
  return { id, role, parts: [{ type: 'text', text }], ...metadata }
}

function talk(turns: number, words = 50): Message[] {
  return Array.from({ length: turns }, (_, n) => [
    said('user', words, `q${n}`),
    said('assistant', words, `a${n}`),
  ]).flat()
}

/** An answer that called a tool. */
function looked(id: string, words: number): Message {
  const [part] = said('assistant', words, id).parts
  const call = {
    type: 'tool-search',
    toolCallId: `call-${id}`,
    state: 'output-available',
    input: { query: 'wheel' },
    output: part?.type === 'text' ? part.text : '',
  } as Part
  return { id, role: 'assistant', parts: [call, { type: 'text', text: 'Found.' }] }
}

function ids(messages: readonly Message[]): string {
  return messages.map(({ id }) => id).join(' ')
}

function countOf(messages: readonly Message[], counter: TokenCounter = tokens): number {
  return messages.reduce((sum, message) => sum + countMessage(message, counter), answerOverhead)
}

function window(contextWindow: number): TrimOptions {
  return { model: { contextWindow }, maxOutputTokens: 100, tokens }
}

test('the same array comes back when all fits', () => {
  const messages = talk(5)
  expect(trimMessages(messages, { tokens })).toEqual({
    messages,
    report: {
      droppedMessages: 0,
      droppedTurns: 0,
      firstKeptId: undefined,
      shortenedMessages: 0,
      summarized: false,
      tokens: countOf(messages),
      budget: 128_000 - 1024,
      windowTokens: 128_000,
      maxOutputTokens: 1024,
      estimated: false,
    },
  })
  expect(trimMessages(messages, { tokens }).messages).toBe(messages)
  expect(trimMessages(messages).report.estimated).toBe(true)
})

test('a conversation that fits to the token is whole, and one token less cuts it', () => {
  const messages = [...talk(3), said('user', 50, 'new')]
  const exact = countOf(messages) + 100
  expect(trimMessages(messages, window(exact)).messages).toBe(messages)
  expect(ids(trimMessages(messages, window(exact - 1)).messages)).toBe('q1 a1 q2 a2 new')
})

test('whole turns go, oldest first, and the report says what and since when', () => {
  const messages = [...talk(10), said('user', 50, 'new')]
  const { messages: kept, report } = trimMessages(messages, window(1000))
  expect(ids(kept)).toBe('q8 a8 q9 a9 new')
  expect(report).toEqual({
    droppedMessages: 16,
    droppedTurns: 8,
    firstKeptId: 'q8',
    shortenedMessages: 0,
    summarized: false,
    tokens: countOf(kept),
    budget: 900,
    windowTokens: 1000,
    maxOutputTokens: 100,
    estimated: false,
  })
})

test('what is reserved is not filled', () => {
  const messages = [...talk(10), said('user', 50, 'new')]
  const { messages: kept, report } = trimMessages(messages, { ...window(1000), reserve: 400 })
  expect(ids(kept)).toBe('q9 a9 new')
  expect(report.budget).toBe(500)
})

test('a window is capped by the application, whatever the model has', () => {
  function windowOf(options: TrimOptions): number {
    return trimMessages([], options).report.windowTokens
  }
  expect(windowOf({ model: { contextWindow: 1_000_000 } })).toBe(128_000)
  expect(windowOf({ model: { contextWindow: 8000 } })).toBe(8000)
  expect(windowOf({ model: {} })).toBe(128_000)
  expect(windowOf({ model: { contextWindow: 400_000 }, windowCap: 400_000 })).toBe(400_000)
})

test('system and pinned messages and the newest turn stay', () => {
  const messages = [
    said('system', 20, 'system'),
    ...talk(4),
    said('user', 20, 'pinned', { pinned: true }),
    said('assistant', 20, 'answer'),
    said('system', 20, 'later'),
    ...talk(4).map((message) => ({ ...message, id: `b${message.id}` })),
    said('user', 50, 'new'),
    said('assistant', 50, 'half'),
  ]
  expect(ids(trimMessages(messages, window(700)).messages)).toBe('system pinned later new half')
})

test("a pin is a fact, not a word: `pinned: 'yes'` is none", () => {
  const messages = [
    said('user', 300, 'q0', { pinned: 'yes' }),
    said('user', 300, 'q1', { pinned: 1 }),
    said('user', 50, 'new'),
  ]
  expect(ids(trimMessages(messages, window(600)).messages)).toBe('new')
})

test('automatic replies and answers that failed before a word never go to a model', () => {
  const messages: readonly Message[] = [
    said('user', 5, 'q'),
    said('assistant', 5, 'nap', { canned: 'outage', pinned: true }),
    { id: 'none', role: 'assistant', parts: [], metadata: { millrace: { status: 'failed' } } },
    said('assistant', 5, 'half', { status: 'failed' }),
    said('assistant', 5, 'stopped', { status: 'stopped' }),
    said('user', 5, 'again'),
  ]
  const { messages: kept, report } = trimMessages(messages, { tokens })
  expect(ids(kept)).toBe('q half stopped again')
  expect(report).toMatchObject({ droppedMessages: 0, droppedTurns: 0, tokens: countOf(kept) })
})

test('a cut behind which an automatic reply stands begins with what is sent', () => {
  const messages = [
    ...talk(3),
    said('user', 5, 'nap', { canned: 'outage' }),
    ...talk(1),
    looked('a', 5),
  ]
  const { messages: kept, report } = trimMessages(messages, window(500))
  expect(report.droppedMessages).toBeGreaterThan(0)
  expect(kept.map(({ id }) => id)).toContain(report.firstKeptId)
})

test('keep-ends keeps the first turn and cuts behind it', () => {
  const messages = [...talk(10), said('user', 50, 'new')]
  const trimmed = trimMessages(messages, { ...window(1000), strategy: 'keep-ends' })
  expect(ids(trimmed.messages)).toBe('q0 a0 q9 a9 new')
  expect(trimmed.report).toMatchObject({ droppedTurns: 8, droppedMessages: 16, firstKeptId: 'q9' })
})

describe('too large alone', () => {
  test.each([
    ['The latest message is too long', [...talk(2), said('user', 2000, 'huge')]],
    [
      'The latest message does not fit beside the answer to it',
      [...talk(2), said('user', 20, 'new'), said('assistant', 2000, 'huge')],
    ],
    [
      'The latest message does not fit beside the instructions',
      [said('system', 2000, 'huge'), said('user', 20, 'new')],
    ],
  ])('%s, and by how much', (what, messages) => {
    const over = countOf(messages.slice(-2)) - 900
    const counted = what.endsWith('too long') ? countOf(messages.slice(-1)) - 900 : over
    expect(() => trimMessages(messages, window(1000))).toThrow(
      expect.objectContaining({
        code: 'turn_too_large',
        status: 413,
        message: `${what}: ${counted} tokens over what fits. Please shorten it.`,
      }),
    )
  })

  test('is what a window is when all of it is reserved', () => {
    expect(() => trimMessages([], { ...window(1000), reserve: 1000 })).toThrow(
      expect.objectContaining({ code: 'turn_too_large' }),
    )
  })
})

test('a first turn that leaves no room does not refuse every turn after it', () => {
  const messages = [
    said('user', 2000, 'first'),
    said('assistant', 50, 'reply'),
    ...talk(2),
    said('user', 50, 'new'),
  ]
  const { messages: kept } = trimMessages(messages, { ...window(1000), strategy: 'keep-ends' })
  expect(ids(kept)).toBe('q0 a0 q1 a1 new')
})

test('a pinned message that leaves no room is named as what is pinned', () => {
  const messages = [said('user', 2000, 'q0', { pinned: true }), said('user', 50, 'new')]
  expect(() => trimMessages(messages, window(1000))).toThrow(
    /beside what is pinned: \d+ tokens over/,
  )
})

describe('long outputs of tools', () => {
  const messages = [
    said('user', 20, 'q0'),
    looked('a0', 500),
    said('user', 20, 'q1'),
    looked('a1', 20),
    said('user', 20, 'new'),
  ]
  const options = { ...window(900), maxToolOutputTokens: 60 }

  test('are cut down before any turn goes', () => {
    expect(ids(trimMessages(messages, window(900)).messages)).toBe('q1 a1 new')
    const { messages: kept, report } = trimMessages(messages, options)
    expect(kept).toEqual(messages.map((message) => shortenOutputs(message, 60, tokens)))
    expect(report).toMatchObject({
      droppedMessages: 0,
      shortenedMessages: 1,
      tokens: countOf(kept),
    })
  })

  test('stay whole while all fits', () => {
    expect(trimMessages(messages, { ...options, ...window(3000) }).messages).toBe(messages)
  })

  test('are the same objects each time, and cut down once', () => {
    const first = trimMessages(messages, options).messages
    const next = trimMessages([...messages, said('user', 5, 'next')], options).messages
    expect(next.slice(0, 5).every((message, index) => message === first[index])).toBe(true)
    expect(trimMessages(first, options).messages).toBe(first)
  })

  test('are cut down by whoever counts', () => {
    const byEstimate = trimMessages(messages, { ...options, tokens: estimate }).messages[1]
    const byTable = trimMessages(messages, options).messages[1]
    expect(byEstimate).toEqual(shortenOutputs(messages[1] as Message, 60, estimate))
    expect(byTable).toEqual(shortenOutputs(messages[1] as Message, 60, tokens))
  })

  test.each([49, 0, -1, NaN])('a limit of %d is refused', (maxToolOutputTokens) => {
    expect(() => trimMessages([], { maxToolOutputTokens })).toThrow(RangeError)
  })
})

describe('at the limit for 20 turns', () => {
  const history = Array.from({ length: 80 }, (_, n) => [
    said('user', 40, `q${n}`),
    n % 3 === 0 ? looked(`a${n}`, 60) : said('assistant', 40, `a${n}`),
  ]).flat()

  test.each<[string, TrimOptions]>([
    ['oldest first', {}],
    ['in the middle', { strategy: 'keep-ends' }],
    ['with long outputs cut down', { maxToolOutputTokens: 60 }],
    [
      'in the middle, with long outputs cut down',
      { strategy: 'keep-ends', maxToolOutputTokens: 60 },
    ],
    ['by estimate', { tokens: estimate }],
    ['calibrated', { calibration: 1.2 }],
  ])('what is sent begins the same: the cut moves at most 3 times, %s', (_, options) => {
    const sent = Array.from({ length: 20 }, (__, n) => {
      const messages = history.slice(0, (45 + n) * 2 + 1)
      return trimMessages(messages, { ...window(8000), ...options }).messages
    })
    const moves = sent.filter((messages, index) =>
      sent[index - 1]?.some((message, at) => message !== messages[at]),
    )
    expect(moves.length).toBeGreaterThan(0)
    expect(moves.length).toBeLessThanOrEqual(3)
  })
})

describe('counting', () => {
  function counting(): TokenCounter & { readonly calls: readonly string[] } {
    const calls: string[] = []
    return {
      name: 'counting',
      calls,
      count(text) {
        calls.push(text)
        return tokens.count(text)
      },
    }
  }

  test('happens once for each message, however often it is sent', () => {
    const counter = counting()
    const messages = talk(50)
    trimMessages(messages, { tokens: counter })
    expect(counter.calls).toEqual(messages.map((message) => textOf(message)))
    const next = said('user', 5, 'new')
    for (let again = 0; again < 3; again++) {
      trimMessages([...messages, next], { ...window(2000), tokens: counter })
    }
    expect(counter.calls.slice(messages.length)).toEqual([textOf(next)])
  })

  test('happens once with outputs cut down, too', () => {
    const counter = counting()
    const options = { ...window(2000), maxToolOutputTokens: 50, tokens: counter }
    const messages = Array.from({ length: 20 }, (_, n) => [
      said('user', 50, `q${n}`),
      looked(`a${n}`, 300),
    ]).flat()
    trimMessages(messages, options)
    const before = counter.calls.length
    const next = said('user', 5, 'new')
    trimMessages([...messages, next], options)
    expect(counter.calls.slice(before)).toEqual([textOf(next)])
  })
})

describe('calibrated counts', () => {
  test('of what fits to the token are reported as fitting', () => {
    const messages = [said('user', 50, 'new')]
    const counted = countOf(messages)
    for (let step = 10; step <= 60; step++) {
      const calibration = step * 0.05
      const budget = Math.ceil(counted * calibration - 1e-9)
      const { report } = trimMessages(messages, { ...window(budget + 100), calibration })
      expect(report.tokens).toBe(budget)
      expect(() => trimMessages(messages, { ...window(budget + 99), calibration })).toThrow(
        expect.objectContaining({ code: 'turn_too_large' }),
      )
    }
  })
})

/** Everything that is promised of a result, computed another way. */
function problemsOf(
  messages: readonly Message[],
  options: Required<Pick<TrimOptions, 'tokens' | 'maxOutputTokens' | 'reserve' | 'calibration'>> &
    TrimOptions,
  result: Trimmed | undefined,
): readonly string[] {
  const { tokens: counter, maxOutputTokens, reserve, calibration, maxToolOutputTokens } = options
  const room = (options.model?.contextWindow ?? 0) - maxOutputTokens - reserve
  const problems: string[] = []
  function check(holds: boolean, problem: string): void {
    if (!holds) problems.push(problem)
  }
  function weightOf(some: readonly Message[]): number {
    return countOf(some, counter) * calibration
  }
  function shortest(message: Message): Message {
    return maxToolOutputTokens === undefined
      ? message
      : shortenOutputs(message, maxToolOutputTokens, counter)
  }

  const sendable = messages.filter((message) => {
    const { canned, status } = factsOf(message)
    return canned === undefined && (status !== 'failed' || textOf(message) !== '')
  })
  const turnStarts = messages.flatMap(({ role }, index) => (role === 'user' ? [index] : []))
  const newest = turnStarts.at(-1) ?? 0
  // What came before the first question goes and stays with the first turn.
  const firstEnd = options.strategy === 'keep-ends' ? (turnStarts[1] ?? messages.length) : 0
  const staying = (first: number): readonly Message[] =>
    sendable.filter((message) => {
      const index = messages.indexOf(message)
      if (index >= newest || index < first) return true
      return message.role === 'system' || factsOf(message).pinned === true
    })
  // A first turn that leaves no room for the newest goes too.
  const withFirst = staying(firstEnd)
  const mustStay = weightOf(withFirst.map(shortest)) > room ? staying(0) : withFirst
  if (result === undefined) {
    check(weightOf(mustStay.map(shortest)) > room, 'refused, but what must stay fits')
    return problems
  }

  const { messages: kept, report } = result
  const whole = weightOf(sendable) <= room + 1e-6
  check(weightOf(kept) <= room + 1e-6, 'over the window')
  check(report.tokens === Math.ceil(weightOf(kept) - 1e-6), 'tokens misreported')
  check(report.tokens <= report.budget && report.budget === room, 'budget misreported')
  if (whole && sendable.length === messages.length) check(kept === messages, 'not the same array')
  if (whole) check(report.shortenedMessages === 0, 'shortened though all fits')
  const keptIds = new Set(kept.map(({ id }) => id))
  for (const { id } of mustStay) check(keptIds.has(id), `${id} must stay`)
  const order = kept.map(({ id }) => sendable.findIndex((message) => message.id === id))
  check(!order.includes(-1), 'sent what never goes')
  check(
    order.every((place, index) => index === 0 || place > (order[index - 1] ?? -1)),
    'out of order',
  )
  // Turns go whole, and one after the other.
  const fates = turnStarts.map((start, turn) => {
    const loose = messages
      .slice(start, turnStarts[turn + 1])
      .filter((message) => sendable.includes(message) && !mustStay.includes(message))
    const stayed = loose.filter(({ id }) => keptIds.has(id)).length
    check(stayed === 0 || stayed === loose.length, `half of turn ${turn} went`)
    return loose.length === 0 ? '' : stayed === 0 ? '-' : '+'
  })
  check(/^-*\+*$/.test(fates.join('')), `turns went as ${fates.join('')}`)
  check(report.droppedMessages === sendable.length - kept.length, 'drops misreported')
  if (report.droppedMessages > 0) {
    const cutAt = kept.find(({ id }) => id === report.firstKeptId)
    check(cutAt !== undefined, 'firstKeptId is not sent')
  } else check(report.firstKeptId === undefined, 'firstKeptId without a cut')
  // Messages are sent as they are, save for long outputs.
  let shortened = 0
  for (const message of kept) {
    const original = messages.find(({ id }) => id === message.id)
    if (message === original) continue
    shortened++
    check(original !== undefined, `${message.id} came from nowhere`)
    const expected = original === undefined ? undefined : shortest(original)
    check(JSON.stringify(message) === JSON.stringify(expected), `${message.id} was changed`)
  }
  check(shortened <= report.shortenedMessages, 'shortened messages misreported')
  if (shortened > 0) check(maxToolOutputTokens !== undefined && !whole, 'shortened unasked')
  check(trimMessages(kept, options).messages === kept, 'trimmed again, it changes')
  return problems
}

describe('any conversation', () => {
  const deep = process.env['MILLRACE_DEEP'] !== undefined
  const rounds = deep ? 5000 : 300
  const counters = [tokens, cl100k(), estimate]

  function optionsOf(random: () => number, contextWindow: number) {
    return {
      model: { contextWindow },
      maxOutputTokens: 50 + Math.floor(random() * 300),
      reserve: Math.floor(random() * 200),
      lowWater: random() < 0.7 ? 0.8 : random(),
      strategy: random() < 0.3 ? 'keep-ends' : 'drop-oldest',
      tokens: counters[Math.floor(random() * counters.length)] ?? tokens,
      calibration: random() < 0.3 ? 0.5 + Math.floor(random() * 30) * 0.05 : 1,
      maxToolOutputTokens: random() < 0.3 ? 50 + Math.floor(random() * 100) : undefined,
    } as const
  }

  function trim(messages: readonly Message[], options: TrimOptions): Trimmed | undefined {
    try {
      return trimMessages(messages, options)
    } catch (error) {
      expect(error).toMatchObject({ code: 'turn_too_large' })
      return undefined
    }
  }

  test(`${rounds} seeded ones fit, keep what must stay and their order, and are trimmed once for all`, () => {
    const seen = { refused: 0, whole: 0, cut: 0, shortened: 0 }
    for (let seed = 0; seed < rounds; seed++) {
      const random = seededRandom(seed)
      const messages = randomConversation(random)
      const options = optionsOf(random, 1000 + Math.floor(random() * 7000))
      const result = trim(messages, options)
      expect(problemsOf(messages, options, result), `seed ${seed}`).toEqual([])
      if (result === undefined) seen.refused++
      else if (result.report.droppedMessages > 0) seen.cut++
      else if (result.report.shortenedMessages > 0) seen.shortened++
      else seen.whole++
    }
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0)
  })

  const large = deep ? 30 : 1

  test(`${large} of 128,000 tokens and more do, too`, () => {
    for (let seed = 0; seed < large; seed++) {
      const random = seededRandom(seed)
      const messages = randomConversation(random, 600, 6)
      const options = optionsOf(random, 128_000)
      expect(problemsOf(messages, options, trim(messages, options)), `seed ${seed}`).toEqual([])
    }
  })
})
