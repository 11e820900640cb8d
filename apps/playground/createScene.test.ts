import { manualFrames } from '@millrace/core/testing'
import { isBusy } from '@millrace/core'
import { factsOf, textOf } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { createScene, type Scene } from './createScene.ts'
import type { LiveSnapshot } from './live/createLiveLog.ts'
import { answerTo } from './provider/answerTo.ts'
import { type Settings, usualSettings, weathers } from './Settings.ts'

const storm: Settings = {
  ...usualSettings,
  tokensPerSecond: 2000,
  windowTokens: 128_000,
  dropPercent: 12,
  repeatPercent: 12,
  swapPercent: 12,
  cutPercent: 3,
  delayMs: 20,
}

const calm: Settings = { ...usualSettings, ...weathers[0]?.weather, tokensPerSecond: 2000 }

/** A scene, and the time in which it plays. */
function play(settings: Settings) {
  const clock = manualClock(1_000_000)
  const frames = manualFrames()
  const scene = createScene({ settings, clock, frames })

  async function pass(ms: number): Promise<void> {
    await clock.advance(ms)
    frames.all()
  }

  async function until(isSo: () => boolean): Promise<void> {
    for (let step = 0; !isSo(); step++) {
      if (step > 5000) throw new Error('That never comes.')
      await pass(200)
    }
  }

  return {
    clock,
    scene,
    pass,
    until,
    /** Lets time pass until the chat has nothing to do. */
    untilReady: () => until(() => !isBusy(scene.chat.getState().run)),
    /** What the live view shows once it has caught up. */
    async look(): Promise<LiveSnapshot> {
      const stop = scene.live.subscribe(() => undefined)
      await pass(200)
      stop()
      return scene.live.getSnapshot()
    },
    change: (changes: Partial<Settings>) => scene.change({ ...settings, ...changes }),
  }
}

function notesOf({ entries }: LiveSnapshot): readonly string[] {
  return entries.flatMap((entry) => (entry.kind === 'note' ? [`${entry.from} ${entry.text}`] : []))
}

function answerOf({ chat }: Scene): string {
  return textOf(chat.getState().messages.at(-1) ?? { parts: [] })
}

async function askUnder(seed: number, question: string): Promise<Heard> {
  const { scene, untilReady } = play({ ...storm, seed })
  void scene.chat.sendMessage(question)
  await untilReady()
  return { seed, text: answerOf(scene), run: scene.chat.getState().run.status }
}

interface Heard {
  readonly seed: number
  readonly text: string
  readonly run: string
}

const deep = process.env['MILLRACE_DEEP'] !== undefined

test.each([
  ['a short answer', 'Hello!', deep ? 200 : 40],
  // Longer than what a client holds back.
  ['a long answer', 'The long history of the mill', deep ? 5 : 2],
])('shows every letter of %s, with all faults at once', async (_, question, count) => {
  const seeds = Array.from({ length: count }, (__, index) => index + 1)
  const text = answerTo(question)
  // Side by side: each has a time of its own.
  expect(await Promise.all(seeds.map((seed) => askUnder(seed, question)))).toEqual(
    seeds.map((seed) => ({ seed, text, run: 'idle' })),
  )
})

test('says that an answer is exact, and how it came to be', async () => {
  const { scene, untilReady, look } = play({ ...storm, seed: 3 })
  void scene.chat.sendMessage('A recipe, please')
  await untilReady()
  const { verdict, letters, counts, held, gap } = await look()
  const { length } = answerTo('A recipe, please')
  expect(verdict).toEqual({ kind: 'exact', letters: length })
  expect(letters).toEqual({ written: length, received: length, shown: length })
  expect([held, gap]).toEqual([0, undefined])
  const { dropped, repeated, swapped, cut, resumes } = counts
  expect(Math.min(dropped, repeated, swapped, cut, resumes)).toBeGreaterThan(0)
})

test('breaks the same way again after it was started over', async () => {
  const { scene, untilReady, look } = play({ ...storm, seed: 5, delayMs: 0 })
  const facts = async () => {
    void scene.chat.sendMessage('Hello!')
    await untilReady()
    const { entries, counts } = await look()
    return { counts, entries: entries.map(({ id: _, ...entry }) => entry) }
  }
  const first = await facts()
  await scene.startOver()
  expect(scene.chat.getState().messages).toEqual([])
  expect((await look()).entries).toEqual([])
  expect(await facts()).toEqual(first)
})

