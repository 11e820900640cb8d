import { ChatError } from '@millrace/protocol'
import { expect, test } from 'vitest'
import { classify } from '../provider/classify.ts'
import { overflowOf } from './overflowOf.ts'

const refused = (body: unknown, status = 400): ChatError =>
  classify({ status, headers: new Headers(), body, now: 0 })

const openai = (message: string): unknown => ({
  error: {
    message,
    type: 'invalid_request_error',
    param: 'messages',
    code: 'context_length_exceeded',
  },
})

test.each([
  [
    'OpenAI, messages alone',
    openai(
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 131042 tokens. Please reduce the length of the messages.",
    ),
    { limit: 128_000, sent: 131_042 },
  ],
  [
    'OpenAI, with room for the answer',
    openai(
      "This model's maximum context length is 128000 tokens. However, you requested 131072 tokens (127048 in the messages, 4024 in the completion). Please reduce the length of the messages or completion.",
    ),
    { limit: 128_000, sent: 127_048 },
  ],
  [
    'OpenAI, newer',
    openai(
      'Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 300112 tokens. Please reduce the length of the messages.',
    ),
    { limit: 272_000, sent: 300_112 },
  ],
  [
    'OpenAI, Responses: no figures',
    openai(
      'Your input exceeds the context window of this model. Please adjust your input and try again.',
    ),
    { limit: undefined, sent: undefined },
  ],
  [
    'Anthropic, prompt',
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message: 'prompt is too long: 208310 tokens > 200000 maximum',
      },
    },
    { limit: 200_000, sent: 208_310 },
  ],
  [
    'Anthropic, with room for the answer',
    {
      type: 'error',
      error: {
        type: 'invalid_request_error',
        message:
          'input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, decrease input length or `max_tokens` and try again',
      },
    },
    { limit: 200_000, sent: 188_240 },
  ],
  [
    'Together',
    {
      error: {
        message:
          '`inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000 `inputs` tokens and 512 `max_new_tokens`',
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    },
    { limit: 8193, sent: 9000 },
  ],
  [
    'vLLM',
    {
      object: 'error',
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4500 in the messages, 500 in the completion). Please reduce the length of the messages or completion.",
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
    { limit: 4096, sent: 4500 },
  ],
  [
    'llama.cpp',
    {
      error: {
        code: 400,
        message: 'the request exceeds the available context size, try increasing it',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 9123,
        n_ctx: 8192,
      },
    },
    { limit: 8192, sent: 9123 },
  ],
  [
    'Mistral',
    {
      object: 'error',
      message:
        'Prompt contains 33500 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      type: 'invalid_request_error',
      code: '3051',
    },
    { limit: 32_768, sent: 33_500 },
  ],
  [
    'Gemini',
    {
      error: {
        code: 400,
        message:
          'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
        status: 'INVALID_ARGUMENT',
      },
    },
    { limit: 1_048_576, sent: 1_200_000 },
  ],
  [
    'OpenAI-style, with functions',
    openai(
      "This model's maximum context length is 128000 tokens. However, you requested 132577 tokens (92320 in the messages, 23873 in the functions, and 16384 in the completion). Please reduce the length of the messages, functions, or completion.",
    ),
    { limit: 128_000, sent: 116_193 },
  ],
  [
    'DeepSeek: a code that says nothing',
    {
      error: {
        message:
          "This model's maximum context length is 65536 tokens. However, you requested 96438 tokens (96438 in the messages, 0 in the completion).",
        type: 'invalid_request_error',
        code: 'invalid_request_error',
      },
    },
    { limit: 65_536, sent: 96_438 },
  ],
  [
    'xAI',
    {
      code: 'Client specified an invalid argument',
      error: "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
    },
    { limit: 131_072, sent: 537_812 },
  ],
  [
    'Cerebras',
    {
      message:
        'Please reduce the length of the messages or completion. Current length is 202427 while limit is 131072',
      type: 'invalid_request_error',
      param: 'messages',
      code: 'context_length_exceeded',
    },
    { limit: 131_072, sent: 202_427 },
  ],
  [
    'Cohere: by how much',
    {
      message:
        'too many tokens: size limit exceeded by 19296 tokens. Try using shorter or fewer inputs. The limit for this model is 132000 tokens.',
    },
    { limit: 132_000, sent: 151_296 },
  ],
  [
    'Groq: no figures',
    {
      error: {
        message: 'Please reduce the length of the messages or completion.',
        type: 'invalid_request_error',
        param: 'messages',
      },
    },
    { limit: undefined, sent: undefined },
  ],
  [
    'OpenRouter',
    {
      error: {
        code: 400,
        message:
          'This endpoint\'s maximum context length is 131072 tokens. However, you requested about 140213 tokens (132021 of text input, 8192 in the output). Please reduce the length of either one, or use the "middle-out" transform to compress your prompt automatically.',
      },
    },
    { limit: 131_072, sent: 132_021 },
  ],
  [
    'SGLang',
    {
      object: 'error',
      message:
        "Requested token count exceeds the model's maximum context length of 262144 tokens. You requested a total of 263925 tokens: 199925 tokens from the input messages and 64000 tokens for the completion.",
      code: 400,
    },
    { limit: 262_144, sent: 199_925 },
  ],
  [
    'vLLM, which stops counting at the limit: "at least" is no count',
    {
      error: {
        message:
          "This model's maximum context length is 48000 tokens. However, you requested 16384 output tokens and your prompt contains at least 31617 input tokens, for a total of at least 48001 tokens. Please reduce the length of the input prompt or the number of requested output tokens. (parameter=input_tokens, value=31617)",
        type: 'BadRequestError',
        code: 400,
      },
    },
    { limit: 48_000, sent: undefined },
  ],
  [
    'vLLM, the input alone',
    {
      error: {
        message:
          "This model's maximum context length is 65536 tokens. However, your request has 99103 input tokens. Please reduce the length of the input messages.",
        type: 'BadRequestError',
        code: 400,
      },
    },
    { limit: 65_536, sent: 99_103 },
  ],
  [
    'Kimi',
    {
      error: {
        message:
          'Invalid request: Your request exceeded model token limit: 262144 (requested: 263162)',
        type: 'invalid_request_error',
      },
    },
    { limit: 262_144, sent: 263_162 },
  ],
  [
    'Bedrock: no figures',
    { message: 'The model returned the following errors: Input is too long for requested model.' },
    { limit: undefined, sent: undefined },
  ],
  [
    'LM Studio',
    {
      error:
        'Trying to keep the first 5210 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.',
    },
    { limit: 4096, sent: undefined },
  ],
])('%s: recognised, and its figures are read', (_, body, figures) => {
  const error = refused(body)
  expect(error.code).toBe('context_length')
  expect(overflowOf(error)).toEqual(figures)
})

test.each([
  ['nothing', undefined],
  ['a text without figures', 'too long'],
  ['absurd figures', { error: { n_ctx: -1, n_prompt_tokens: 1e30 } }],
  ['figures that are words', { error: { n_ctx: 'many', n_prompt_tokens: {} } }],
  ['a megabyte', `maximum context length ${'x'.repeat(1_000_000)}`],
])('%s gives no figures, and takes no time (hostile bodies)', (_, cause) => {
  const started = performance.now()
  const error = new ChatError('context_length', 'Too long.', { cause })
  expect(overflowOf(error)).toEqual({ limit: undefined, sent: undefined })
  expect(performance.now() - started).toBeLessThan(2000)
})

test('a rate limit on tokens is no window: Groq, Bedrock', () => {
  const groq = {
    error: {
      message:
        'Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9512, please reduce your message size and try again.',
      type: 'tokens',
      code: 'rate_limit_exceeded',
    },
  }
  expect(refused(groq, 413).code).toBe('rate_limit')
  const bedrock = { message: 'Too many tokens, please wait before trying again.' }
  expect(refused(bedrock, 429).code).toBe('rate_limit')
})
