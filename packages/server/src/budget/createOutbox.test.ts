import { expect, test } from 'vitest'
import { createOutbox } from './createOutbox.ts'

test('does what waits in order, keeps it from the first that fails, and lets the oldest go', async () => {
  const outbox = createOutbox(3)
  const done: string[] = []
  let isDown = true
  for (const name of ['a', 'b', 'c', 'd']) {
    outbox.add(async () => {
      if (isDown && name === 'c') throw new Error('It is down.')
      done.push(name)
    })
  }
  expect(outbox.size).toBe(3)
  await Promise.all([outbox.flush(), outbox.flush()])
  expect([done, outbox.size]).toEqual([['b'], 2])
  isDown = false
  await outbox.flush()
  expect([done, outbox.size]).toEqual([['b', 'c', 'd'], 0])
})
