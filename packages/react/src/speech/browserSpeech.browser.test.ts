import { manualClock } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { browserSpeech } from './browserSpeech.ts'
import { type FakeSynthesiser, fakeSynthesiser } from './fixtures/fakeSynthesiser.ts'

const sentence =
  'A sentence of more than ninety letters, so that no two of them are ever spoken together at once.'
const text = `${sentence} ${sentence} ${sentence}`

function speaking(synthesiser: FakeSynthesiser = fakeSynthesiser(), words = text) {
  const clock = manualClock()
  const stopper = new AbortController()
  const speech = browserSpeech({ synthesiser, clock })
  if (speech === undefined) throw new Error('no speech')
  const outcome = speech.speak(words, { lang: 'en', signal: stopper.signal }).then(
    () => 'spoken',
    (error: unknown) => String(error),
  )
  return { clock, stopper, outcome, synthesiser, ...synthesiser }
}

test('speaks one sentence after the other', async () => {
  const { synthesiser, outcome, clock } = speaking()
  for (let count = 1; count <= 3; count++) {
    await expect.poll(() => synthesiser.given.length).toBe(count)
    expect(synthesiser.given.at(-1)?.text).toBe(sentence)
    synthesiser.begin()
    synthesiser.finish()
  }
  expect(await outcome).toBe('spoken')
  expect(clock.pending).toBe(0)
  expect(synthesiser.cancelled).toBe(0)
})

test('has the language said, and leaves the voice to the browser where it knows none for it', () => {
  const { synthesiser } = speaking()
  expect(synthesiser.given.map(({ lang, voice }) => [lang, voice])).toEqual([['en', null]])
})

test('nothing to say is said at once', async () => {
  const { outcome, synthesiser } = speaking(fakeSynthesiser(), ' ')
  expect(await outcome).toBe('spoken')
  expect(synthesiser.given).toEqual([])
})

test('stopped, it falls silent and says no more', async () => {
  const { synthesiser, outcome, stopper, clock } = speaking()
  synthesiser.begin()
  stopper.abort()
  expect(await outcome).toBe('spoken')
  expect([synthesiser.given.length, synthesiser.cancelled, synthesiser.speaking]).toEqual([
    1,
    1,
    false,
  ])
  expect(clock.pending).toBe(0)
})

test.each(['interrupted', 'canceled'] as const)(
  '%s by somebody else is no failure, and nothing follows',
  async (error) => {
    const { synthesiser, outcome } = speaking()
    synthesiser.fail(error)
    expect(await outcome).toBe('spoken')
    expect(synthesiser.given).toHaveLength(1)
  },
)

describe('it fails, and nothing follows', () => {
  test.each([
    'not-allowed',
    'synthesis-failed',
    'voice-unavailable',
    'network',
    'audio-busy',
  ] as const)('with %s', async (error) => {
    const { synthesiser, outcome, clock } = speaking()
    synthesiser.fail(error)
    expect(await outcome).toContain(error)
    expect(synthesiser.given).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  test('where a voice neither begins nor ends', async () => {
    const { synthesiser, outcome, clock } = speaking()
    await clock.advance(29_999)
    synthesiser.begin()
    await clock.advance(29_999)
    expect(synthesiser.cancelled).toBe(0)
    await clock.advance(1)
    expect(await outcome).toContain('silent')
    expect(synthesiser.cancelled).toBe(1)
  })

  test('in this browser, which has no voice for a test', async () => {
    const outcome = browserSpeech()?.speak('Hello.', {
      lang: 'en',
      signal: new AbortController().signal,
    })
    await expect(outcome).rejects.toThrow('cannot speak')
  })
})

test('what others have left in the queue, or paused, does not keep it from speaking', () => {
  const { synthesiser } = speaking(fakeSynthesiser([], { paused: true, speaking: true }))
  expect([synthesiser.cancelled, synthesiser.paused, synthesiser.given.length]).toEqual([
    1,
    false,
    1,
  ])
})

test('a page that goes takes its voice with it', async () => {
  const { synthesiser, outcome } = speaking()
  window.dispatchEvent(new PageTransitionEvent('pagehide'))
  expect(await outcome).toBe('spoken')
  expect([synthesiser.given.length, synthesiser.speaking]).toEqual([1, false])
})

test('a browser without a voice has no speech', () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, 'speechSynthesis')
  Object.defineProperty(globalThis, 'speechSynthesis', { configurable: true, value: undefined })
  expect(browserSpeech()).toBeUndefined()
  if (own !== undefined) Object.defineProperty(globalThis, 'speechSynthesis', own)
})
