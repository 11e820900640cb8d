import { manualClock, type ManualClock } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { browserDictation } from './browserDictation.ts'
import type { DictationOutcome, Heard } from './Dictation.ts'
import { type FakeRecogniser, fakeRecogniser } from './fixtures/fakeRecogniser.ts'

interface Listening extends FakeRecogniser {
  readonly clock: ManualClock
  readonly heard: Heard[]
  readonly stopper: AbortController
  readonly outcome: Promise<DictationOutcome>
}

function listening(fake: FakeRecogniser = fakeRecogniser(), lang = 'de'): Listening {
  const clock = manualClock()
  const heard: Heard[] = []
  const stopper = new AbortController()
  const dictation = browserDictation({ recogniser: fake.Recogniser, clock })
  if (dictation === undefined) throw new Error('no dictation')
  const outcome = dictation.listen({
    lang,
    signal: stopper.signal,
    onHeard: (words) => heard.push(words),
  })
  return {
    Recogniser: fake.Recogniser,
    sessions: fake.sessions,
    get session() {
      return fake.session
    },
    clock,
    heard,
    stopper,
    outcome,
  }
}

test('asks for words as they come, without end, in the language with its country', () => {
  const { session } = listening()
  expect(session.state).toBe('listening')
  expect([session.lang, session.continuous, session.interimResults]).toEqual(['de-DE', true, true])
})

test('tells what may change and what will not', () => {
  const { session, heard } = listening()
  session.hear([['how', 'interim', 0.1]])
  session.hear([['how far', 'interim', 0.1]])
  session.hear([['How far'], [' do', 'interim', 0.1]])
  session.hear([['How far'], [' do bees fly']], 1)
  expect(heard).toEqual([
    { final: '', interim: 'how' },
    { final: '', interim: 'how far' },
    { final: 'How far', interim: 'do' },
    { final: 'do bees fly', interim: '' },
  ])
})

test('tells results once that are told again from the first on', () => {
  const { session, heard } = listening()
  session.hear([['one']])
  session.hear([['one']])
  session.hear([['one'], ['two']])
  expect(heard.map(({ final }) => final)).toEqual(['one', 'two'])
})

test('goes on in another session after a pause, and keeps what was not final yet', () => {
  const { sessions, session, heard, clock } = listening()
  session.hear([['one', 'interim']])
  void clock.advance(5000)
  session.end()
  expect(heard.at(-1)).toEqual({ final: 'one', interim: '' })
  expect(sessions.map(({ state }) => state)).toEqual(['ended', 'listening'])
  // The list begins anew with it.
  sessions[1]?.hear([['two']])
  expect(heard.at(-1)).toEqual({ final: 'two', interim: '' })
})

test('stopped, it tells the last words', async () => {
  const { session, heard, outcome, stopper, clock } = listening()
  session.hear([['one', 'interim']])
  stopper.abort()
  expect(session.state).toBe('stopping')
  session.hear([['One.']])
  session.end()
  expect(await outcome).toBe('ended')
  expect(heard.at(-1)).toEqual({ final: 'One.', interim: '' })
  expect(clock.pending).toBe(0)
})

test('stopped, it ends also where the recogniser says no more', async () => {
  const { session, sessions, outcome, stopper, clock } = listening()
  stopper.abort()
  await clock.advance(2999)
  expect(session.state).toBe('stopping')
  await clock.advance(1)
  expect(await outcome).toBe('ended')
  expect(session.state).toBe('ended')
  expect(sessions).toHaveLength(1)
})

test('asked to end before it has begun, it does not begin', async () => {
  const fake = fakeRecogniser()
  const outcome = browserDictation({ recogniser: fake.Recogniser })?.listen({
    lang: 'en',
    signal: AbortSignal.abort(),
    onHeard() {},
  })
  expect(await outcome).toBe('ended')
  expect(fake.sessions).toEqual([])
})

describe('what the browser says that went wrong', () => {
  test.each([
    ['not-allowed', 'denied'],
    ['service-not-allowed', 'unavailable'],
    ['audio-capture', 'no-microphone'],
    ['network', 'network'],
    ['language-not-supported', 'language'],
    ['aborted', 'ended'],
    ['phrases-not-supported', 'failed'],
    ['constructor', 'failed'],
  ])('%s ends it as %s, and no session follows', async (error, expected) => {
    const { session, sessions, outcome, heard } = listening()
    session.hear([['kept', 'interim']])
    session.fail(error)
    expect(await outcome).toBe(expected)
    expect(heard.at(-1)).toEqual({ final: 'kept', interim: '' })
    expect(sessions).toHaveLength(1)
  })

  test('a recogniser that cannot start is a failure, no exception', async () => {
    const fake = fakeRecogniser(() => {
      throw new DOMException('', 'InvalidStateError')
    })
    expect(await listening(fake).outcome).toBe('failed')
  })

  test('one that cannot be made as well', async () => {
    class Broken {
      constructor() {
        throw new TypeError('Illegal constructor')
      }
    }
    const dictation = browserDictation({ recogniser: Broken as never })
    const signal = new AbortController().signal
    expect(await dictation?.listen({ lang: 'en', signal, onHeard() {} })).toBe('failed')
  })
})

describe('silence', () => {
  test('ends it after three sessions', async () => {
    const { sessions, outcome, clock } = listening()
    for (let session = 0; session < 3; session++) {
      await clock.advance(8000)
      sessions.at(-1)?.fail('no-speech')
    }
    expect(await outcome).toBe('no-speech')
    expect(sessions).toHaveLength(3)
  })

  test('after something was said is no failure, and counts from then on', async () => {
    const { sessions, outcome, clock } = listening()
    for (let session = 0; session < 5; session++) {
      await clock.advance(8000)
      if (session === 1) sessions.at(-1)?.hear([['one']])
      sessions.at(-1)?.fail('no-speech')
    }
    expect(await outcome).toBe('ended')
    expect(sessions).toHaveLength(5)
  })

  test('a recogniser that ends at once is not asked for ever, whatever it says to have heard', async () => {
    let starts = 0
    const fake = fakeRecogniser((session) => {
      starts++
      session.hear([['ghost']])
      session.end()
    })
    expect(await listening(fake).outcome).toBe('ended')
    expect(starts).toBe(3)
  })
})

test('a browser without a recogniser has no dictation', () => {
  const { SpeechRecognition, webkitSpeechRecognition } = globalThis as Record<string, unknown>
  Object.assign(globalThis, { SpeechRecognition: undefined, webkitSpeechRecognition: undefined })
  expect(browserDictation()).toBeUndefined()
  Object.assign(globalThis, { SpeechRecognition, webkitSpeechRecognition })
})

test('the recogniser of this browser, which has no microphone for a test, says so without an exception', async () => {
  const outcome = await browserDictation()?.listen({
    lang: 'en',
    signal: new AbortController().signal,
    onHeard() {},
  })
  expect(['denied', 'unavailable', 'no-microphone', 'network']).toContain(outcome)
})