test('comes back to an answer that went on while it was offline', async () => {
  const { scene, until, untilReady, change, look } = play({ ...calm, tokensPerSecond: 50 })
  void scene.chat.sendMessage('Hello!')
  await until(() => answerOf(scene).length > 20)
  change({ offline: true })
  await until(() => scene.chat.getState().run.status === 'reconnecting')
  const before = answerOf(scene)
  change({ offline: false, tokensPerSecond: 2000 })
  await untilReady()
  expect(answerTo('Hello!').startsWith(before)).toBe(true)
  const seen = await look()
  expect(seen.verdict?.kind).toBe('exact')
  expect(notesOf(seen)).toContain('network breaks the connection, with all that was on the way')
})

test('cannot ask while it is offline', async () => {
  const { scene, untilReady, look } = play({ ...calm, offline: true })
  void scene.chat.sendMessage('Hello!')
  await untilReady()
  const { run } = scene.chat.getState()
  expect(run.status === 'failed' ? run.error.code : run.status).toBe('network')
  expect(notesOf(await look())).toContain('network offline: the server cannot be reached')
})

test('has the second provider answer while the first is out', async () => {
  const { scene, untilReady, look } = play({ ...calm, firstProvider: 'outage' })
  void scene.chat.sendMessage('Hello!')
  await untilReady()
  expect(factsOf(scene.chat.getState().messages[1] ?? {}).provider).toBe('second')
  const seen = await look()
  expect(seen.verdict?.kind).toBe('exact')
  expect(notesOf(seen)).toContain('route overloaded: turns from the first provider to the next')
})

test('waits for a provider that is busy, and has it answer', async () => {
  const { scene, clock, untilReady, look } = play({ ...calm, firstProvider: 'busy' })
  const askedAt = clock.now()
  void scene.chat.sendMessage('Hello!')
  await untilReady()
  expect(clock.now() - askedAt).toBeGreaterThanOrEqual(3000)
  expect(factsOf(scene.chat.getState().messages[1] ?? {}).provider).toBe('first')
  expect((await look()).verdict?.kind).toBe('exact')
})

test.each([
  ['outage', 'outage'],
  ['quota', 'budget'],
] as const)(
  'stands in with an automatic reply where both have the trouble %s',
  async (trouble, reason) => {
    const troubles = { firstProvider: trouble, secondProvider: trouble }
    const { scene, untilReady, look } = play({ ...calm, ...troubles })
    void scene.chat.sendMessage('Hello!')
    await untilReady()
    expect(factsOf(scene.chat.getState().messages[1] ?? {}).canned).toBe(reason)
    expect((await look()).verdict).toEqual({ kind: 'automatic' })
  },
)

test('carries an answer on that reached its limit, as one text', async () => {
  const { scene, untilReady, look } = play({ ...calm, windowTokens: 2000 })
  void scene.chat.sendMessage('How does a stream stay in order?')
  await untilReady()
  const whole = answerTo('How does a stream stay in order?')
  expect((await look()).verdict?.kind).toBe('exact')
  expect(answerOf(scene).length).toBeLessThan(whole.length)
  void scene.chat.continueAnswer()
  await untilReady()
  expect(answerOf(scene)).toBe(whole)
  expect((await look()).verdict).toEqual({ kind: 'exact', letters: whole.length })
})

test('leaves out what no longer fits a small window, and shows that', async () => {
  const { scene, untilReady } = play({ ...calm, windowTokens: 2000 })
  for (let count = 0; count < 4; count++) {
    void scene.chat.sendMessage('A recipe, please')
    await untilReady()
  }
  expect(scene.chat.getState().contextWindow?.droppedMessages).toBeGreaterThan(0)
  expect(scene.chat.getState().messages).toHaveLength(8)
})

test('says of an answer that was stopped that it is right so far', async () => {
  const { scene, until, untilReady, look } = play({
    ...calm,
    tokensPerSecond: 100,
    delayMs: 1000,
  })
  void scene.chat.sendMessage('A recipe, please')
  await until(() => answerOf(scene).length > 100)
  await scene.chat.stop()
  await untilReady()
  expect((await look()).verdict).toMatchObject({
    kind: 'beginning',
    letters: answerOf(scene).length,
  })
})
