import type { ChatError } from '@millrace/protocol'
import { describe, expect, test } from 'vitest'
import { readChatRequest } from './readChatRequest.ts'
import { readHistoryRequest } from './readHistoryRequest.ts'
import type { BodyLimits } from './readMessage.ts'

const limits: BodyLimits = { messages: 100, messageBytes: 2000, bodyBytes: 4000 }

const text = { type: 'text', text: 'Hi' }
const user = (parts: readonly object[] = [text], id = 'q'): object => ({ id, role: 'user', parts })
const assistant = (part: object, id = 'a'): object => ({ id, role: 'assistant', parts: [part] })

/** The same messages for a route without a history and for one with. */
function bothWays(messages: readonly object[], more: object = {}, within = limits) {
  return [
    () => readChatRequest({ id: 'chat', messages, ...more }, within),
    () => readHistoryRequest({ id: 'chat', message: messages.at(-1), ...more }, within),
    () => readHistoryRequest({ id: 'chat', messages, ...more }, within),
  ]
}

function refusalOf(read: () => unknown): ChatError {
  try {
    read()
  } catch (thrown) {
    return thrown as ChatError
  }
  throw new Error('It was not refused.')
}

const long = (length: number): string => 'x'.repeat(length)
const controls = ['a\r\nb', '\0', 'a\u0085', '\u001b[2J', '\u007f']

describe('a name that a client chooses', () => {
  const bad: readonly (readonly [string, unknown])[] = [
    ...['id', 'messageId'].flatMap((field) =>
      [...controls, long(257), '', 7, {}].map((value) => [field, value] as const),
    ),
    ...['', 'a b', 'a\r\nb', long(129), 'модель', '${x}', 7, null, ['gpt-4o']].map(
      (value) => ['model', value] as const,
    ),
    ['continues', long(257)],
    ['continues', 'another'],
    ['continues', 7],
  ]

  test.each(bad)('is refused with 400 where %s is %j, and not repeated (T-66)', (field, value) => {
    for (const read of bothWays([user()], { [field]: value })) {
      const refusal = refusalOf(read)
      expect(refusal).toMatchObject({ code: 'invalid_request', status: 400 })
      expect(refusal.message).toContain(field)
      if (typeof value === 'string' && value.length > 3 && value !== 'another') {
        expect(refusal.message).not.toContain(value)
      }
    }
  })

  test.each(['gpt-4o', 'openai/gpt-4o:free', '@cf/meta/llama-3.1-8b', 'fast', long(128)])(
    'is taken as the model where it is %.30s (T-66)',
    (model) => {
      for (const read of bothWays([user()], { model })) expect(read().model).toBe(model)
    },
  )

  test('is taken as long as it may be', () => {
    for (const read of bothWays([user([text], long(256))], {
      id: long(256),
      messageId: long(256),
    })) {
      expect(read()).toMatchObject({ chatId: long(256), messageId: long(256), model: undefined })
    }
  })
})

describe('what a part of a message says of itself', () => {
  const file = { type: 'file', mediaType: 'image/png', url: 'data:,x' }
  const tool = { type: 'tool-weather', toolCallId: 'c', state: 'input-available', input: {} }
  const dynamic = { ...tool, type: 'dynamic-tool', toolName: 'weather' }

  const bad: readonly (readonly [string, object])[] = [
    ['type', { type: long(257) }],
    ['type', { type: 'data-\n' }],
    ['type', { ...tool, type: `tool-${long(129)}` }],
    ['toolCallId', { ...tool, toolCallId: long(257) }],
    ['toolCallId', { ...tool, toolCallId: 'a\nb' }],
    ['toolName', { ...dynamic, toolName: long(129) }],
    ['toolName', { ...dynamic, toolName: 'a\r\nb' }],
    ['mediaType', { ...file, mediaType: long(257) }],
    ['mediaType', { ...file, mediaType: 'image/png\r\nx: y' }],
    ['filename', { ...file, filename: long(1025) }],
    ['filename', { ...file, filename: 7 }],
    ['url', { ...file, url: 7 }],
    ['url', { ...file, url: 'nowhere' }],
    ['parts[0].url', { type: 'steering-message', id: 's', parts: [{ ...file, url: 'http://x' }] }],
  ]

  test.each(bad)('is bounded: %s (T-64)', (field, part) => {
    for (const read of bothWays([user(), assistant(part)])) {
      const refusal = refusalOf(read)
      expect(refusal).toMatchObject({ code: 'invalid_request', status: 400 })
      expect(refusal.message).toContain(field)
    }
  })

  test('is taken up to there, and so is what browsers and models leave empty', () => {
    const parts = [
      { ...file, mediaType: long(256), filename: long(1024) },
      { ...file, mediaType: '' },
    ]
    for (const part of [...parts, { ...dynamic, toolCallId: long(256), toolName: long(128) }]) {
      for (const read of bothWays([user(), assistant(part)])) expect(read).not.toThrow()
    }
  })

  test.each([...controls, long(257)])('a message called %j is refused (T-66)', (id) => {
    for (const read of bothWays([user([text], id)])) {
      expect(refusalOf(read)).toMatchObject({ code: 'invalid_request', status: 400 })
    }
  })
})

describe('a message', () => {
  test('is measured without its files, and with everything else (T-59)', () => {
    const file = {
      type: 'file',
      mediaType: 'image/png',
      url: `data:image/png;base64,${long(3000)}`,
    }
    for (const read of bothWays([user([text, file])])) expect(read).not.toThrow()
    const large = [
      user([{ type: 'text', text: long(2000) }]),
      user([text, { type: 'data-x', data: { url: long(2000) } }]),
      user([text, { type: 'data-x', data: { type: 'file', url: `data:,${long(2000)}` } }]),
      user([text, { ...file, url: `https://files.example/${long(2000)}` }]),
      { ...user(), metadata: { note: long(2000) } },
    ]
    for (const message of large) {
      for (const read of bothWays([message])) {
        expect(refusalOf(read)).toMatchObject({ code: 'too_large', status: 413 })
      }
    }
  })
})

