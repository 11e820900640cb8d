import { expect, test } from 'vitest'
import { startSimulator } from '../fixtures/startSimulator.ts'
import { manualClock } from '../fixtures/manualClock.ts'

/** Status and body, told by fault, as reliability 1.1 to 1.3 has them. */
test.each([
  [
    '503.openai',
    503,
    {
      error: {
        message: 'The engine is currently overloaded, please try again later',
        type: 'server_error',
        param: null,
        code: 'server_is_overloaded',
      },
    },
  ],
  [
    '503.anthropic',
    503,
    {
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
      request_id: 'req_x',
    },
  ],
  [
    '529.anthropic',
    529,
    {
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
      request_id: 'req_x',
    },
  ],
  [
    'spend-limit.anthropic',
    429,
    {
      type: 'error',
      error: {
        type: 'rate_limit_error',
        message: 'You have reached your monthly spend limit.',
        details: { error_code: 'enforced_spend_limit_reached' },
      },
      request_id: 'req_x',
    },
  ],
  [
    'quota.anthropic',
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message:
          'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
      },
      request_id: 'req_x',
    },
  ],
  [
    'context-length.anthropic',
    400,
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'prompt is too long: 210345 tokens > 200000 maximum',
      },
      request_id: 'req_x',
    },
  ],
  [
    '429.azure@27',
    429,
    {
      error: {
        code: '429',
        message:
          'Requests to the ChatCompletions_Create Operation have exceeded call rate limit of your current pricing tier. Please retry after 27 seconds.',
      },
    },
  ],
  [
    'content-policy.azure',
    400,
    {
      error: {
        message:
          "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        type: null,
        param: 'prompt',
        code: 'content_filter',
        status: 400,
        innererror: {
          code: 'ResponsibleAIPolicyViolation',
          content_filter_result: {
            hate: { filtered: false, severity: 'safe' },
            self_harm: { filtered: false, severity: 'safe' },
            sexual: { filtered: false, severity: 'safe' },
            violence: { filtered: true, severity: 'medium' },
          },
        },
      },
    },
  ],
  [
    '429.mistral',
    429,
    {
      object: 'error',
      message: 'Requests rate limit exceeded',
      type: 'rate_limited',
      param: null,
      code: '1300',
    },
  ],
  ['404.ollama', 404, { error: "model 'gpt-simulated' not found" }],
  ['500.ollama', 500, { error: 'llama runner process has terminated: signal: killed' }],
  [
    'context-length.together',
    422,
    {
      id: 'req_x',
      error: {
        message:
          'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000 `inputs` tokens and 512 `max_new_tokens`',
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    },
  ],
  [
    'quota.together',
    402,
    {
      id: 'req_x',
      error: {
        message: 'Credit limit exceeded, please add credits.',
        type: 'credit_limit',
        param: null,
        code: null,
      },
    },
  ],
  [
    'context-length.vllm',
    400,
    {
      object: 'error',
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 4200 tokens (3688 in the messages, 512 in the completion).",
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
  ],
  [
    'status.vllm@507',
    507,
    {
      object: 'error',
      message: 'Insufficient Storage',
      type: 'InternalServerError',
      param: null,
      code: 507,
    },
  ],
])('fails as its vendor does: %s', async (fault, status, body) => {
  const { ask } = await startSimulator({ newId: () => 'x' })
  const response = await ask({}, { headers: { 'x-simulator-fault': fault } })
  expect([response.status, await response.json()]).toEqual([status, body])
})

test.each([
  ['429.azure@30', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '30s' }],
  [
    '429.anthropic@30',
    {
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-01-15T12:00:30.000Z',
      'request-id': 'req_x',
    },
  ],
])('says when to come back as its vendor does: %s', async (fault, headers) => {
  const clock = manualClock(Date.parse('2026-01-15T12:00:00Z'))
  const { ask } = await startSimulator({ newId: () => 'x', clock })
  const response = await ask({}, { headers: { 'x-simulator-fault': fault } })
  expect(Object.fromEntries(response.headers)).toMatchObject({ ...headers, 'retry-after': '30' })
})

test('has no limits in the headers of a server of one’s own', async () => {
  const { ask } = await startSimulator()
  const { headers } = await ask({}, { headers: { 'x-simulator-fault': '429.vllm' } })
  expect([...headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([])
})
