import { expect, test } from 'vitest'
import { scriptedTexts } from '../answers/answerOf.ts'
import { startSimulator, user } from '../fixtures/startSimulator.ts'
import { seededRandom } from '../random/seededRandom.ts'
import { composeReply, type Reply } from './composeReply.ts'
import { parseChatRequest } from './parseChatRequest.ts'

/** Questions for all answers there are. */
const questions: readonly unknown[] = [
  'Hello!',
  'Thank you so much!',
  'What can you do?',
  'How do event streams work?',
  'Compare databases',
  'Plan a product launch',
  'A recipe',
  'Explain binary search',
  'Three days in Lisbon',
  'Draft an email',
  'Debug a memory leak',
  'Write a haiku',
  'The history of the water mill',
  'Cheer me up with emoji',
  'Quotes about writing',
  'A React hook',
  '日本語で',
  '用中文介绍一下',
  'اكتب لي بالعربية',
  'Zorp number 0',
  'Zorp number 1',
  'Zorp number 2',
  'Zorp number 3',
  'Zorp number 4',
  [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }],
]

/** In full on request; else a fixed slice of the questions, the sizes and the cuts. */
const deep = process.env['MILLRACE_DEEP'] !== undefined
const slice = deep ? questions : questions.filter((_, index) => index % 4 === 3)

const more = user(
  'Continue your last answer exactly where it stopped, mid-word if need be. Do not repeat anything and do not add an introduction.',
)

/** How a client puts the pieces that it has got so far into the next request. */
type Memory = (pieces: readonly string[]) => readonly object[]

const memories: Readonly<Record<string, Memory>> = {
  'one message': (pieces) => [said(pieces.join('')), more],
  'a message each': (pieces) => pieces.flatMap((piece) => [said(piece), more]),
  'text parts of one message': (pieces) => [
    { role: 'assistant', content: pieces.map((text) => ({ type: 'text', text })) },
    more,
  ],
  'the end of the conversation': (pieces) => [said(pieces.join(''))],
}

function said(content: string): object {
  return { role: 'assistant', content }
}

function reply(messages: readonly object[], limit: object = {}, tools?: readonly object[]): Reply {
  return composeReply(parseChatRequest({ messages, tools, ...limit }, 'gpt-4o', 16_384))
}

/** Asks for more until an answer is over. */
function piecesOf(
  messages: readonly object[],
  nextMax: () => number,
  memory: Memory,
): readonly string[] {
  const pieces: string[] = []
  for (;;) {
    const before = pieces.length === 0 ? [] : memory(pieces)
    const { tokens, finishReason } = reply([...messages, ...before], { max_tokens: nextMax() })
    pieces.push(tokens.join(''))
    if (finishReason === 'stop') return pieces
    expect(finishReason).toBe('length')
  }
}

