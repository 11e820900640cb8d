import { type CannedReplies, ChatError, factsOf, textOf } from '@millrace/protocol'
import { manualClock, seededRandom } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { manualFrames } from '../testing/manualFrames.ts'
import { scriptedTransport, type ScriptOptions } from '../testing/scriptedTransport.ts'
import type { ChatOptions } from './ChatOptions.ts'
import { createChat } from './createChat.ts'
import { statusOf } from './statusOf.ts'

const network = (): ChatError => new ChatError('network', 'Lost.', { retryable: true })

/** A chat that somebody looks at, whose page wakes when told to. */
function offline(options: Partial<ChatOptions> & ScriptOptions = {}) {
  const clock = manualClock()
  const frames = manualFrames()
  const script = scriptedTransport(options)
  const listeners = new Set<() => void>()
  let ids = 0
  const chat = createChat({
    id: 'chat',
    transport: script.transport,
    clock,
    frames,
    newId: () => `id-${ids++}`,
    random: () => 1,
    wake: {
      onWake(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    whenOffline: 'wait',
    ...options,
  })
  const leave = chat.retain()
  const state = () => chat.getState()
  return {
    chat,
    clock,
    frames,
    script,
    leave,
    listeners,
    state,
    texts: () => state().messages.map((message) => `${message.role}: ${textOf(message)}`),
    queued: () => state().queue.map(({ message }) => message),
    face: () => {
      const { connection, service, run, patience, queue, notices } = state()
      return statusOf(connection, service, run, { patience, queued: queue.length, notices })
    },
    async wake() {
      const all = [...listeners]
      for (const listener of all) listener()
      await clock.advance(0)
    },
    /** The server answers with this text. */
    async answer(text: string) {
      await script.accept()
      await script.text(text)
      await script.finish()
      frames.all()
      await clock.advance(0)
    },
  }
}

describe('a server that cannot be reached', () => {
  test('a question waits in the queue and is sent once, under its run id, when the server is back', async () => {
    const { chat, clock, script, state, texts, queued, answer } = offline()
    const asked = chat.sendMessage('One')
    expect(texts()).toEqual(['user: One'])
    await script.fail(network())
    await asked
    expect(state().run).toEqual({ status: 'idle' })
    expect(state().connection).toEqual({ status: 'offline', since: 0 })
    expect(texts()).toEqual([])
    expect(queued()).toEqual(['One'])
    // By and by: the first probe fails, the second finds the server.
    await clock.advance(1000)
    expect(script.resumed).toEqual([{ chatId: 'chat' }])
    expect(state().connection.status).toBe('connecting')
    await script.fail(network())
    expect(state().connection).toEqual({ status: 'offline', since: 0 })
    await clock.advance(2000)
    await script.fail(new ChatError('not_found', 'Nothing runs.'))
    expect(state().connection).toEqual({ status: 'online' })
    expect(script.sent).toHaveLength(2)
    expect(script.sent[1]?.runId).toBe(script.sent[0]?.runId)
    expect(queued()).toEqual([])
    await answer('Two')
    expect(texts()).toEqual(['user: One', 'assistant: Two'])
    expect(script.sent).toHaveLength(2)
  })

  test('what is asked meanwhile waits behind it, in order, and a try is made at once (T-43)', async () => {
    const { chat, clock, script, queued, texts, answer } = offline()
    const asked = chat.sendMessage('One')
    await script.fail(network())
    await asked
    await chat.sendMessage('Two')
    expect(queued()).toEqual(['One', 'Two'])
    await clock.advance(0)
    expect(script.resumed).toHaveLength(1)
    await script.fail(new ChatError('not_found', 'Nothing runs.'))
    await answer('First')
    await answer('Second')
    expect(texts()).toEqual(['user: One', 'assistant: First', 'user: Two', 'assistant: Second'])
    expect(script.sent.map(({ messages }) => textOf(messages.at(-1) ?? { parts: [] }))).toEqual([
      'One',
      'One',
      'Two',
    ])
  })

  test('a question that is taken back while it waits is not sent', async () => {
    const { chat, script, state, wake, clock } = offline()
    const asked = chat.sendMessage('One')
    await script.fail(network())
    await asked
    chat.cancelQueued(state().queue[0]?.id ?? '')
    await wake()
    await script.fail(new ChatError('not_found', 'Nothing runs.'))
    await clock.advance(60_000)
    expect(script.sent).toHaveLength(1)
    expect(state().connection).toEqual({ status: 'online' })
  })

  test('an `online` event, a wake, only leads to a try: what it finds counts (T-43)', async () => {
    const { chat, script, state, wake } = offline()
    const asked = chat.sendMessage('One')
    await script.fail(network())
    await asked
    await wake()
    expect(state().connection.status).toBe('connecting')
    expect(script.sent).toHaveLength(1)
    // A captive portal answers everything.
    await script.fail(new ChatError('not_a_stream', 'The server answered with text/html.'))
    expect(state().connection.status).toBe('offline')
    expect(state().queue).toHaveLength(1)
  })

  test('nothing is tried once nobody looks, and again when somebody does', async () => {
    const { chat, clock, script, leave, listeners } = offline()
    const asked = chat.sendMessage('One')
    await script.fail(network())
    await asked
    leave()
    await clock.advance(120_000)
    expect(script.resumed).toEqual([])
    expect(clock.pending).toBe(0)
    expect(listeners.size).toBe(0)
    chat.retain()
    await clock.advance(1000)
    expect(script.resumed).toHaveLength(1)
  })

  test('an answer that broke off is waited for, however long that takes', async () => {
    const { chat, clock, script, frames, state, texts } = offline()
    const asked = chat.sendMessage('Hi')
    await script.accept()
    await script.text('Hel')
    frames.all()
    await script.close()
    for (let attempt = 1; attempt <= 20; attempt++) {
      await clock.advance(15_000)
      expect(script.resumed).toHaveLength(attempt)
      await script.fail(network())
    }
    expect(state().run).toMatchObject({ status: 'reconnecting', attempt: 21 })
    expect(state().connection).toMatchObject({ status: 'reconnecting', since: 0 })
    await clock.advance(15_000)
    await script.accept()
    await script.text('lo')
    await script.finish()
    frames.all()
    await asked
    expect(texts()).toEqual(['user: Hi', 'assistant: Hello'])
    expect(state().connection).toEqual({ status: 'online' })
  })

  test('a question that the server will never take leaves the queue, and those behind it go on (T-41)', async () => {
    const { chat, script, state, texts, answer } = offline()
    const asked = chat.sendMessage('First')
    await chat.sendMessage('Poison')
    await chat.sendMessage('Third')
    await answer('One')
    await script.fail(new ChatError('invalid_request', 'No.', { status: 400 }))
    await answer('Three')
    await asked
    expect(texts()).toEqual(['user: First', 'assistant: One', 'user: Third', 'assistant: Three'])
    expect(state().run).toEqual({ status: 'idle' })
    expect(state().queue).toMatchObject([
      { message: 'Poison', refused: { code: 'invalid_request' } },
    ])
    expect(script.sent).toHaveLength(3)
    chat.cancelQueued(state().queue[0]?.id ?? '')
    expect(state().queue).toEqual([])
  })

  test('without waiting it fails as before, and the way there is told', async () => {
    const { chat, script, state, texts } = offline({ whenOffline: 'fail', named: false })
    const asked = chat.sendMessage('One')
    await script.fail(network())
    await asked
    expect(state().run).toMatchObject({ status: 'failed', accepted: false })
    expect(state().connection.status).toBe('offline')
    expect(texts()).toEqual(['user: One'])
  })
})

describe('an answer whose connection breaks', () => {
  test('who has slept makes another connection at once, and goes on from where he was (T-44)', async () => {
    const { chat, clock, script, frames, wake, texts } = offline()
    const asked = chat.sendMessage('Hi')
    await script.accept()
    await script.text('Hel')
    frames.all()
    // Looked away for a moment: what is there is good.
    await clock.advance(10_000)
    await wake()
    expect(script.resumed).toEqual([])
    await clock.advance(3_600_000)
    await wake()
    await wake()
    expect(script.resumed).toMatchObject([{ streamId: 'stream-1', after: 3 }])
    await script.accept()
    await script.text('lo')
    await script.finish()
    frames.all()
    await asked
    expect(texts()).toEqual(['user: Hi', 'assistant: Hello'])
  })

  test.each([1, 2, 3, 4, 5])(
    '20 drops in one answer: the text is exact, waits grow and are short again after progress (seed %i)',
    async (seed) => {
      const random = seededRandom(seed)
      const { chat, clock, script, frames, state, texts } = offline()
      const asked = chat.sendMessage('Hi')
      await script.accept()
      let said = ''
      for (let drop = 0; drop < 20; drop++) {
        const word = `${drop} ${'=-'.repeat(Math.floor(random() * 5))}`
        said += word
        await script.text(word)
        frames.all()
        await clock.advance(Math.floor(random() * 2000))
        await script.close()
        const failures = Math.floor(random() * 5)
        for (let attempt = 1; attempt <= failures + 1; attempt++) {
          const { run } = state()
          if (run.status !== 'reconnecting') throw new Error(`It is ${run.status}.`)
          expect(run.attempt).toBe(attempt)
          // Full jitter, and the random number is 1.
          expect(run.retryAt - clock.now()).toBe(Math.min(15_000, 500 * 2 ** (attempt - 1)))
          await clock.advance(run.retryAt - clock.now())
          await (attempt > failures ? script.accept() : script.fail(network()))
        }
      }
      await script.finish()
      frames.all()
      await asked
      expect(texts()).toEqual(['user: Hi', `assistant: ${said}`])
      expect(script.sent).toHaveLength(1)
      expect(state().connection).toEqual({ status: 'online' })
    },
  )
})

describe('the service', () => {
  test('429 with a time counts down, is over at zero, and nothing is sent by itself', async () => {
    const { chat, clock, script, state, face } = offline()
    const asked = chat.sendMessage('One')
    await script.fail(
      new ChatError('rate_limit', 'Slow.', { retryable: true, status: 429, retryAfterMs: 8000 }),
    )
    await asked
    expect(face()).toEqual({ face: 'limited', until: 8000 })
    await clock.advance(7999)
    expect(face()).toEqual({ face: 'limited', until: 8000 })
    await clock.advance(1)
    expect(state().service).toEqual({ status: 'ok' })
    expect(face()).toMatchObject({ face: 'failed', error: { code: 'rate_limit' } })
    await clock.advance(600_000)
    expect(script.sent).toHaveLength(1)
  })

  test('going offline keeps the countdown', async () => {
    const { chat, clock, script, state, face } = offline()
    const asked = chat.sendMessage('One')
    await script.fail(
      new ChatError('rate_limit', 'Slow.', { retryable: true, status: 429, retryAfterMs: 60_000 }),
    )
    await asked
    const again = chat.regenerate()
    await script.fail(network())
    await again
    expect(face()).toMatchObject({ face: 'offline' })
    expect(state().service).toEqual({ status: 'limited', until: 60_000 })
    await clock.advance(1000)
    await script.fail(new ChatError('not_found', 'Nothing runs.'))
    expect(face()).toEqual({ face: 'limited', until: 60_000 })
  })

  test('the countdown of an automatic reply is by this clock, however wrong that is (T-42)', async () => {
    const { chat, script, frames, face } = offline()
    const asked = chat.sendMessage('One')
    const theirs = 1_700_000_000_000
    await script.accept(
      {
        type: 'start',
        messageId: 'a',
        messageMetadata: { millrace: { timings: { createdAt: theirs } } },
      },
      {
        type: 'data-millrace-notice',
        data: { kind: 'limited', until: theirs + 8000 },
        transient: true,
      },
      { type: 'text-start', id: 't' },
      { type: 'text-delta', id: 't', delta: 'Later.' },
      { type: 'text-end', id: 't' },
      {
        type: 'finish',
        finishReason: 'stop',
        messageMetadata: { millrace: { canned: 'rate-limit' } },
      },
    )
    await script.close()
    frames.all()
    await asked
    expect(face()).toEqual({ face: 'limited', until: 8000 })
  })

  test('an outage lasts until something is answered', async () => {
    const { chat, script, state, answer } = offline()
    for (const [since, said] of [
      [0, 'overloaded'],
      [0, 'server_error'],
    ] as const) {
      const asked = chat.sendMessage('Hi')
      await script.fail(new ChatError(said, 'Down.', { retryable: true, status: 503 }))
      await asked
      expect(state().service).toEqual({ status: 'outage', since, retryAt: undefined })
    }
    const again = chat.regenerate()
    await answer('Here.')
    await again
    expect(state().service).toEqual({ status: 'ok' })
  })
})

describe('patience', () => {
  test('nothing is said for 5 s, that it takes long is said after 15 s, and what comes ends it', async () => {
    const { chat, clock, script, frames, state, face } = offline()
    void chat.sendMessage('Hi')
    await script.accept()
    await clock.advance(4999)
    expect(state().patience).toBe('fresh')
    await clock.advance(1)
    expect(state().patience).toBe('strained')
    expect(face()).toBeUndefined()
    await clock.advance(10_000)
    expect(face()).toEqual({ face: 'slow' })
    await script.text('Well')
    frames.all()
    expect(face()).toBeUndefined()
    await clock.advance(5000)
    expect(state().patience).toBe('strained')
    await script.text(', then')
    frames.all()
    expect(state().patience).toBe('fresh')
    await clock.advance(5000)
    expect(state().patience).toBe('strained')
    await clock.advance(10_000)
    expect(face()).toEqual({ face: 'slow' })
    await chat.stop()
    expect(state().patience).toBe('fresh')
    expect(clock.pending).toBe(0)
  })

  test('a connection that is made anew within 5 s is not mentioned', async () => {
    const { chat, clock, script, frames, face } = offline({
      reconnect: { baseMs: 9000, capMs: 9000 },
    })
    const asked = chat.sendMessage('Hi')
    await script.accept()
    await script.text('Hel')
    frames.all()
    await script.close()
    await clock.advance(4000)
    expect(face()).toBeUndefined()
    await clock.advance(1000)
    expect(face()).toMatchObject({ face: 'reconnecting', attempt: 1, retryAt: 9000 })
    await clock.advance(4000)
    await script.accept()
    await script.text('lo')
    frames.all()
    expect(face()).toBeUndefined()
    await script.finish()
    frames.all()
    await asked
  })
})

describe('an automatic reply of the page itself', () => {
  const canned: Pick<CannedReplies, 'outage'> = { outage: 'Nobody is there.' }

  test('stands in where the server cannot be reached, marked, and is never sent', async () => {
    const { chat, script, state, texts, answer } = offline({
      whenOffline: 'fail',
      named: false,
      canned,
    })
    const asked = chat.sendMessage('One')
    await script.fail(network())
    await asked
    expect(texts()).toEqual(['user: One', 'assistant: Nobody is there.'])
    expect(state().run).toEqual({ status: 'idle' })
    expect(factsOf(state().messages[1] ?? {})).toMatchObject({ canned: 'outage' })
    const next = chat.sendMessage('Two')
    expect(script.sent[1]?.messages.map(textOf)).toEqual(['Two'])
    await answer('Here.')
    await next
    expect(texts()).toEqual([
      'user: One',
      'assistant: Nobody is there.',
      'user: Two',
      'assistant: Here.',
    ])
  })

  test('asked again it is the question itself, which the server never had', async () => {
    const { chat, clock, script, texts, answer } = offline({
      whenOffline: 'fail',
      named: false,
      canned,
    })
    const asked = chat.sendMessage('One')
    await script.fail(network())
    await asked
    const again = chat.regenerate()
    await clock.advance(0)
    expect(script.sent[1]).toMatchObject({ trigger: 'submit-message' })
    expect(script.sent[1]?.messages.map(textOf)).toEqual(['One'])
    await answer('Here.')
    await again
    expect(texts()).toEqual(['user: One', 'assistant: Here.'])
    const next = chat.sendMessage('Two')
    expect(script.sent[2]?.messages.map(textOf)).toEqual(['One', 'Here.', 'Two'])
    await answer('Too.')
    await next
  })
})
