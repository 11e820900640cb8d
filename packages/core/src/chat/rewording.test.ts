import { ChatError, factsOf, type FilePart, type Message, textOf } from '@millrace/protocol'
import { expect, test } from 'vitest'
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
