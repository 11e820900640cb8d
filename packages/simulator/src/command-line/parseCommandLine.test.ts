import { expect, test } from 'vitest'
import { parseCommandLine } from './parseCommandLine.ts'

test('takes a window for the scripted models', () => {
  expect(parseCommandLine(['--context-window', '4000', '--fast'])).toEqual({
    type: 'serve',
    options: { contextWindow: 4000, pacing: 'none' },
    listen: { port: 0 },
  })
})

test.each(['0', '-1', '1.5', '1e3', 'many', ''])('refuses a window of %j', (value) => {
  expect(parseCommandLine([`--context-window=${value}`])).toEqual({
    type: 'wrong',
    message: `--context-window has to be a whole number of at least 1, not ${value}.`,
  })
})
