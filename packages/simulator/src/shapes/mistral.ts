import type { Shape } from './Shape.ts'

/** OpenAI's fields at the top level, without an `error` around them. */
export const mistral: Shape = {
  says: {
    401: { message: 'Unauthorized', type: 'unauthorized', code: null },
    404: { message: 'Invalid model: gpt-simulated', type: 'invalid_model', code: '1500' },
    429: { message: 'Requests rate limit exceeded', type: 'rate_limited', code: '1300' },
    500: { message: 'Internal server error', type: 'internal_server_error', code: '1000' },
    503: { message: 'Service unavailable.', type: 'service_unavailable', code: '3000' },
    'context-length': {
      message:
        'Prompt contains 131042 tokens, too large for model with 128000 maximum context length',
      param: null,
      code: '3051',
    },
  },
  body: ({ message, type, param, code }) => ({ object: 'error', message, type, param, code }),
}
