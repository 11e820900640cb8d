import { ChatError, endOfStream, factsOf, type Message, textOf } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { branchOf } from './forks.ts'
import { manualFrames } from '../testing/manualFrames.ts'
import { scriptedTransport, type ScriptOptions } from '../testing/scriptedTransport.ts'
import type { ChatOptions, FinishEvent } from './ChatOptions.ts'
import { createChat } from './createChat.ts'

function conversation(options: Partial<ChatOptions> & ScriptOptions = {}) {
  const clock = manualClock()
  const frames = manualFrames()
  const script = scriptedTransport(options)
  let ids = 0
  const finished: FinishEvent[] = []
  const chat = createChat({
    id: 'chat',
    transport: script.transport,
    clock,
    frames,
    newId: () => `id-${ids++}`,
    random: () => 1,
    onFinish: (event) => finished.push(event),
    ...options,
  })
  let writes = 0
  chat.subscribe(() => writes++)
  return {
    chat,
    clock,
    frames,
    script,
    finished,
    get writes() {
      return writes
    },
    texts: () => chat.getState().messages.map((message) => `${message.role}: ${textOf(message)}`),
    run: () => chat.getState().run.status,
    nothingLeft: () => {
      expect(frames.pending).toBe(0)
      expect(clock.pending).toBe(0)
      expect(script.open).toBe(0)
    },
  }
}

test('asks, shows the answer as it comes, and is idle again', async () => {
  const { chat, script, frames, texts, run, finished, nothingLeft } = conversation()
  const asked = chat.sendMessage('Hi')
  expect(run()).toBe('submitted')
  expect(texts()).toEqual(['user: Hi'])
  await script.accept()
  await script.text('Hel', 'lo')
  frames.frame()
  expect(run()).toBe('streaming')
  expect(texts()).toEqual(['user: Hi', 'assistant: Hello'])
  await script.finish()
  frames.all()
  await asked
  expect(run()).toBe('idle')
  expect(script.sent).toMatchObject([{ chatId: 'chat', trigger: 'submit-message' }])
  expect(chat.getState().messages[1]).toEqual({
    id: 'answer-1',
    role: 'assistant',
    parts: [{ type: 'step-start' }, { type: 'text', text: 'Hello', state: 'done' }],
  })
  expect(finished).toMatchObject([{ finishReason: 'stop', isAbort: false, isError: false }])
  nothingLeft()
})

test('is inert until something is sent', () => {
  const { nothingLeft, script } = conversation()
  expect(script.sent).toEqual([])
  nothingLeft()
})

test('refuses an empty message and sends nothing', async () => {
  const { chat, script } = conversation()
  await expect(chat.sendMessage('  \n')).rejects.toThrow(TypeError)
  await expect(chat.sendMessage({ parts: [] })).rejects.toThrow(TypeError)
  expect(script.sent).toEqual([])
})

test('keeps what came when stopped, and nothing later appears (T-23)', async () => {
  const { chat, script, frames, texts, run, nothingLeft } = conversation()
  const asked = chat.sendMessage('Hi')
  await script.accept()
  await script.text('Hel')
  frames.frame()
  await script.text('lo')
  await chat.stop()
  expect(run()).toBe('idle')
  await script.text(' world')
  frames.all()
  await asked
  expect(texts()).toEqual(['user: Hi', 'assistant: Hello'])
  expect(factsOf(chat.getState().messages[1] as Message).status).toBe('stopped')
  expect(script.stopped).toEqual([{ chatId: 'chat', streamId: 'stream-1' }])
  nothingLeft()
})

test('stopping before headers names the run, and leaves no answer behind (T-23)', async () => {
  const { chat, script, texts, run, nothingLeft } = conversation()
  const asked = chat.sendMessage('Hi')
  await chat.stop()
  await asked
  expect(run()).toBe('idle')
  expect(texts()).toEqual(['user: Hi'])
  expect(script.stopped).toEqual([{ chatId: 'chat', runId: script.sent[0]?.runId }])
  nothingLeft()
})

test('stopping twice is stopping once', async () => {
  const { chat, script, finished } = conversation()
  const asked = chat.sendMessage('Hi')
  await script.accept()
  await chat.stop()
  await chat.stop()
  await asked
  expect(finished).toHaveLength(1)
  expect(script.stopped).toHaveLength(1)
})

