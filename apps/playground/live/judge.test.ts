import { expect, test } from 'vitest'
import { judge } from './judge.ts'

const ended = { shown: 'Hello world', written: 'Hello world', early: false, automatic: false }

test('calls it exact only where every letter is there', () => {
  expect(judge(ended)).toEqual({ kind: 'exact', letters: 11 })
  expect(judge({ ...ended, shown: 'Hello' })).toEqual({ kind: 'different', at: 5 })
  expect(judge({ ...ended, shown: 'HelHello world' })).toEqual({ kind: 'different', at: 3 })
})

test('lets an answer that ended early be a beginning, and nothing else', () => {
  const early = { ...ended, early: true }
  expect(judge({ ...early, shown: 'Hello' })).toEqual({ kind: 'beginning', letters: 5, of: 11 })
  expect(judge({ ...early, shown: 'Hallo' })).toEqual({ kind: 'different', at: 1 })
})

test('compares an automatic reply with nothing', () => {
  expect(judge({ ...ended, shown: 'The AI is taking a nap.', automatic: true })).toEqual({
    kind: 'automatic',
  })
})
