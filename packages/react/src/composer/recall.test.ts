import type { Message } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { answer, question } from '../fixtures/said.ts'
import { recall, type Step } from './recall.ts'

/** Of a file alone. */
const picture: Message = {
  id: 'picture',
  role: 'user',
  parts: [{ type: 'file', mediaType: 'image/png', url: 'data:,' }],
}

const messages: readonly Message[] = [
  question('1', 'One'),
  answer('a', 'Yes.'),
  question('2', 'Two'),
  question('2 again', 'Two'),
  answer('b', 'No.'),
  picture,
  question('3', 'Three'),
]

/** What the box shows after each key: `^` and `v` for Up and Down. Keys that are not taken change nothing. */
function shown(keys: string, from: Step = { text: '' }, among = messages): readonly string[] {
  let box = from
  return Array.from(keys, (key) => {
    const step = recall(key === '^' ? 'ArrowUp' : 'ArrowDown', box, among)
    if (step === undefined) return '-'
    box = step
    return box.text
  })
}

test('Up brings one question after the other, and stays at the first', () => {
  expect(shown('^^^^^')).toEqual(['Three', 'Two', 'One', '-', '-'])
})

test('Down leads back, and at last to the empty box', () => {
  expect(shown('^^^vvvv')).toEqual(['Three', 'Two', 'One', 'Two', 'Three', '', '-'])
  expect(shown('^v^')).toEqual(['Three', '', 'Three'])
})

test('in a box with words of its own both keys mean what they always do', () => {
  expect(shown('^', { text: 'A draft' })).toEqual(['-'])
  expect(shown('v', { text: 'A draft' })).toEqual(['-'])
  // The same words, typed.
  expect(shown('^', { text: 'Three' })).toEqual(['-'])
})

test('a question that was brought back and changed is a draft', () => {
  const walk = { id: '2 again', shown: 'Two' }
  expect(shown('^', { text: 'Two', walk })).toEqual(['One'])
  expect(shown('^v', { text: 'Two!', walk })).toEqual(['-', '-'])
  // Taken away again it is an empty box.
  expect(shown('^', { text: '', walk })).toEqual(['Three'])
})

test('what is said meanwhile makes no difference to where one is', () => {
  const walk = { id: '2 again', shown: 'Two' }
  const earlier = [question('0', 'Zero'), ...messages, question('4', 'Four')]
  expect(shown('^^', { text: 'Two', walk }, earlier)).toEqual(['One', 'Zero'])
  expect(shown('vv', { text: 'Two', walk }, earlier)).toEqual(['Three', 'Four'])
})

test('where the question is no longer there the walk is over', () => {
  const walk = { id: 'gone', shown: 'Two' }
  expect(shown('^v', { text: 'Two', walk })).toEqual(['-', '-'])
})

test('where nothing was asked nothing comes', () => {
  expect(shown('^', { text: '' }, [])).toEqual(['-'])
  expect(shown('^', { text: '' }, [picture, question('e', ' \n'), answer('a', 'Hi')])).toEqual([
    '-',
  ])
})
