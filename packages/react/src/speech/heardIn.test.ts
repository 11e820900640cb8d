import { expect, test } from 'vitest'
import { heardIn } from './heardIn.ts'

/** A list as a recogniser gives it. */
function list(...results: readonly (readonly [string, 'final' | 'interim', number?])[]) {
  return results.map(([transcript, state, confidence = 0.9]) => ({
    isFinal: state === 'final',
    0: { transcript, confidence },
  }))
}

test('what is not final is interim, all of it', () => {
  expect(heardIn(list(['how far', 'interim', 0.9], [' do bees', 'interim', 0.01]), 0)).toEqual({
    final: '',
    interim: 'how far do bees',
    settled: 0,
  })
})

test('what is final is told once, and the next reading begins behind it', () => {
  const results = list(['how far', 'final'], [' do bees fly', 'final'], [' in', 'interim'])
  expect(heardIn(results, 0)).toEqual({
    final: 'how far do bees fly',
    interim: 'in',
    settled: 2,
  })
  expect(heardIn(results, 1)).toEqual({ final: 'do bees fly', interim: 'in', settled: 2 })
  expect(heardIn(results, 2)).toEqual({ final: '', interim: 'in', settled: 2 })
})

test('results that are told again are not heard again', () => {
  expect(heardIn(list(['one', 'final'], [' two', 'final']), 2)).toEqual({
    final: '',
    interim: '',
    settled: 2,
  })
})

test('a list that is shorter than what was read is a new one', () => {
  expect(heardIn(list(['again', 'final']), 4)).toEqual({ final: 'again', interim: '', settled: 1 })
})

test('what grows from result to result, all final without confidence, is interim and said once', () => {
  const growing = list(['how', 'final', 0], ['how far', 'final', 0], ['how far do', 'final', 0])
  expect(heardIn(growing, 0)).toEqual({ final: '', interim: 'how far do', settled: 0 })
  const whole = [...growing, ...list(['how far do bees', 'final', 0.8])]
  expect(heardIn(whole, 0)).toEqual({ final: 'how far do bees', interim: '', settled: 4 })
})

test('what is said without confidence, and does not go on, is kept beside what follows', () => {
  expect(heardIn(list(['yes', 'final', 0], ['no', 'final', 0]), 0).interim).toBe('yes no')
})

test('words said twice with confidence stay twice', () => {
  expect(heardIn(list(['no', 'final'], [' no', 'final']), 0).final).toBe('no no')
})

test('results without an alternative say nothing', () => {
  expect(heardIn([{ isFinal: true }, { isFinal: false }] as never, 0)).toEqual({
    final: '',
    interim: '',
    settled: 0,
  })
})
