import { endOfStream, type Frame } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { createReception } from './createReception.ts'

const word = (n: number): Frame => ({ n, chunk: { type: 'text-delta', id: '0', delta: 'word ' } })

test('tells what is in order, early, repeated, and what fills a gap', () => {
  const reception = createReception()
  reception.connect('s', -1)
  expect(reception.take(word(0))).toEqual({ kind: 'in-order', released: 0 })
  expect(reception.take(word(3))).toEqual({ kind: 'held', gap: { from: 1, to: 2 } })
  expect(reception.take(word(3))).toEqual({ kind: 'repeated' })
  expect(reception.take(word(0))).toEqual({ kind: 'repeated' })
  expect([reception.after, reception.held, reception.letters]).toEqual([0, 1, 5])
  expect(reception.take(word(1))).toEqual({ kind: 'in-order', released: 0 })
  expect(reception.gap).toEqual({ from: 2, to: 2 })
  expect(reception.take(word(2))).toEqual({ kind: 'in-order', released: 1 })
  expect([reception.after, reception.held, reception.gap]).toEqual([3, 0, undefined])
  expect(reception.letters).toBe(20)
})

test('keeps what was held back over a new connection of the same stream', () => {
  const reception = createReception()
  reception.connect('s', -1)
  for (const n of [0, 2, 3]) reception.take(word(n))
  reception.connect('s', 0)
  expect(reception.take(word(1))).toEqual({ kind: 'in-order', released: 2 })
})

test('believes the client where it says that it has less', () => {
  const reception = createReception()
  reception.connect('s', -1)
  for (const n of [0, 1, 2]) reception.take(word(n))
  reception.connect('s', 0)
  expect(reception.take(word(1))).toEqual({ kind: 'in-order', released: 0 })
})

test('tells what is too far ahead and what comes after the end', () => {
  const reception = createReception()
  reception.connect('s', -1)
  expect(reception.take(word(64))).toEqual({ kind: 'too-early', gap: { from: 0, to: 63 } })
  reception.take({ n: 0, chunk: endOfStream })
  expect(reception.take(word(1))).toEqual({ kind: 'late' })
  reception.connect('another', -1)
  expect([reception.after, reception.letters]).toEqual([-1, 0])
})
