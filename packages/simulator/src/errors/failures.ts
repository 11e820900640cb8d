import { STATUS_CODES } from 'node:http'
import type { Failure, FailureName } from './Failure.ts'

const wrongRequest = 'invalid_request_error'
const serverError = 'server_error'
const outOfMoney = 'insufficient_quota'
const overloaded = failure(503, 'The engine is currently overloaded, please try again later', {
  type: serverError,
  code: 'server_is_overloaded',
})

/** What OpenAI says of each failure; 402, 504 and 529, which it does not know, in its words. */
export const failures: Readonly<Record<FailureName, Failure>> = {
  400: failure(
    400,
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    { param: 'max_tokens', code: 'unsupported_parameter' },
  ),
  401: failure(401, 'Incorrect API key provided: sk-simul*******************ated.', {
    code: 'invalid_api_key',
  }),
  402: failure(402, 'Insufficient Balance', { type: 'unknown_error', code: wrongRequest }),
  403: failure(403, 'Country, region, or territory not supported', {
    type: 'request_forbidden',
    code: 'unsupported_country_region_territory',
  }),
  404: failure(404, 'The model `gpt-simulated` does not exist or you do not have access to it.', {
    code: 'model_not_found',
  }),
  408: failure(408, 'Request timed out', { type: 'timeout' }),
  409: failure(409, 'The resource is locked', {}),
  413: failure(413, 'Request too large', {}),
  429: failure(429, 'Rate limit reached for requests', {
    type: 'requests',
    code: 'rate_limit_exceeded',
  }),
  500: failure(500, 'The server had an error while processing your request. Sorry about that!', {
    type: serverError,
  }),
  503: overloaded,
  504: failure(504, 'The request timed out while processing', { type: serverError }),
  529: { ...overloaded, status: 529 },
  'slow-down': failure(429, 'Your request rate increased too quickly. Please slow down.', {
    type: 'rate_limit_error',
    code: 'slow_down',
  }),
  quota: failure(
    429,
    'You exceeded your current quota, please check your plan and billing details.',
    { type: outOfMoney, code: outOfMoney },
  ),
  'credit-exhausted': failure(429, 'Your organization has no credits remaining.', {
    type: outOfMoney,
    code: 'credit_balance_exhausted',
  }),
  'spend-limit': failure(429, 'This project has reached its monthly spend limit.', {
    type: outOfMoney,
    code: 'project_spend_limit_exceeded',
  }),
  'organization-spend-limit': failure(
    429,
    'This organization has reached its monthly spend limit.',
    { type: outOfMoney, code: 'organization_spend_limit_exceeded' },
  ),
  'usage-limit': failure(429, 'This organization has reached its usage limit.', {
    type: outOfMoney,
    code: 'organization_usage_limit_exceeded',
  }),
  'content-policy': failure(
    400,
    'This request was rejected because it may violate our usage policies.',
    { code: 'content_policy_violation' },
  ),
  'context-length': failure(
    400,
    "This model's maximum context length is 128000 tokens. However, your messages resulted in 131042 tokens. Please reduce the length of the messages.",
    { param: 'messages', code: 'context_length_exceeded' },
  ),
}

/** All names, in the order in which people are told about them. */
export const failureNames: readonly FailureName[] = Object.keys(failures) as FailureName[]

/** The failure that a bare status is: its phrase, and no code. */
export function failureOfStatus(status: number): Failure {
  const message = STATUS_CODES[status] ?? `Status ${status}`
  return failure(status, message, status >= 500 ? { type: serverError } : {})
}

function failure(
  status: number,
  message: string,
  { type = wrongRequest, code = null, param = null }: Partial<Failure>,
): Failure {
  return { status, message, type, code, param, headers: {} }
}