/** What a cut between two texts goes through. */
function wounds(before: string, after: string): readonly string[] {
  const line = before.slice(before.lastIndexOf('\n') + 1)
  return [
    ...(/[\p{L}\p{N}]$/u.test(before) && /^[\p{L}\p{N}]/u.test(after) ? ['word'] : []),
    ...((before.match(/^ *```/gm) ?? []).length % 2 === 1 ? ['fence'] : []),
    ...(/^\|./.test(line) ? ['table'] : []),
  ]
}

test('has a question for every answer', () => {
  const texts = questions.map((question) => reply([user(question)]).tokens.join(''))
  expect(new Set(texts)).toEqual(new Set(scriptedTexts))
})

test('carries every answer on from every cut', () => {
  for (const question of questions) {
    const { tokens } = reply([user(question)])
    for (let count = 0; count < tokens.length; count += deep ? 1 : 11) {
      const before = tokens.slice(0, count).join('')
      const rest = reply([user(question), said(before), more]).tokens.join('')
      expect(before + rest).toBe(tokens.join(''))
    }
  }
})

test.each(Object.entries(memories))(
  'gives the whole answer in pieces of any size, remembered as %s',
  (_, memory) => {
    for (const question of slice) {
      const whole = reply([user(question)]).tokens.join('')
      const sizes = (deep ? [2, 3, 7, 50] : [3, 50]).map((size) => () => size)
      const seeded = (deep ? [1, 2, 3] : [1]).map((seed) => {
        const random = seededRandom(seed)
        return () => 1 + Math.floor(random() * 80)
      })
      for (const nextMax of [...sizes, ...seeded]) {
        expect(piecesOf([user(question)], nextMax, memory).join('')).toBe(whole)
      }
    }
  },
)

test('gives the whole answer token by token', () => {
  for (const question of slice) {
    const whole = reply([user(question)]).tokens.join('')
    const memory = memories['one message'] as Memory
    expect(piecesOf([user(question)], () => 1, memory).join('')).toBe(whole)
  }
})

test.each([7, 50])('cuts words, fences and tables: every %i tokens', (size) => {
  const cut = questions.flatMap((question) => {
    const pieces = piecesOf([user(question)], () => size, memories['one message'] as Memory)
    return pieces
      .slice(1)
      .flatMap((piece, index) => wounds(pieces.slice(0, index + 1).join(''), piece))
  })
  expect(new Set(cut)).toEqual(new Set(['word', 'fence', 'table']))
})

test.each(['Continue.', 'please continue', 'Go on', ' carry on!', 'Keep going\nfrom there'])(
  'carries on when it is told %j',
  (words) => {
    const messages = [user('A recipe'), said('# Roasted tom'), user(words)]
    const whole = reply([user('A recipe')]).tokens.join('')
    expect(`# Roasted tom${reply(messages).tokens.join('')}`).toBe(whole)
  },
)

test.each([
  'Continue? Or a haiku?',
  'Continued fractions',
  `Continue ${'with a haiku '.repeat(30)}`,
])('takes a question of its own for one: %j', (question) => {
  const messages = [user('A recipe'), said('# Roasted tom'), user(question)]
  expect(reply(messages)).toEqual(reply([user(question)]))
})

const weather = { type: 'function', function: { name: 'get_weather' } }
const call = { id: 'c', type: 'function', function: { name: 'get_weather', arguments: '{}' } }
const looked = [
  user('The weather in Lisbon'),
  { role: 'assistant', content: null, tool_calls: [call] },
  { role: 'tool', tool_call_id: 'c', content: '{"celsius":21}' },
]

test.each(Object.entries(memories))(
  'carries on after a tool without calling it again, remembered as %s',
  (_, memory) => {
    const whole = reply(looked).tokens.join('')
    expect(whole).toContain('{"celsius":21}')
    expect(piecesOf(looked, () => 7, memory).join('')).toBe(whole)
    const half = whole.slice(0, 100)
    const rest = reply([...looked, ...memory([half])], {}, [weather])
    expect([rest.tool, half + rest.tokens.join('')]).toEqual([undefined, whole])
  },
)

test('carries an answer on over HTTP, several times in a row', async () => {
  const { ask } = await startSimulator()
  const pieces: string[] = []
  const reasons: (string | null)[] = []
  while (reasons.at(-1) !== 'stop') {
    const before = pieces.flatMap((piece) => [said(piece), more])
    const response = await ask({ messages: [user('A recipe'), ...before], max_tokens: 100 })
    const { choices } = (await response.json()) as Answered
    pieces.push(choices[0].message.content)
    reasons.push(choices[0].finish_reason)
  }
  expect(pieces.length).toBeGreaterThan(3)
  expect(reasons.slice(0, -1).every((reason) => reason === 'length')).toBe(true)
  expect(pieces.join('')).toBe(reply([user('A recipe')]).tokens.join(''))
})

interface Answered {
  readonly choices: readonly [
    { readonly message: { readonly content: string }; readonly finish_reason: string },
  ]
}
