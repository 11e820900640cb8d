import {
  ChatError,
  type Chunk,
  continues,
  endOfStream,
  type Facts,
  factsOf,
  type Message,
  textOf,
} from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { manualFrames } from '../testing/manualFrames.ts'
import { scriptedTransport } from '../testing/scriptedTransport.ts'
import { canContinue } from './canContinue.ts'
import { markContinued } from './continuing.ts'
import { createChat } from './createChat.ts'
import { branchOf } from './forks.ts'

const question: Message = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'A story.' }] }

function half(facts: Facts, text = 'Once upon a wintry ti'): Message {
  return {
    id: 'a',
    role: 'assistant',
    parts: [{ type: 'step-start' }, { type: 'text', text, state: 'done' }],
    metadata: { millrace: facts },
  }
}

function conversation(messages: Message[] = [question, half({ finishReason: 'length' })]) {
  const script = scriptedTransport()
  const frames = manualFrames()
  const chat = createChat({
    id: 'chat',
    transport: script.transport,
    clock: manualClock(),
    frames,
    reconnect: { maxAttempts: 0 },
    messages,
  })
  const last = (): Message => chat.getState().messages.at(-1) as Message
  return { chat, script, frames, last }
}

const start = { type: 'start', messageId: 'a' } as const
const step = { type: 'start-step' } as const

test('an answer that was cut at its limit goes on in the same message', async () => {
  const { chat, script, frames, last } = conversation()
  const done = chat.continueAnswer()
  expect(script.sent).toMatchObject([
    {
      continues: 'a',
      messageId: 'a',
      trigger: 'submit-message',
      messages: [{ id: 'q' }, { id: 'a' }],
    },
  ])
  await script.accept(start, step, {
    type: 'text-start',
    id: '0',
    providerMetadata: continues('a'),
  })
  await script.push({ type: 'text-delta', id: '0', delta: 'me there was a mill.' })
  await script.push(
    { type: 'text-end', id: '0' },
    {
      type: 'finish',
      finishReason: 'stop',
      messageMetadata: { millrace: { finishReason: 'stop' } },
    },
  )
  await script.close()
  frames.all()
  await done
  expect(chat.getState().messages).toHaveLength(2)
  expect(textOf(last())).toBe('Once upon a wintry time there was a mill.')
  expect(canContinue(last())).toBe(false)
})

test('a backend that does not say that its text goes on is helped', async () => {
  const { chat, script, frames, last } = conversation()
  const done = chat.continueAnswer()
  // It repeats the last words, as models do.
  await script.text('Once upon a wintry ti', 'me there was a mill.')
  await script.finish()
  frames.all()
  await done
  expect(textOf(last())).toBe('Once upon a wintry time there was a mill.')
})

test.each<[string, Facts, boolean]>([
  ['cut at its limit', { finishReason: 'length' }, true],
  ['stopped', { status: 'stopped' }, true],
  ['interrupted', { status: 'interrupted' }, true],
  ['failed after some words', { status: 'failed' }, true],
  ['whole', { finishReason: 'stop' }, false],
  ['an automatic reply', { canned: 'outage', status: 'interrupted' }, false],
])('an answer that is %s', async (_, facts, can) => {
  expect(canContinue(half(facts))).toBe(can)
  const { chat } = conversation([question, half(facts)])
  if (!can) {
    await expect(chat.continueAnswer()).rejects.toThrow(
      expect.objectContaining({ code: 'not_found' }),
    )
  }
})

test('how it ended before is forgotten: a continuation that comes whole is complete', async () => {
  const { chat, script, frames, last } = conversation([question, half({ status: 'interrupted' })])
  const done = chat.continueAnswer()
  await script.accept(start, { type: 'text-start', id: '0', providerMetadata: continues('a') })
  await script.push(
    { type: 'text-delta', id: '0', delta: 'me.' },
    { type: 'finish', finishReason: 'stop' },
  )
  await script.close()
  frames.all()
  await done
  expect(factsOf(last()).status).toBeUndefined()
})

test('a continuation that the server never took leaves the answer as it was, and the next question beside it', async () => {
  const { chat, script, frames, last } = conversation()
  const before = last()
  const done = chat.continueAnswer()
  await script.fail(new ChatError('rate_limit', 'Slow down.', { retryable: true }))
  await done
  expect(last()).toBe(before)
  expect(chat.getState().run).toMatchObject({ status: 'failed', accepted: false })
  const next = chat.sendMessage('And then?')
  expect(
    chat
      .getState()
      .messages.map(({ id }) => id)
      .slice(0, 2),
  ).toEqual(['q', 'a'])
  await script.text('The end.')
  await script.finish()
  frames.all()
  await next
})

test('one that breaks off keeps both halves and can be carried on again', async () => {
  const { chat, script, frames, last } = conversation()
  const done = chat.continueAnswer()
  await script.accept(start, { type: 'text-start', id: '0', providerMetadata: continues('a') })
  await script.push({ type: 'text-delta', id: '0', delta: 'me there' })
  frames.frame()
  await script.close()
  frames.all()
  await done
  expect(textOf(last())).toBe('Once upon a wintry time there')
  expect(canContinue(last())).toBe(true)
})

test('while an answer is written there is nothing to carry on', async () => {
  const { chat, script } = conversation()
  void chat.continueAnswer()
  await expect(chat.continueAnswer()).rejects.toThrow(expect.objectContaining({ code: 'busy' }))
  await script.accept()
  await chat.stop()
})

test('what the server counted of a stopped answer reaches its message', async () => {
  const { chat, script, frames, last } = conversation([])
  script.onStop({ usage: { inputTokens: 12, outputTokens: 3 }, provider: 'p', model: 'm' })
  void chat.sendMessage('Hi')
  await script.text('Hello th')
  frames.frame()
  await chat.stop()
  await script.close()
  expect(factsOf(last())).toMatchObject({
    status: 'stopped',
    usage: { inputTokens: 12, outputTokens: 3 },
    model: 'm',
  })
})

