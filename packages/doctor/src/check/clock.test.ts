import { expect, test } from 'vitest'
import { examined } from '../fixtures/examined.ts'
import { serve } from '../fixtures/serve.ts'

test.each([
  [3_600_000, 'warning', 'The clock of the server is 60 minutes ahead of the one here.'],
  [-90_000, 'warning', /is (?:8\d|90) seconds behind/],
  [20_000, 'ok', /says the same/],
])('%i ms off', async (offMs, result, seen) => {
  const now = Date.now()
  const clock = {
    now: () => now,
    schedule: (task: () => void, ms: number) => {
      const timer = setTimeout(task, ms)
      return () => clearTimeout(timer)
    },
  }
  const address = await serve((_, response) => {
    response.setHeader('date', new Date(now + offMs).toUTCString())
    response.writeHead(500).end()
  })
  const { checks } = await examined(address, { clock })
  expect(checks.clock).toMatchObject({
    result,
    seen: typeof seen === 'string' ? seen : expect.stringMatching(seen),
  })
})

test('a server that does not say its time', async () => {
  const address = await serve((_, response) => {
    response.sendDate = false
    response.writeHead(500).end()
  })
  expect((await examined(address)).checks.clock.result).toBe('skipped')
})
