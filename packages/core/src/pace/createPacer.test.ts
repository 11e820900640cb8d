import type { Chunk } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { manualFrames } from '../testing/manualFrames.ts'
import { createPacer, type Pace } from './createPacer.ts'

function delta(text: string): Chunk {
  return { type: 'text-delta', id: '0', delta: text }
}

function pacing(pace: Pace = 'calm', costMs = 0) {
  const clock = manualClock()
  const frames = manualFrames()
  const updates: (readonly Chunk[])[] = []
  let spentMs = 0
  const pacer = createPacer({
    clock: {
      now: () => clock.now() + spentMs,
      schedule: (task, delayMs) => clock.schedule(task, delayMs),
    },
    frames,
    pace,
    apply(chunks) {
      updates.push(chunks)
      spentMs += costMs
    },
  })
  return { clock, frames, updates, pacer }
}

function shown(updates: readonly (readonly Chunk[])[]): string {
  return updates
    .flat()
    .map((chunk) => (chunk.type === 'text-delta' ? chunk.delta : ''))
    .join('')
}

test('shows the first text with the next frame', () => {
  const { frames, updates, pacer } = pacing()
  pacer.add([delta('Hello')])
  frames.frame()
  expect(updates).toEqual([[delta('Hello')]])
})

test('then waits 50 ms and joins what came meanwhile into one chunk', async () => {
  const { clock, frames, updates, pacer } = pacing()
  pacer.add([delta('a')])
  frames.frame()
  for (const letter of 'bcdef') pacer.add([delta(letter)])
  await clock.advance(41)
  frames.frame()
  expect(updates).toHaveLength(1)
  await clock.advance(9)
  frames.frame()
  expect(updates).toEqual([[delta('a')], [delta('bcdef')]])
})

test('3,000 deltas in one burst make one update per slice and frame (T-07)', () => {
  const { frames, updates, pacer } = pacing()
  pacer.add(Array.from({ length: 3000 }, () => delta('0123456789')))
  frames.frame()
  expect(updates).toHaveLength(1)
  expect(shown(updates)).toHaveLength(4096)
  frames.frame()
  expect(updates).toHaveLength(2)
  expect(shown(updates)).toHaveLength(4096 + 8192)
  pacer.stop()
})

test('a burst whose slices take long comes in shorter ones, down to 1 KB', async () => {
  const { frames, updates, pacer } = pacing('calm', 64)
  pacer.add([delta('x'.repeat(30_000))])
  for (let slice = 0; slice < 4; slice++) {
    frames.frame()
    await Promise.resolve()
  }
  expect(updates.map((update) => shown([update]).length)).toEqual([4096, 1536, 1024, 1024])
  pacer.stop()
})

test('an update that shows all there is says nothing about slices, however long it took', async () => {
  const { clock, frames, updates, pacer } = pacing('calm', 64)
  pacer.add([delta('Hello')])
  frames.frame()
  await Promise.resolve()
  pacer.add([delta('x'.repeat(8192))])
  await clock.advance(250)
  frames.frame()
  expect(shown(updates)).toHaveLength(5 + 8192)
  pacer.stop()
})

test('one huge delta is shown in slices, at the end without waiting for the pace (T-05)', async () => {
  const { frames, updates, pacer } = pacing()
  const text = 'x'.repeat(20_000)
  pacer.add([delta(text)])
  let finished = false
  void pacer.finish().then(() => (finished = true))
  frames.all()
  await Promise.resolve()
  expect(finished).toBe(true)
  expect(updates.map((update) => shown([update]).length)).toEqual([4096, 8192, 7712])
  expect(frames.pending).toBe(0)
})

test('never cuts a surrogate pair', () => {
  const { frames, updates, pacer } = pacing()
  pacer.add([delta(`x${'😀'.repeat(6000)}`)])
  void pacer.finish()
  frames.all()
  expect(updates.length).toBeGreaterThan(1)
  for (const update of updates) expect(shown([update])).not.toMatch(/[\ud800-\udbff]$/)
  expect(shown(updates)).toBe(`x${'😀'.repeat(6000)}`)
})

test('updates more rarely when updates are slow: a quarter of the time at most', async () => {
  const { clock, frames, updates, pacer } = pacing('calm', 25)
  pacer.add([delta('a')])
  frames.frame()
  await clock.advance(0)
  pacer.add([delta('b')])
  await clock.advance(60)
  frames.frame()
  expect(updates).toHaveLength(1)
  await clock.advance(40)
  frames.frame()
  expect(updates).toHaveLength(2)
  pacer.stop()
})

test('a hidden page is updated when a read arrives and a second has passed, without a timer', async () => {
  const { clock, frames, updates, pacer } = pacing()
  frames.setHidden(true)
  pacer.add([delta('a')])
  frames.frame()
  pacer.add([delta('b')])
  frames.frame()
  expect(clock.pending).toBe(0)
  expect(updates).toEqual([[delta('a')]])
  await clock.advance(1000)
  pacer.add([delta('c')])
  frames.frame()
  expect(updates).toEqual([[delta('a')], [delta('bc')]])
})

test('a hidden page still gets the whole answer at the end', async () => {
  const { frames, updates, pacer } = pacing()
  frames.setHidden(true)
  pacer.add([delta('a')])
  frames.frame()
  pacer.add([delta('b'.repeat(10_000))])
  const finished = pacer.finish()
  frames.all()
  await finished
  expect(shown(updates)).toBe(`a${'b'.repeat(10_000)}`)
})

test('a page that is hidden while a frame is due goes on when it is shown again', () => {
  const { frames, updates, pacer } = pacing()
  pacer.add([delta('a')])
  frames.frame()
  pacer.add([delta('b')])
  frames.setHidden(true)
  frames.frame()
  expect(updates).toHaveLength(1)
  frames.setHidden(false)
  pacer.add([delta('c')])
  pacer.flush()
  expect(shown(updates)).toBe('abc')
})

test('leaves no timer, frame or listener when it is stopped', async () => {
  const { clock, frames, updates, pacer } = pacing()
  pacer.add([delta('a')])
  frames.frame()
  pacer.add([delta('b')])
  pacer.stop()
  expect(frames.pending).toBe(0)
  expect(clock.pending).toBe(0)
  await clock.advance(1000)
  expect(updates).toHaveLength(1)
})

test('joins the pieces of one tool input, and of one only', () => {
  const { updates, pacer } = pacing()
  const piece = (toolCallId: string, inputTextDelta: string): Chunk => ({
    type: 'tool-input-delta',
    toolCallId,
    inputTextDelta,
  })
  pacer.add([piece('a', '{"x'), piece('a', '":1}'), piece('b', '{'), piece('a', ' ')])
  pacer.flush()
  expect(updates).toEqual([[piece('a', '{"x":1}'), piece('b', '{'), piece('a', ' ')]])
})
