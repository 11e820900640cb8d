import type { Message } from '@millrace/protocol'
import { seededRandom } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { arrange } from '../history/arrange.ts'
import type { Forks } from '../history/Fork.ts'
import { storedOrder } from './storedOrder.ts'

function said(id: string): Message {
  return { id, role: 'user', parts: [] }
}

function arranged(messages: readonly Message[]) {
  return arrange({ messages: [], forks: new Map(), waiting: [] }, { messages, more: false })
}

function ids(messages: readonly Message[]): string {
  return messages.map(({ id }) => id).join(' ')
}

test('a conversation without versions is the list that it is, with the same objects', () => {
  const messages = [said('a'), said('b'), said('c')]
  const order = storedOrder({ messages, forks: new Map() })
  expect(order).toHaveLength(3)
  for (const [at, message] of order.entries()) expect(message).toBe(messages[at])
})

test('versions keep their order, and what was shown is shown', () => {
  const forks: Forks = new Map([
    ['q', { ways: [[said('a1')], [], [said('a3'), said('b3')]], active: 1 }],
  ])
  const messages = [said('q'), said('a2'), said('b2')]
  const back = arranged(storedOrder({ messages, forks }))
  expect(ids(back.messages)).toBe('q a2 b2')
  expect(back.forks.get('q')?.active).toBe(1)
  expect(back.forks.get('q')?.ways.map(ids)).toEqual(['a1', '', 'a3 b3'])
})

test('the shown version of the last message comes last', () => {
  const forks: Forks = new Map([['q', { ways: [[], [said('a2')]], active: 0 }]])
  const back = arranged(storedOrder({ messages: [said('q'), said('a1')], forks }))
  expect(ids(back.messages)).toBe('q a1')
  expect(back.forks.get('q')?.ways.map(ids)).toEqual(['a2', ''])
})

/** A conversation with versions anywhere, versions of versions too. */
function randomTree(random: () => number): readonly Message[] {
  const count = 1 + Math.floor(random() * 25)
  return Array.from({ length: count }, (_, at) => {
    const parent = random() < 0.7 ? at - 1 : Math.floor(random() * (at + 1)) - 1
    return {
      ...said(`m${at}`),
      metadata: { millrace: { parentId: parent < 0 ? null : `m${parent}` } },
    }
  })
}

test('a conversation of any shape comes back with all that was in it, 500 times, seeded', () => {
  const random = seededRandom(7)
  for (let turn = 0; turn < 500; turn++) {
    const tree = randomTree(random)
    const before = arranged(tree)
    const after = arranged(storedOrder(before))
    expect(after.lost).toBe(0)
    expect(ids(after.messages)).toBe(ids(before.messages))
    const all = storedOrder(after)
    expect(all.map(({ id }) => id).toSorted()).toEqual(tree.map(({ id }) => id).toSorted())
    // And nothing moves any more.
    expect(ids(all)).toBe(ids(storedOrder(before)))
  }
})
