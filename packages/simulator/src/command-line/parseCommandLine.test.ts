import { expect, test } from 'vitest'
import { parseCommandLine } from './parseCommandLine.ts'

test('takes a window for the scripted models', () => {
  expect(parseCommandLine(['--context-window', '4000', '--fast'])).toEqual({
    type: 'serve',
    options: { contextWindow: 4000, pacing: 'none' },
    listen: { port: 0 },
  })
})

test('takes limits, and who may use the control endpoint', () => {
  expect(parseCommandLine(['--requests-per-minute', '3', '--control', 'off'])).toEqual({
    type: 'serve',
    options: { rateLimit: { requestsPerMinute: 3 }, control: 'off' },
    listen: { port: 0 },
  })
  expect(parseCommandLine(['--tokens-per-minute=90000', '--control=anywhere'])).toEqual({
    type: 'serve',
    options: { rateLimit: { tokensPerMinute: 90_000 }, control: 'anywhere' },
    listen: { port: 0 },
  })
})

test.each(['--context-window', '--requests-per-minute', '--tokens-per-minute'])(
  'refuses anything but a whole number for %s',
  (name) => {
    for (const value of ['0', '-1', '1.5', '1e3', 'many', '']) {
      expect(parseCommandLine([`${name}=${value}`])).toEqual({
        type: 'wrong',
        message: `${name} has to be a whole number of at least 1, not ${value}.`,
      })
    }
  },
)

test('refuses an unknown answer to who may control', () => {
  expect(parseCommandLine(['--control', 'me'])).toEqual({
    type: 'wrong',
    message: '--control has to be loopback, anywhere or off, not me.',
  })
})
