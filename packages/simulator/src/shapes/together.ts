import type { Failure } from '../errors/Failure.ts'
import type { Shape } from './Shape.ts'

const broke: Partial<Failure> = {
  status: 402,
  message: 'Credit limit exceeded, please add credits.',
  type: 'credit_limit',
  code: null,
}
const overloaded: Partial<Failure> = {
  message: 'The server is overloaded or not ready yet.',
  type: 'service_unavailable',
  code: null,
}

/** OpenAI's body with an id beside the error, other types, no codes, and statuses of its own. */
export const together: Shape = {
  says: {
    402: broke,
    429: {
      message: 'You have reached the rate limit for this model.',
      type: 'model_rate_limit',
      code: null,
    },
    503: overloaded,
    529: overloaded,
    quota: broke,
    'credit-exhausted': broke,
    'spend-limit': broke,
    'organization-spend-limit': broke,
    'usage-limit': broke,
    'context-length': {
      status: 422,
      message:
        'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000 `inputs` tokens and 512 `max_new_tokens`',
      param: null,
      code: null,
    },
  },
  body: ({ message, type, param, code }, requestId) => ({
    id: requestId,
    error: { message, type, param, code },
  }),
}
