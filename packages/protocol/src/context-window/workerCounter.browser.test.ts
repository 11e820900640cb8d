import { afterEach, expect, test } from 'vitest'
// As text: Vite's reader of JSON does not take half a surrogate pair, and one case is one.
import written from '../../vectors/token-count.json?raw'
import { estimateTokens } from './estimateTokens.ts'
import type { TokenVectors } from './fixtures/tokenVectors.ts'
import { workerCounter } from './workerCounter.ts'

const vectors = JSON.parse(written) as TokenVectors

const started: Worker[] = []
afterEach(() => {
  for (const worker of started.splice(0)) worker.terminate()
})

function startWorker(): Worker {
  const url = new URL('./fixtures/countingWorker.ts', import.meta.url)
  const worker = new Worker(url, { type: 'module' })
  started.push(worker)
  return worker
}

/** Files with this in their names, as often as they were loaded: by this page or, later, by its worker. */
function loaded(name: RegExp): readonly string[] {
  return performance
    .getEntriesByType('resource')
    .map((entry) => entry.name)
    .filter((url) => name.test(url))
}

const table = /gpt-tokenizer|o200k|cl100k/

test('a worker counts as the vectors say, and the page never loads a table', async () => {
  const counter = workerCounter('o200k_base', startWorker)
  const cases = vectors.cases.filter(({ text, note }) => text !== undefined && note === undefined)
  const texts = cases.map(({ text = '' }) => text)
  expect(loaded(/workerCounter\.ts/)).toHaveLength(1)
  expect(loaded(table)).toEqual([])
  await counter.prepare?.(texts)
  expect(counter.name).toBe('o200k_base')
  expect(texts.map((text) => counter.count(text))).toEqual(
    cases.map(({ o200k_base: tokens }) => tokens),
  )
  expect(texts.length).toBeGreaterThan(40)
  // Once, by the worker: had the page loaded it as well, it would be there twice, as `workerCounter.ts` is.
  expect(loaded(/workerCounter\.ts/)).toHaveLength(2)
  expect(loaded(table)).toEqual([...new Set(loaded(table))])
  expect(loaded(table)).not.toEqual([])
})

test('a worker that cannot be loaded leaves estimates', async () => {
  const counter = workerCounter(
    'o200k_base',
    () => new Worker(new URL('/no-such-worker.js', location.href), { type: 'module' }),
  )
  await counter.prepare?.(['The river turns the wheel.'])
  expect(counter.name).toBe('estimate')
  expect(counter.count('The river turns the wheel.')).toBe(
    estimateTokens('The river turns the wheel.'),
  )
})