describe('a body with attachments', () => {
  const picture = (length: number) => {
    const head = 'data:image/png;base64,'
    return { type: 'file', mediaType: 'image/png', url: head + 'A'.repeat(length - head.length) }
  }
  const on = { ...limits, attachments: { totalBytes: 10_000 } }

  test('may have them up to their limit, all together (T-59)', () => {
    const fits = [picture(5000), picture(5000), text]
    for (const read of bothWays([user(fits)], {}, on)) expect(read).not.toThrow()
    for (const read of bothWays([user([picture(30), ...fits])], {}, on)) {
      expect(refusalOf(read)).toMatchObject({ code: 'too_large', status: 413 })
    }
    const [all, , stock] = bothWays([user([picture(6000)]), user([picture(6000), text])], {}, on)
    for (const read of [all, stock]) {
      expect(refusalOf(read ?? fail).message).toBe(
        'The attachments are larger than 10000 bytes together.',
      )
    }
  })

  test('has no more text for it (T-59)', () => {
    const body = { junk: long(4000) }
    const spread = Array.from({ length: 4 }, (_, n) =>
      user([{ type: 'text', text: long(990) }], `${n}`),
    )
    const reads = [
      ...bothWays([user([picture(30), text])], body, on),
      ...bothWays([user([picture(30), text])], { junk: 'é'.repeat(2000) }, on),
      bothWays(spread, {}, on)[0] ?? fail,
    ]
    for (const read of reads) {
      expect(refusalOf(read)).toMatchObject({
        code: 'too_large',
        status: 413,
        message: 'The request is larger than 4000 bytes, its attachments aside.',
      })
    }
  })
})

function fail(): never {
  throw new Error('There is no such way.')
}

describe('with a history', () => {
  const read = (body: object) => readHistoryRequest({ id: 'chat', ...body }, limits)

  test('one message comes, and the name of the one before it', () => {
    const body = { message: user(), trigger: 'regenerate-message', messageId: 'a', junk: 1 }
    expect(read({ ...body, parentId: 'p' })).toEqual({
      chatId: 'chat',
      message: user(),
      parentId: 'p',
      trigger: 'regenerate-message',
      messageId: 'a',
      continues: undefined,
      model: undefined,
    })
    expect(read({ ...body, parentId: null }).parentId).toBeNull()
    expect(read(body).parentId).toBeUndefined()
  })

  test('an answer comes to be carried on', () => {
    const message = assistant(text)
    expect(read({ message, parentId: 'q', continues: 'a' })).toMatchObject({
      continues: 'a',
      message,
    })
    expect(refusalOf(() => read({ message, continues: 'b' })).status).toBe(400)
  })

  test('a stock client brings all, and the last is taken', () => {
    const system = { id: 's', role: 'system', parts: [text] }
    const answer = assistant(text)
    const conversation = [user([text], 'q1'), answer, user([text], 'q2')]
    expect(read({ messages: conversation })).toMatchObject({ message: { id: 'q2' }, parentId: 'a' })
    expect(read({ messages: [user()] })).toMatchObject({ message: { id: 'q' }, parentId: null })
    expect(read({ messages: [system, user()] }).parentId).toBeNull()
    expect(read({ messages: [user(), system, answer] }).parentId).toBe('q')
  })

  test.each([
    ['nothing', {}],
    ['no message', { message: null }],
    ['a list as message', { message: [user()] }],
    ['a list of none', { messages: [] }],
    ['a message of the system', { message: { ...user(), role: 'system' } }],
    ['a message of a tool', { message: { ...user(), role: 'tool' } }],
    ['a last message of the system', { messages: [user(), { ...user(), role: 'system' }] }],
    ['a message without a name', { message: user([text], '') }],
    ['an empty message', { message: user([{ type: 'text', text: ' ' }]) }],
    ['a parent without a name', { message: user(), parentId: '' }],
    ['a parent with a line end', { message: user(), parentId: 'a\nb' }],
    ['a parent with a long name', { message: user(), parentId: long(257) }],
    ['a parent that is a number', { message: user(), parentId: 7 }],
    ['a nameless one before the last', { messages: [user([text], ''), user()] }],
    ['null before the last', { messages: [null, user()] }],
  ])('%s is refused with 400 (T-64)', (_, body) => {
    expect(refusalOf(() => read(body))).toMatchObject({ code: 'invalid_request', status: 400 })
  })

  test('too many messages are refused with 413 (T-59)', () => {
    const messages = Array.from({ length: 101 }, () => user())
    expect(refusalOf(() => read({ messages }))).toMatchObject({ code: 'too_large', status: 413 })
  })
})

test('keys of a prototype are keys like any other, and change none (T-70)', () => {
  const body: unknown = JSON.parse(
    '{"id":"__proto__","__proto__":{"model":"x"},"messages":[{"id":"constructor","role":"user","__proto__":{"y":1},"parts":[{"type":"text","text":"Hi","__proto__":{"z":1}}]}]}',
  )
  const read = readChatRequest(body, limits)
  expect(read).toMatchObject({ chatId: '__proto__', model: undefined })
  expect(read.messages.map(({ id }) => id)).toEqual(['constructor'])
  expect(Object.keys({})).toEqual([])
  for (const key of ['model', 'y', 'z']) expect(key in {}).toBe(false)
})
