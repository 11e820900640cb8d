import { expect, test } from 'vitest'
import { createSimulator } from '../createSimulator.ts'
import { manualClock } from '../fixtures/manualClock.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'

function limitsOf({ headers }: Response): Readonly<Record<string, string>> {
  return Object.fromEntries([...headers].filter(([name]) => name.includes('ratelimit')))
}

const answer = (): string => 'Fine.'

test('says nothing of limits unless it is asked to', async () => {
  const { ask } = await startSimulator({ answer })
  expect(limitsOf(await ask())).toEqual({})
})

test.each([
  [
    'ratelimit@3',
    {
      'x-ratelimit-limit-requests': '500',
      'x-ratelimit-remaining-requests': '3',
      'x-ratelimit-reset-requests': '59.64s',
      'x-ratelimit-limit-tokens': '200000',
      'x-ratelimit-remaining-tokens': '200000',
      'x-ratelimit-reset-tokens': '0ms',
    },
  ],
  [
    'ratelimit@600@199999',
    {
      'x-ratelimit-limit-requests': '600',
      'x-ratelimit-remaining-requests': '600',
      'x-ratelimit-reset-requests': '0ms',
      'x-ratelimit-limit-tokens': '200000',
      'x-ratelimit-remaining-tokens': '199999',
      'x-ratelimit-reset-tokens': '1ms',
    },
  ],
])('pretends with a good answer what is left: %s', async (fault, limits) => {
  const { ask } = await startSimulator({ answer })
  const response = await ask({ stream: true }, { headers: { 'x-simulator-fault': fault } })
  expect([response.status, limitsOf(response)]).toEqual([200, limits])
})

test('counts down, refuses what is over, and fills up evenly', async () => {
  const clock = manualClock()
  const { ask } = await startSimulator({ answer, clock, rateLimit: { requestsPerMinute: 3 } })
  const left = async (): Promise<readonly unknown[]> => {
    const response = await ask()
    const { headers } = response
    return [
      response.status,
      headers.get('x-ratelimit-remaining-requests'),
      headers.get('x-ratelimit-reset-requests'),
    ]
  }
  expect(await left()).toEqual([200, '2', '20s'])
  expect(await left()).toEqual([200, '1', '40s'])
  expect(await left()).toEqual([200, '0', '1m0s'])
  clock.advance(5000)
  const refused = await ask()
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after-ms')).toBe('15000')
  expect(refused.headers.get('x-ratelimit-remaining-requests')).toBe('0')
  expect(await refused.json()).toMatchObject({
    error: {
      message:
        'Rate limit reached for gpt-4o-mini on requests per min (RPM): Limit 3, Used 3, Requested 1. Please try again in 15s.',
      type: 'requests',
      code: 'rate_limit_exceeded',
    },
  })
  clock.advance(15_000)
  expect(await left()).toEqual([200, '0', '1m0s'])
})

test('takes the size of the prompt and the answer’s limit from the tokens', async () => {
  const clock = manualClock()
  const { ask } = await startSimulator({ answer, clock, rateLimit: { tokensPerMinute: 1000 } })
  const body = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello!' }] }
  const size = Math.ceil(JSON.stringify({ ...body, max_tokens: 500 }).length / 4)
  const first = await ask({ max_tokens: 500 })
  expect(first.headers.get('x-ratelimit-remaining-tokens')).toBe(String(500 - size))
  const refused = await ask({ max_tokens: 500 })
  expect(refused.status).toBe(429)
  expect(await refused.text()).toContain('on tokens per min (TPM): Limit 1000')
})

test('spends nothing on requests that fail by order', async () => {
  const { ask } = await startSimulator({ answer, rateLimit: { requestsPerMinute: 1 } })
  expect((await ask({ model: 'gpt-4o+503' })).status).toBe(503)
  expect((await ask()).status).toBe(200)
})

test('is as full as at the start after a reset', async () => {
  const { ask, simulator } = await startSimulator({ answer, rateLimit: { requestsPerMinute: 1 } })
  expect([(await ask()).status, (await ask()).status]).toEqual([200, 429])
  simulator.reset()
  expect((await ask()).status).toBe(200)
})

test.each([0, -1, 1.5, Number.NaN])('refuses a limit of %d', (requestsPerMinute) => {
  expect(() => createSimulator({ rateLimit: { requestsPerMinute } })).toThrow(RangeError)
})