test('a provider that fails after text leaves the text, marked as failed (T-18)', async () => {
  const { chat, script, frames, texts } = conversation()
  const asked = chat.sendMessage('Hi')
  await script.accept()
  await script.text('Hel')
  await script.push(
    {
      type: 'data-millrace-error',
      transient: true,
      data: { code: 'overloaded', message: 'Busy.', retryable: true },
    },
    { type: 'error', errorText: 'Busy.' },
  )
  frames.all()
  await asked
  expect(texts()).toEqual(['user: Hi', 'assistant: Hel'])
  expect(factsOf(chat.getState().messages[1] as Message).status).toBe('failed')
  expect(chat.getState().run).toMatchObject({
    status: 'failed',
    accepted: true,
    goesOn: false,
    error: { code: 'overloaded', retryable: true },
  })
  chat.clearError()
  expect(chat.getState().run).toEqual({ status: 'idle' })
})

test('what another provider begins anew is shown anew, and nothing of the first half stays', async () => {
  const { chat, clock, script, frames, texts, run, nothingLeft } = conversation()
  const asked = chat.sendMessage('Hi')
  await script.accept({ type: 'start', messageId: 'a' }, { type: 'start-step' })
  await script.text('Half of it')
  frames.all()
  expect(texts()).toEqual(['user: Hi', 'assistant: Half of it'])
  await script.push({ type: 'reset-step' })
  await clock.advance(50)
  frames.all()
  expect(texts()).toEqual(['user: Hi', 'assistant: '])
  expect(run()).toBe('streaming')
  await script.text('The whole.')
  await script.finish()
  frames.all()
  await asked
  expect(texts()).toEqual(['user: Hi', 'assistant: The whole.'])
  nothingLeft()
})

test('what was taken back stays so where nothing comes in its place', async () => {
  const { chat, script, frames, texts } = conversation()
  const asked = chat.sendMessage('Hi')
  await script.accept({ type: 'start', messageId: 'a' }, { type: 'start-step' })
  await script.text('Half of it')
  frames.all()
  await script.push({ type: 'reset-step' }, { type: 'error', errorText: 'No.' }, endOfStream)
  frames.all()
  await asked
  expect(texts()).toEqual(['user: Hi', 'assistant: '])
  expect(factsOf(chat.getState().messages[1] as Message).status).toBe('failed')
})

test('what was taken back just before the connection broke is not shown while another is made', async () => {
  const { chat, clock, script, frames, texts, run } = conversation()
  const asked = chat.sendMessage('Hi')
  await script.accept({ type: 'start', messageId: 'a' }, { type: 'start-step' })
  await script.text('Half of it')
  frames.all()
  await script.push({ type: 'reset-step' })
  await script.close()
  expect(run()).toBe('reconnecting')
  await clock.advance(50)
  frames.all()
  expect(texts()).toEqual(['user: Hi', 'assistant: '])
  void chat.stop()
  await asked
  expect(texts()).toEqual(['user: Hi', 'assistant: '])
  expect(factsOf(chat.getState().messages[1] as Message).status).toBe('stopped')
  await clock.advance(60_000)
})

test('a refused question stays, and the next one takes its place', async () => {
  const { chat, script, frames, texts } = conversation()
  const refused = chat.sendMessage('Tpyo')
  await script.fail(new ChatError('rate_limit', 'Too many.', { retryable: true }))
  await refused
  expect(texts()).toEqual(['user: Tpyo'])
  expect(chat.getState().run).toMatchObject({ status: 'failed', accepted: false })
  const asked = chat.sendMessage('Typo')
  await script.accept()
  await script.text('ok')
  await script.finish()
  frames.all()
  await asked
  expect(texts()).toEqual(['user: Typo', 'assistant: ok'])
})

test('a body that ends without its end is resumed after the last number in order (T-16)', async () => {
  const { chat, clock, script, frames, texts, run, nothingLeft } = conversation()
  const asked = chat.sendMessage('Hi')
  await script.accept()
  await script.text('Hel')
  await script.close()
  expect(run()).toBe('reconnecting')
  await clock.advance(500)
  expect(script.resumed).toMatchObject([{ streamId: 'stream-1', after: 3 }])
  await script.accept()
  await script.text('lo')
  await script.finish()
  frames.all()
  await asked
  expect(texts()).toEqual(['user: Hi', 'assistant: Hello'])
  expect(run()).toBe('idle')
  nothingLeft()
})

