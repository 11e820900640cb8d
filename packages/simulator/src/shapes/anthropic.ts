import type { Failure } from '../errors/Failure.ts'
import type { Shape } from './Shape.ts'

const broke: Partial<Failure> = {
  status: 400,
  message:
    'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
}
const spent: Partial<Failure> = {
  message: 'You have reached your monthly spend limit.',
  code: 'enforced_spend_limit_reached',
}
const overloaded: Partial<Failure> = { message: 'Overloaded' }
const slow: Partial<Failure> = { message: 'The request timed out while processing' }

/**
 * `{ type: 'error', error: { type, message }, request_id }`, the type following from the status. Out
 * of money is a 400, or a 429 that looks like any other but for its details.
 */
export const anthropic: Shape = {
  says: {
    400: { message: 'max_tokens: Field required' },
    401: { message: 'invalid x-api-key' },
    402: { message: 'There is an issue with your billing' },
    403: { message: 'Your API key does not have permission to use the specified resource.' },
    404: { message: 'model: gpt-simulated' },
    408: slow,
    413: { message: 'Request exceeds the maximum size' },
    429: {
      message:
        'This request would exceed your organization’s rate limit of 50 requests per minute.',
    },
    500: { message: 'Internal server error' },
    503: overloaded,
    504: slow,
    529: overloaded,
    'slow-down': {
      message: 'This request would exceed your organization’s acceleration limit.',
    },
    quota: broke,
    'credit-exhausted': broke,
    'spend-limit': spent,
    'organization-spend-limit': spent,
    'usage-limit': {
      status: 400,
      message: 'You have reached your specified API usage limits.',
    },
    'content-policy': { message: 'Output blocked by content filtering policy' },
    'context-length': { message: 'prompt is too long: 210345 tokens > 200000 maximum' },
  },
  body: ({ status, message, code }, requestId) => ({
    type: 'error',
    error: {
      type: types.get(status) ?? (status >= 500 ? 'api_error' : 'invalid_request_error'),
      message,
      ...(code === spent.code && { details: { error_code: code } }),
    },
    request_id: requestId,
  }),
}

const types: ReadonlyMap<number, string> = new Map([
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [408, 'timeout_error'],
  [409, 'conflict_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [503, 'overloaded_error'],
  [504, 'timeout_error'],
  [529, 'overloaded_error'],
])
