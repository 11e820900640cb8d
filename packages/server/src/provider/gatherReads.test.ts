import { expect, test } from 'vitest'
import { gatherReads } from './gatherReads.ts'

/** A source that gives its values one read each, and then ends or throws. */
function source(values: readonly number[], failure?: Error) {
  let at = 0
  return {
    async read(): Promise<ReadableStreamReadResult<number>> {
      const value = values[at++]
      if (value !== undefined) return { done: false, value }
      if (failure !== undefined) throw failure
      return { done: true, value: undefined }
    },
  }
}

test('what is ready within one turn comes at once, in order, none lost', async () => {
  const values = Array.from({ length: 1000 }, (_, n) => n)
  const turns: (readonly number[])[] = []
  for await (const turn of gatherReads(source(values))) turns.push(turn)
  expect(turns.flat()).toEqual(values)
  expect(turns.length).toBeLessThan(20)
})

test('what came before a failure is given before it is thrown', async () => {
  const failure = new Error('Lost.')
  const seen: number[] = []
  const reading = (async () => {
    for await (const turn of gatherReads(source([1, 2, 3], failure))) seen.push(...turn)
  })()
  await expect(reading).rejects.toBe(failure)
  expect(seen).toEqual([1, 2, 3])
})

test('an empty source ends', async () => {
  for await (const turn of gatherReads(source([]))) expect(turn).toEqual([])
})