test('gives up after the limit, with the text kept and the answer marked (T-34)', async () => {
  const { chat, clock, script, frames, texts, nothingLeft } = conversation({
    reconnect: { maxAttempts: 3 },
  })
  const asked = chat.sendMessage('Hi')
  await script.accept()
  await script.text('Hel')
  await script.close()
  for (let attempt = 0; attempt < 3; attempt++) {
    await clock.advance(20_000)
    await script.fail(new ChatError('network', 'Lost.', { retryable: true }))
  }
  frames.all()
  await asked
  expect(script.resumed).toHaveLength(3)
  expect(texts()).toEqual(['user: Hi', 'assistant: Hel'])
  expect(chat.getState().run).toMatchObject({
    status: 'failed',
    error: { code: 'incomplete_stream', retryable: true },
  })
  expect(factsOf(chat.getState().messages[1] as Message).status).toBe('interrupted')
  nothingLeft()
})

test('a wake cuts the wait short: a try is made at once (T-43)', async () => {
  const listeners = new Set<() => void>()
  const { chat, clock, script, nothingLeft } = conversation({
    wake: {
      onWake(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
  })
  const asked = chat.sendMessage('Hi')
  await script.accept()
  await script.text('Hel')
  await script.close()
  expect(script.resumed).toHaveLength(0)
  for (const wake of listeners) wake()
  await clock.advance(0)
  expect(script.resumed).toHaveLength(1)
  expect(listeners.size).toBe(0)
  await chat.stop()
  await asked
  nothingLeft()
})

test('a question lost on the way is joined by its run id, or repeated under it', async () => {
  const { chat, clock, script, frames, texts } = conversation()
  const lost = new ChatError('network', 'Lost.', { retryable: true })
  const asked = chat.sendMessage('Hi')
  await script.fail(lost)
  await clock.advance(500)
  expect(script.resumed).toMatchObject([{ runId: script.sent[0]?.runId }])
  await script.fail(new ChatError('not_found', 'Nothing of that name.'))
  expect(script.sent).toHaveLength(2)
  expect(script.sent[1]?.runId).toBe(script.sent[0]?.runId)
  await script.accept()
  await script.text('ok')
  await script.finish()
  frames.all()
  await asked
  expect(texts()).toEqual(['user: Hi', 'assistant: ok'])
})

test('a server that is not known to number its answers is never asked twice', async () => {
  const { chat, script, clock } = conversation({ named: false })
  const asked = chat.sendMessage('Hi')
  await script.fail(new ChatError('network', 'Lost.', { retryable: true }))
  await clock.advance(60_000)
  await asked
  expect(script.sent).toHaveLength(1)
  expect(chat.getState().run).toMatchObject({ status: 'failed', accepted: false })
})

test('a server that forgot the answer leaves it interrupted, text kept, to be tried again (T-22, T-28)', async () => {
  const { chat, clock, script, frames, texts, nothingLeft } = conversation()
  const asked = chat.sendMessage('Hi')
  await script.accept()
  await script.text('Hel')
  await script.close()
  await clock.advance(500)
  await script.fail(new ChatError('not_found', 'Restarted.'))
  frames.all()
  await asked
  expect(texts()).toEqual(['user: Hi', 'assistant: Hel'])
  expect(factsOf(chat.getState().messages[1] as Message).status).toBe('interrupted')
  expect(chat.getState().run).toMatchObject({
    status: 'failed',
    error: { code: 'incomplete_stream', retryable: true },
  })
  nothingLeft()
})

test('another answer than ours is never mixed in, even where ours was asked for (T-29)', async () => {
  const { chat, clock, script, frames, texts } = conversation()
  const asked = chat.sendMessage('Hi')
  await script.accept()
  await script.text('Hel')
  await script.close()
  script.nextStreamId('another')
  await clock.advance(500)
  await script.accept()
  frames.all()
  await asked
  expect(texts()).toEqual(['user: Hi', 'assistant: Hel'])
  expect(chat.getState().run).toMatchObject({ error: { code: 'incomplete_stream' } })
  expect(script.open).toBe(0)
})

test('without ids an unfinished body is an interrupted answer (T-16)', async () => {
  const { chat, script, frames, texts } = conversation({ named: false })
  const asked = chat.sendMessage('Hi')
  await script.accept()
  await script.text('Hel')
  await script.close()
  frames.all()
  await asked
  expect(texts()).toEqual(['user: Hi', 'assistant: Hel'])
  expect(chat.getState().run).toMatchObject({ error: { code: 'incomplete_stream' } })
})

test('a gap that stays open makes the connection anew (T-25)', async () => {
  const { chat, clock, script, frames, texts, nothingLeft } = conversation()
  const asked = chat.sendMessage('Hi')
  await script.accept()
  await script.text('He')
  await script.pushFrames({ n: 5, chunk: { type: 'text-delta', id: '0', delta: 'o' } })
  frames.all()
  expect(texts()).toEqual(['user: Hi', 'assistant: He'])
  await clock.advance(2000)
  await clock.advance(500)
  expect(script.resumed).toMatchObject([{ after: 3 }])
  await script.accept()
  await script.text('ll', 'o')
  await script.finish()
  frames.all()
  await asked
  expect(texts()).toEqual(['user: Hi', 'assistant: Hello'])
  nothingLeft()
})

test('a number that makes no sense ends the answer and keeps its text (T-26)', async () => {
  const { chat, script, frames, texts } = conversation()
  const asked = chat.sendMessage('Hi')
  await script.accept()
  await script.text('Hel')
  await script.pushFrames({ n: 1.5, chunk: { type: 'text-delta', id: '0', delta: 'x' } })
  frames.all()
  await asked
  expect(texts()).toEqual(['user: Hi', 'assistant: Hel'])
  expect(chat.getState().run).toMatchObject({ error: { code: 'bad_sequence' } })
})

test('what came in the same read before a number that makes no sense is kept (T-26)', async () => {
  const { chat, script, frames, texts } = conversation()
  const asked = chat.sendMessage('Hi')
  await script.accept()
  await script.text('Hel')
  await script.pushFrames(
    { n: 4, chunk: { type: 'text-delta', id: '0', delta: 'lo' } },
    { n: -1, chunk: { type: 'text-delta', id: '0', delta: 'x' } },
  )
  frames.all()
  await asked
  expect(texts()).toEqual(['user: Hi', 'assistant: Hello'])
  expect(chat.getState().run).toMatchObject({ error: { code: 'bad_sequence' } })
})

test('answers again in place of the old answer, or after a failure', async () => {
  const { chat, script, frames, texts } = conversation()
  const first = chat.sendMessage('Hi')
  await script.accept()
  await script.text('one')
  await script.finish()
  frames.all()
  await first
  const again = chat.regenerate()
  await script.accept()
  await script.text('two')
  await script.finish()
  frames.all()
  await again
  expect(texts()).toEqual(['user: Hi', 'assistant: two'])
  expect(script.sent[1]).toMatchObject({ trigger: 'regenerate-message', messageId: 'answer-1' })
})

test('a question asked meanwhile waits its turn, can be taken back, and is sent once', async () => {
  const { chat, script, frames, texts } = conversation()
  const first = chat.sendMessage('one')
  await script.accept()
  await chat.sendMessage('two')
  await chat.sendMessage('three')
  const [queued] = chat.getState().queue
  chat.cancelQueued(queued?.id ?? '')
  await script.text('1')
  await script.finish()
  frames.all()
  await script.accept()
  await script.text('3')
  await script.finish()
  frames.all()
  await first
  expect(texts()).toEqual(['user: one', 'assistant: 1', 'user: three', 'assistant: 3'])
  expect(script.sent).toHaveLength(2)
})

test('whenBusy: reject refuses, interrupt stops the running answer first', async () => {
  const rejecting = conversation({ whenBusy: 'reject' })
  void rejecting.chat.sendMessage('one')
  await expect(rejecting.chat.sendMessage('two')).rejects.toMatchObject({ code: 'busy' })
  await rejecting.chat.stop()

  const { chat, script, texts } = conversation({ whenBusy: 'interrupt' })
  void chat.sendMessage('one')
  await script.accept()
  await script.text('1')
  void chat.sendMessage('two')
  await script.accept()
  expect(texts()).toEqual(['user: one', 'assistant: 1', 'user: two'])
  await chat.stop()
})

test('when the last one looks away the connection is closed, and coming back at once keeps it', async () => {
  const { chat, script, run, nothingLeft } = conversation()
  const asked = chat.sendMessage('Hi')
  await script.accept()
  await script.text('Hel')
  const release = chat.retain()
  release()
  const keep = chat.retain()
  await Promise.resolve()
  expect(run()).not.toBe('idle')
  keep()
  await asked
  expect(run()).toBe('idle')
  expect(script.stopped).toEqual([])
  await script.text('lo')
  nothingLeft()
})

test('one store write per paced update, however many deltas a burst brings', async () => {
  const conversationWithCount = conversation()
  const { chat, script, frames } = conversationWithCount
  const asked = chat.sendMessage('Hi')
  await script.accept()
  const before = conversationWithCount.writes
  await script.text(...Array.from({ length: 3000 }, () => 'x'))
  frames.all()
  expect(conversationWithCount.writes - before).toBe(1)
  await script.finish()
  frames.all()
  await asked
})

test('ids and order keep their identity while an answer grows', async () => {
  const { chat, script, frames } = conversation()
  const asked = chat.sendMessage('Hi')
  await script.accept()
  await script.text('a')
  frames.all()
  const before = chat.getState()
  await script.text('b')
  await chat.stop()
  const after = chat.getState()
  expect(after.messageIds).toBe(before.messageIds)
  expect(after.indexById).toBe(before.indexById)
  expect(after.messages[0]).toBe(before.messages[0])
  expect(after.messages[1]).not.toBe(before.messages[1])
  await asked
})

test('an edited question and a new answer leave the old ones as branches', async () => {
  const { chat, script, frames, texts } = conversation()
  async function answered(asked: Promise<void>, text: string): Promise<void> {
    await script.accept()
    await script.text(text)
    await script.finish()
    frames.all()
    await asked
  }
  const branch = (index: number) =>
    branchOf(chat.getState(), chat.getState().messageIds[index] ?? '')
  await answered(chat.sendMessage('one'), '1')
  await answered(chat.regenerate(), '1b')
  expect(branch(1)).toEqual({ index: 1, count: 2 })
  const [question] = chat.getState().messageIds
  await answered(chat.editMessage(question ?? '', 'eins'), 'i')
  expect(texts()).toEqual(['user: eins', 'assistant: i'])
  expect(branch(0)).toEqual({ index: 1, count: 2 })
  expect(branch(1)).toBeUndefined()
  chat.selectBranch(chat.getState().messageIds[0] ?? '', 0)
  expect(texts()).toEqual(['user: one', 'assistant: 1b'])
  chat.selectBranch(chat.getState().messageIds[1] ?? '', 0)
  expect(texts()).toEqual(['user: one', 'assistant: 1'])
  await answered(chat.sendMessage('two'), '2')
  chat.selectBranch(chat.getState().messageIds[0] ?? '', 1)
  chat.selectBranch(chat.getState().messageIds[0] ?? '', 0)
  expect(texts()).toEqual(['user: one', 'assistant: 1', 'user: two', 'assistant: 2'])
})

test('a tool of the application runs once, and its output continues the same message', async () => {
  const calls: string[] = []
  const { chat, script, frames } = conversation({
    onToolCall: ({ toolCallId }) => calls.push(toolCallId),
    sendAutomaticallyWhen: (messages) =>
      messages.at(-1)?.parts.at(-1)?.type === 'tool-time' && script.sent.length === 1,
  })
  const asked = chat.sendMessage('What time is it?')
  await script.accept()
  await script.push(
    { type: 'start', messageId: 'answer' },
    { type: 'start-step' },
    { type: 'tool-input-available', toolCallId: 'call', toolName: 'time', input: {} },
    { type: 'finish', finishReason: 'tool-calls' },
    endOfStream,
  )
  frames.all()
  expect(calls).toEqual(['call'])
  void chat.addToolOutput({ toolCallId: 'call', output: '12:00' })
  void chat.addToolOutput({ toolCallId: 'call', output: 'late' })
  await script.accept()
  expect(script.sent[1]).toMatchObject({ trigger: 'submit-message', messageId: 'answer' })
  expect(script.sent[1]?.messages.at(-1)?.parts.at(-1)).toMatchObject({
    state: 'output-available',
    output: '12:00',
  })
  await script.push(
    { type: 'start', messageId: 'answer' },
    { type: 'start-step' },
    { type: 'text-delta', id: '0', delta: 'Noon.' },
    { type: 'finish', finishReason: 'stop' },
    endOfStream,
  )
  frames.all()
  await asked
  expect(chat.getState().messageIds).toHaveLength(2)
  expect(chat.getState().messages[1]?.parts.map(({ type }) => type)).toEqual([
    'step-start',
    'tool-time',
    'step-start',
    'text',
  ])
  expect(calls).toEqual(['call'])
})

test('an approval is answered once and kept', async () => {
  const { chat } = conversation({
    messages: [
      {
        id: 'm',
        role: 'assistant',
        parts: [
          {
            type: 'dynamic-tool',
            toolName: 'pay',
            toolCallId: 'call',
            state: 'approval-requested',
            input: { amount: 1 },
            approval: { id: 'approval' },
          },
        ],
      },
    ],
  })
  await chat.addToolApprovalResponse({ id: 'approval', approved: false, reason: 'no' })
  await chat.addToolApprovalResponse({ id: 'approval', approved: true })
  expect(chat.getState().messages[0]?.parts[0]).toMatchObject({
    state: 'approval-responded',
    approval: { id: 'approval', approved: false, reason: 'no' },
  })
})

test('coming back to an answer goes on where it was left, and hands its data on once', async () => {
  const data: unknown[] = []
  const { chat, script, frames, texts, nothingLeft } = conversation({
    onData: (chunk) => data.push(chunk.data),
  })
  const asked = chat.sendMessage('Hi')
  const release = chat.retain()
  await script.accept()
  await script.text('Hel')
  await script.push({ type: 'data-news', data: 1, transient: true })
  frames.frame()
  release()
  await asked
  expect(factsOf(chat.getState().messages[1] as Message).status).toBe('interrupted')
  const resumed = chat.resumeStream()
  await script.accept()
  expect(script.resumed).toEqual([{ chatId: 'chat', streamId: 'stream-1', after: 4 }])
  await script.text('lo')
  await script.push({ type: 'data-news', data: 2, transient: true })
  await script.finish()
  frames.all()
  await resumed
  expect(texts()).toEqual(['user: Hi', 'assistant: Hello'])
  expect(factsOf(chat.getState().messages[1] as Message).status).toBeUndefined()
  expect(data).toEqual([1, 2])
  nothingLeft()
})

test('a replay from the start hands no data on twice', async () => {
  const data: unknown[] = []
  const { chat, script, frames } = conversation({ onData: (chunk) => data.push(chunk.data) })
  const news = [
    { type: 'start', messageId: 'a' },
    { type: 'data-news', data: 1, transient: true },
    { type: 'text-delta', id: '0', delta: 'x' },
    endOfStream,
  ] as const
  for (let turn = 0; turn < 2; turn++) {
    const resumed = chat.resumeStream()
    await script.accept(...news)
    frames.all()
    await resumed
  }
  expect(data).toEqual([1])
  expect(chat.getState().messageIds).toEqual(['a'])
})

test('where nothing runs, resuming changes nothing', async () => {
  const { chat, script, nothingLeft } = conversation()
  const resumed = chat.resumeStream()
  await script.fail(new ChatError('not_found', 'Nothing.'))
  await resumed
  expect(chat.getState().run).toEqual({ status: 'idle' })
  expect(chat.getState().messages).toEqual([])
  nothingLeft()
})

test('in a hidden tab the answer still completes, without a timer', async () => {
  const { chat, clock, script, frames, texts, run, nothingLeft } = conversation()
  frames.setHidden(true)
  const asked = chat.sendMessage('Hi')
  await script.accept()
  await script.text('Hel')
  await script.text('lo')
  // The one that measures patience, for which nothing waits.
  expect(clock.pending).toBe(1)
  await script.finish()
  frames.all()
  await asked
  expect(texts()).toEqual(['user: Hi', 'assistant: Hello'])
  expect(run()).toBe('idle')
  nothingLeft()
})

test('editing a message that is not there is an error, and nothing is sent', async () => {
  const { chat, script } = conversation()
  await expect(chat.editMessage('none', 'x')).rejects.toMatchObject({ code: 'not_found' })
  expect(script.sent).toEqual([])
})

test('keeps what the route said of the window, and takes no other word for it', async () => {
  const { chat, script, frames } = conversation()
  const asked = chat.sendMessage('Hi')
  const report = {
    droppedMessages: 12,
    droppedTurns: 6,
    firstKeptId: 'q7',
    shortenedMessages: 0,
    summarized: false,
    tokens: 9,
    budget: 10,
    windowTokens: 20,
    maxOutputTokens: 10,
    estimated: true,
  }
  await script.accept(
    { type: 'start', messageId: 'a' },
    { type: 'data-millrace-context-window', data: report, transient: true },
    {
      type: 'data-millrace-context-window',
      data: { ...report, droppedMessages: 'many' },
      transient: true,
    },
    { type: 'data-millrace-context-window', data: { ...report, budget: -1 }, transient: true },
    { type: 'data-millrace-context-window', data: null, transient: true },
    endOfStream,
  )
  frames.all()
  await asked
  expect(chat.getState().contextWindow).toEqual(report)
  chat.setMessages([])
  expect(chat.getState().contextWindow).toBeUndefined()
})
