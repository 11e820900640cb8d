import { expect, test } from 'vitest'
import { answerOf } from './answerOf.ts'
import { askTwice } from './askTwice.ts'
import { useExamples } from './useExamples.ts'

// Two of the examples, in a folder of a stranger. All others: examples.deep.test.ts.
const examples = useExamples()

test('vite installs, builds, starts and answers', async () => {
  await askTwice(examples, 'vite')
}, 180_000)

test('hono installs, starts and answers', async () => {
  await askTwice(examples, 'hono')
}, 180_000)

test('hono answers any program with a stream', async () => {
  const { address } = await examples.start('hono')
  expect(await answerOf(`${address}/api/chat`, 'What is the answer?')).toBe(
    'It is forty-two, as far as anybody knows.',
  )
}, 180_000)