test('what it says of another’s usage is checked, and never touches an answer that goes on (hostile facts)', async () => {
  const { chat, script, frames, last } = conversation([])
  script.onStop({ usage: { inputTokens: -1, outputTokens: 'x' } as never })
  void chat.sendMessage('Hi')
  await script.text('Hello th')
  frames.frame()
  await chat.stop()
  await script.close()
  expect(factsOf(last()).usage).toBeUndefined()
})

test('a back end that is not ours may take back what it carried on: what comes anew is carried on too', () => {
  const mark = markContinued('a')
  const start: Chunk = { type: 'text-start', id: '0' }
  const marked = { ...start, providerMetadata: continues('a') }
  expect(mark([start])).toEqual([marked])
  expect(mark([start])).toEqual([start])
  expect(mark([start, { type: 'reset-step' }, start, start])).toEqual([
    start,
    { type: 'reset-step' },
    marked,
    start,
  ])
})

describe('a page that was loaded anew while an answer was carried on', () => {
  const goesOn = {
    type: 'start',
    messageId: 'a',
    messageMetadata: { millrace: { continues: 'a', continuedParts: 2 } },
  } as const
  const firstHalf = half({ finishReason: 'length' })
  const stored = {
    ...firstHalf,
    parts: [
      ...firstHalf.parts,
      { type: 'step-start' },
      { type: 'text', text: 'me th', state: 'streaming', providerMetadata: continues('a') },
    ],
  } as Message

  async function resumed(messages: Message[], first: Chunk = goesOn) {
    const { chat, script, frames, last } = conversation(messages)
    const done = chat.resumeStream()
    await script.accept(first, step, {
      type: 'text-start',
      id: '0',
      providerMetadata: continues('a'),
    })
    await script.push({ type: 'text-delta', id: '0', delta: 'me there was a mill.' })
    frames.frame()
    const during = textOf(last())
    await script.push(
      { type: 'text-end', id: '0' },
      { type: 'finish', finishReason: 'stop' },
      endOfStream,
    )
    frames.all()
    await done
    return { during, last: last(), ids: chat.getState().messageIds }
  }

  test.each([
    ['as it was before', firstHalf],
    ['in the middle of it', stored],
  ])('has both halves of it, stored %s', async (_, message) => {
    const { during, last, ids } = await resumed([question, message])
    expect(during).toBe('Once upon a wintry time there was a mill.')
    expect(textOf(last)).toBe('Once upon a wintry time there was a mill.')
    expect(canContinue(last)).toBe(false)
    expect(ids).toEqual(['q', 'a'])
  })

  test('has the half that came where the other was not stored', async () => {
    expect(textOf((await resumed([question])).last)).toBe('me there was a mill.')
  })

  test.each<[string, Facts]>([
    ['another message', { continues: 'q' }],
    ['no message', { continues: 'none' }],
    ['nonsense', { continues: 7, continuedParts: 'x' } as never],
  ])(
    'takes an answer whose start names %s as one from its start (hostile facts)',
    async (_, millrace) => {
      const { last } = await resumed([question, firstHalf], {
        type: 'start',
        messageId: 'a',
        messageMetadata: { millrace },
      })
      expect(textOf(last)).toBe('me there was a mill.')
    },
  )
})

describe('an answer that is joined on a page that was loaded anew', () => {
  const startOf = (messageId: string, parentId: string): Chunk => ({
    type: 'start',
    messageId,
    messageMetadata: { millrace: { parentId } },
  })

  async function joined(messages: Message[], first: Chunk) {
    const talk = conversation(messages)
    const { chat, script, frames } = talk
    const done = chat.resumeStream()
    await script.accept(first, step, { type: 'text-start', id: '0' })
    await script.push({ type: 'text-delta', id: '0', delta: 'Once upon a wintry time.' })
    await script.push(
      { type: 'text-end', id: '0' },
      { type: 'finish', finishReason: 'stop' },
      endOfStream,
    )
    frames.all()
    await done
    return talk
  }

  test('takes the place of what was stored in its middle, part for part', async () => {
    const { chat, last } = await joined(
      [question, half({ status: 'interrupted' })],
      startOf('a', 'q'),
    )
    expect(chat.getState().messageIds).toEqual(['q', 'a'])
    expect(last().parts).toEqual([
      { type: 'step-start' },
      { type: 'text', text: 'Once upon a wintry time.', state: 'done' },
    ])
    expect(factsOf(last())).toMatchObject({ parentId: 'q' })
    expect(canContinue(last())).toBe(false)
  })

  test('is another version of the answer that its question has', async () => {
    const more: Message = { ...question, id: 'q2' }
    const { chat } = await joined([question, half({}), more], startOf('a*', 'q'))
    expect(chat.getState().messageIds).toEqual(['q', 'a*'])
    expect(branchOf(chat.getState(), 'a*')).toEqual({ index: 1, count: 2 })
    chat.selectBranch('a*', 0)
    expect(chat.getState().messageIds).toEqual(['q', 'a', 'q2'])
  })

  test.each(['q2', 'nowhere', '', null, 5])(
    'stands at the end where what it answers is said to be %j (hostile facts)',
    async (parentId) => {
      const more: Message = { ...question, id: 'q2' }
      const messages = [question, half({}), more]
      const { chat } = await joined(messages, startOf('a2', parentId as string))
      expect(chat.getState().messageIds).toEqual(['q', 'a', 'q2', 'a2'])
      expect(chat.getState().forks.size).toBe(0)
    },
  )
})
