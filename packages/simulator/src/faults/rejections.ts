import { ApiError, type ApiErrorDetails } from '../errors/ApiError.ts'
import type { WholeResponse } from '../http/sendBody.ts'

/** The name of a rejection: a status, or what stands in the way. */
export type RejectionName =
  | '401'
  | '403'
  | '429'
  | '500'
  | '503'
  | 'quota'
  | 'content-policy'
  | 'context-length'
  | 'html'
  | 'html-502'

const captivePortal = `<!doctype html>
<html><head><title>Welcome to Free Wi-Fi</title></head>
<body><h1>Sign in to use this network</h1><form action="/login"><button>Continue</button></form></body></html>
`

const badGateway = `<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body>
</html>
`

const rejections: Readonly<Record<RejectionName, WholeResponse>> = {
  401: failure(401, 'Incorrect API key provided: sk-simul*******************ated.', {
    code: 'invalid_api_key',
  }),
  403: failure(403, 'Country, region, or territory not supported', {
    type: 'request_forbidden',
    code: 'unsupported_country_region_territory',
  }),
  429: failure(429, 'Rate limit reached for requests', {
    type: 'requests',
    code: 'rate_limit_exceeded',
    headers: {
      'retry-after': '2',
      'x-ratelimit-limit-requests': '500',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '2s',
    },
  }),
  500: failure(500, 'The server had an error while processing your request. Sorry about that!', {
    type: 'server_error',
  }),
  503: failure(503, 'The engine is currently overloaded, please try again later', {
    type: 'server_error',
    code: 'server_is_overloaded',
  }),
  quota: failure(
    429,
    'You exceeded your current quota, please check your plan and billing details.',
    {
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    },
  ),
  'content-policy': failure(
    400,
    'This request was rejected because it may violate our usage policies.',
    {
      code: 'content_policy_violation',
    },
  ),
  'context-length': failure(
    400,
    "This model's maximum context length is 128000 tokens. However, your messages resulted in 131042 tokens. Please reduce the length of the messages.",
    { code: 'context_length_exceeded', param: 'messages' },
  ),
  html: page(200, captivePortal),
  'html-502': page(502, badGateway),
}

/** All names, in the order in which people are told about them. */
export const rejectionNames: readonly string[] = Object.keys(rejections)

/** Whether a rejection of that name exists. */
export function isRejectionName(name: string): name is RejectionName {
  return Object.hasOwn(rejections, name)
}

/** What is sent instead of the model's answer. */
export function rejectionOf(name: RejectionName): WholeResponse {
  return rejections[name]
}

function failure(status: number, message: string, details: ApiErrorDetails): WholeResponse {
  const error = new ApiError(status, message, details)
  return { status, contentType: 'application/json', headers: error.headers, body: error.body }
}

function page(status: number, body: string): WholeResponse {
  return { status, contentType: 'text/html; charset=utf-8', body }
}
