import {
  ChatError,
  factsOf,
  type FilePart,
  type Message,
  type Part,
  textOf,
} from '@millrace/protocol'
import { describe, expect, test } from 'vitest'
import { manualFrames } from '../testing/manualFrames.ts'
import { scriptedTransport } from '../testing/scriptedTransport.ts'
import { manualClock } from '@millrace/protocol/testing'
import { afterApprovals } from './afterApprovals.ts'
import type { ChatOptions, Feedback } from './ChatOptions.ts'
import { createChat } from './createChat.ts'
import { branchOf } from './forks.ts'

const photo: FilePart = { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,AA==' }
const asked: Message = { id: 'q', role: 'user', parts: [photo, { type: 'text', text: 'What?' }] }
const told: Message = { id: 'a', role: 'assistant', parts: [{ type: 'text', text: 'A mill.' }] }

function conversation(options: Partial<ChatOptions> = {}) {
  const script = scriptedTransport()
  const frames = manualFrames()
  const chat = createChat({
    transport: script.transport,
    frames,
    clock: manualClock(),
    messages: [asked, told],
    ...options,
  })
  return { chat, script, frames }
}

test('a question in other words keeps its files', async () => {
  const { chat, script } = conversation()
  void chat.editMessage('q', 'Which mill?')
  await script.accept()
  const [question] = chat.getState().messages
  expect(question?.parts).toEqual([photo, { type: 'text', text: 'Which mill?' }])
  expect(branchOf(chat.getState(), question?.id ?? '')).toEqual({ index: 1, count: 2 })
})

test('a question in other words does not wait for the answer to the old ones', async () => {
  const { chat, script, frames } = conversation()
  void chat.sendMessage('And where?')
  await script.accept()
  await script.text('In a vall')
  frames.frame()
  void chat.editMessage('q', 'Which mill?')
  await Promise.resolve()
  expect(chat.getState().queue).toEqual([])
  expect(chat.getState().messages.map(textOf)).toEqual(['Which mill?'])
  expect(script.sent).toHaveLength(2)
})

test('where answers may not be interrupted, rewording is refused and nothing is lost', async () => {
  const { chat, script, frames } = conversation({ whenBusy: 'reject' })
  void chat.sendMessage('And where?')
  await script.accept()
  await script.text('In a vall')
  frames.frame()
  const before = chat.getState().messages
  await expect(chat.editMessage('q', 'Which mill?')).rejects.toThrow(ChatError)
  expect(chat.getState().messages).toBe(before)
})

test('rewording what is not there interrupts nothing', async () => {
  const { chat, script, frames } = conversation()
  void chat.sendMessage('And where?')
  await script.accept()
  await script.text('In a vall')
  frames.frame()
  await expect(chat.editMessage('none', 'x')).rejects.toMatchObject({ code: 'not_found' })
  expect(chat.getState().run.status).toBe('streaming')
})

test('a rating is kept with the answer, told, and can be taken back', () => {
  const heard: Feedback[] = []
  const { chat } = conversation({ onFeedback: (feedback) => heard.push(feedback) })
  chat.rateMessage('a', 'down', 'It is a factory.')
  const rated = chat.getState().messages[1]
  expect(factsOf(rated ?? told).rating).toBe('down')
  expect(heard).toEqual([
    { messageId: 'a', rating: 'down', comment: 'It is a factory.', message: rated },
  ])
  chat.rateMessage('a', undefined)
  expect(factsOf(chat.getState().messages[1] ?? told)).toEqual({})
  expect(heard).toHaveLength(2)
  expect(() => chat.rateMessage('none', 'up')).toThrow(ChatError)
})

test('a rating given while the answer comes is not lost with the next word', async () => {
  const { chat, script, frames } = conversation()
  void chat.sendMessage('And where?')
  await script.accept()
  await script.text('In a vall')
  frames.frame()
  const { id = '' } = chat.getState().messages.at(-1) ?? {}
  chat.rateMessage(id, 'up')
  await script.text('ey.')
  await script.finish()
  frames.all()
  const last = chat.getState().messages.at(-1) ?? told
  expect([textOf(last), factsOf(last).rating]).toEqual(['In a valley.', 'up'])
})

test('an approval sets the conversation going once all are answered, and once only', () => {
  const goOn = afterApprovals()
  const call = (id: string, answered: boolean): Message['parts'][number] => ({
    type: 'dynamic-tool',
    toolName: 'pay',
    toolCallId: `call-${id}`,
    input: {},
    ...(answered
      ? { state: 'approval-responded', approval: { id, approved: true } }
      : { state: 'approval-requested', approval: { id } }),
  })
  const last = (...parts: Message['parts']): Message[] => [asked, { ...told, parts }]
  expect(goOn(last(call('1', true), call('2', false)))).toBe(false)
  expect(goOn(last(call('1', true), call('2', true)))).toBe(true)
  // A server that does nothing with it is not asked for ever.
  expect(goOn(last(call('1', true), call('2', true)))).toBe(false)
  expect(goOn([asked])).toBe(false)
  expect(goOn(last(call('3', true)))).toBe(true)
})

describe('an approval', () => {
  const asking = (id: string, toolCallId: string): Message['parts'][number] => ({
    type: 'dynamic-tool',
    toolName: 'pay',
    toolCallId,
    input: {},
    state: 'approval-requested',
    approval: { id },
  })

  test('is given to the last answer alone, whatever stands in older ones', async () => {
    const broken = { ...asking('1', 'old'), approval: undefined } as unknown as Part
    const { chat } = conversation({
      messages: [
        { ...told, id: 'a0', parts: [asking('1', 'older'), broken] },
        asked,
        { ...told, parts: [asking('1', 'new')] },
      ],
    })
    await chat.addToolApprovalResponse({ id: '1', approved: true })
    const states = chat
      .getState()
      .messages.map(({ parts }) => parts.map((part) => 'state' in part && part.state))
    expect(states).toEqual([
      ['approval-requested', 'approval-requested'],
      [false, false],
      ['approval-responded'],
    ])
  })

  test('that is answered twice at once sets one run going', async () => {
    const { chat, script } = conversation({
      messages: [asked, { ...told, parts: [asking('1', 'c')] }],
      sendAutomaticallyWhen: () => true,
    })
    void chat.addToolApprovalResponse({ id: '1', approved: true })
    void chat.addToolApprovalResponse({ id: '1', approved: true })
    await script.accept()
    expect(script.sent).toHaveLength(1)
  })

  test('that the server never heard of is sent again, and not thrown away', async () => {
    const { chat, script } = conversation({
      messages: [asked, { ...told, parts: [asking('1', 'c')] }],
      sendAutomaticallyWhen: afterApprovals(),
    })
    void chat.addToolApprovalResponse({ id: '1', approved: true })
    await Promise.resolve()
    await script.fail(new ChatError('overloaded', 'x', { retryable: true }))
    expect(chat.getState().run).toMatchObject({ status: 'failed', accepted: false, goesOn: true })
    void chat.goOn()
    await Promise.resolve()
    expect(script.sent).toHaveLength(2)
    expect(script.sent[1]?.messages.at(-1)?.parts).toMatchObject([{ state: 'approval-responded' }])
  })

  test('given while the answer comes does not go on behind a stop', async () => {
    const { chat, script, frames } = conversation({ sendAutomaticallyWhen: () => true })
    void chat.sendMessage('Pay.')
    await script.accept()
    await script.text('One mom')
    frames.frame()
    const ended = chat.stop()
    await ended
    for (let step = 0; step < 9; step++) await Promise.resolve()
    expect([script.sent.length, chat.getState().run.status]).toEqual([1, 'idle'])
  })
})

test('what waits in the queue is not asked when the last looker has gone', async () => {
  const { chat, script, frames } = conversation()
  const leave = chat.retain()
  void chat.sendMessage('One.')
  await script.accept()
  await script.text('1')
  frames.frame()
  void chat.sendMessage('Two.')
  leave()
  for (let step = 0; step < 9; step++) await Promise.resolve()
  expect(script.sent).toHaveLength(1)
  expect(chat.getState().queue).toHaveLength(1)
})

test('another answer that never came leaves the one before it', async () => {
  const { chat, script } = conversation()
  void chat.regenerate()
  await Promise.resolve()
  expect(chat.getState().messages.map(textOf)).toEqual(['What?'])
  await script.fail(new ChatError('overloaded', 'x', { retryable: true }))
  expect(chat.getState().messages.map(textOf)).toEqual(['What?', 'A mill.'])
  expect(branchOf(chat.getState(), 'a')).toBeUndefined()
  expect(chat.getState().run.status).toBe('failed')
  // And the question is not taken for one that was never asked.
  void chat.sendMessage('And where?')
  expect(chat.getState().messages.map(textOf)).toEqual(['What?', 'A mill.', 'And where?'])
})

test('where an earlier version was shown, that one comes back', async () => {
  const { chat, script, frames } = conversation()
  void chat.regenerate()
  await Promise.resolve()
  await script.accept()
  await script.text('A factory.')
  await script.finish()
  frames.all()
  for (let step = 0; step < 9; step++) await Promise.resolve()
  chat.selectBranch(chat.getState().messageIds[1] ?? '', 0)
  expect(chat.getState().messages.map(textOf)).toEqual(['What?', 'A mill.'])
  void chat.regenerate()
  await Promise.resolve()
  await script.fail(new ChatError('overloaded', 'x', { retryable: true }))
  expect(chat.getState().messages.map(textOf)).toEqual(['What?', 'A mill.'])
  expect(branchOf(chat.getState(), 'a')).toEqual({ index: 0, count: 2 })
})

test('a rating given to an answer that was left is there when it is come back to', async () => {
  const { chat, script, frames } = conversation()
  const leave = chat.retain()
  script.nextStreamId('s')
  void chat.sendMessage('And where?')
  await script.accept()
  await script.text('In a vall')
  frames.frame()
  leave()
  for (let step = 0; step < 9; step++) await Promise.resolve()
  const { id = '' } = chat.getState().messages.at(-1) ?? {}
  chat.rateMessage(id, 'up')
  void chat.resumeStream()
  await script.accept()
  await script.text('ey.')
  frames.frame()
  expect(factsOf(chat.getState().messages.at(-1) ?? told).rating).toBe('up')
})
