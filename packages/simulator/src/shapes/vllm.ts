import type { Shape } from './Shape.ts'

/** Fields at the top level, the type being a Python class and the code the status as a number. */
export const vllm: Shape = {
  says: {
    404: { message: 'The model `gpt-simulated` does not exist.' },
    'context-length': {
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 4200 tokens (3688 in the messages, 512 in the completion).",
      param: null,
    },
  },
  body: ({ status, message, param }) => ({
    object: 'error',
    message,
    type: types.get(status) ?? (status >= 500 ? 'InternalServerError' : 'BadRequestError'),
    param,
    code: status,
  }),
}

const types: ReadonlyMap<number, string> = new Map([
  [401, 'AuthenticationError'],
  [403, 'PermissionDeniedError'],
  [404, 'NotFoundError'],
  [429, 'RateLimitError'],
  [503, 'ServiceUnavailableError'],
])
