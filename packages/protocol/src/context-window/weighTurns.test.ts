import { expect, test } from 'vitest'
import type { Message } from '../message/Message.ts'
import { seededRandom } from '../testing/seededRandom.ts'
import { remembering } from './remembering.ts'
import { type Weigh, weighTurns } from './weighTurns.ts'

function message(id: number, role: Message['role']): Message {
  return { id: `m${id}`, role, parts: [] }
}

const weigh: Weigh = ({ id, role }) => {
  const n = Number(id.slice(1))
  return { amount: (n * 7) % 100, sendable: n % 11 !== 0, stays: role === 'system' || n % 13 === 0 }
}

test('a conversation that grows, shrinks or changes weighs what it weighs afresh', () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = seededRandom(seed)
    const remembered = remembering(weigh)
    let messages: readonly Message[] = []
    let made = 0
    for (let step = 0; step < 30; step++) {
      const what = random()
      const at = Math.floor(random() * (messages.length + 1))
      const role = (['user', 'assistant', 'assistant', 'system'] as const)[Math.floor(random() * 4)]
      if (what < 0.6) messages = [...messages, message(made++, role ?? 'user')]
      else if (what < 0.7) messages = messages.slice(0, at)
      else if (what < 0.8) messages = messages.toSpliced(at, 1, message(made++, role ?? 'user'))
      else if (what < 0.9) messages = messages.slice(at)
      const fresh: Weigh = (one) => weigh(one)
      expect(weighTurns(messages, remembered), `seed ${seed}, step ${step}`).toEqual(
        weighTurns(messages, fresh),
      )
    }
  }
})

test('an array that somebody pushed to, or took from, is weighed as it is', () => {
  const remembered = remembering(weigh)
  const messages = Array.from({ length: 10 }, (_, n) =>
    message(n, n % 3 === 0 ? 'user' : 'assistant'),
  )
  for (const change of [
    () => messages.push(message(10, 'assistant')),
    () => messages.push(message(11, 'user'), message(12, 'assistant')),
    () => messages.pop(),
    () => messages.splice(4),
  ]) {
    weighTurns(messages, remembered)
    change()
    expect(weighTurns(messages, remembered)).toEqual(weighTurns(messages, (one) => weigh(one)))
  }
})

test('only what is new is weighed', () => {
  let weighed = 0
  const counting: Weigh = (one) => {
    weighed++
    return weigh(one)
  }
  const messages = Array.from({ length: 100 }, (_, n) =>
    message(n, n % 2 === 0 ? 'user' : 'assistant'),
  )
  weighTurns(messages, counting)
  expect(weighed).toBe(100)
  weighTurns([...messages, message(100, 'user')], counting)
  // The last turn may have gone on: it is looked at again.
  expect(weighed).toBe(103)
})
