import { encode, endOfStream } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { splitEvents } from './splitEvents.ts'

const written = [
  encode(0, { type: 'start', messageId: 'a' }),
  ': \n\n',
  encode(1, { type: 'text-delta', id: '0', delta: 'two\n\nparagraphs, "type":"other"' }),
  encode(2, { type: 'data-millrace-notice', data: { kind: 'retrying' }, transient: true }),
  encode(3, endOfStream),
]

test.each([1, 7, 1000])('finds the same events when they come %i characters at a time', (size) => {
  const split = splitEvents()
  const text = written.join('')
  const events = []
  for (let at = 0; at < text.length; at += size) events.push(...split(text.slice(at, at + size)))
  expect(events).toEqual([
    { text: written[0], n: 0, type: 'start' },
    { text: written[1], n: undefined, type: 'heartbeat' },
    { text: written[2], n: 1, type: 'text-delta' },
    { text: written[3], n: 2, type: 'retrying' },
    { text: written[4], n: 3, type: '[DONE]' },
  ])
})
