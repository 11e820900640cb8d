import type { ErrorCode } from '@millrace/protocol'

const sentences: Partial<Record<ErrorCode, string>> = {
  rate_limit: 'The model is receiving too many requests right now. Please try again in a moment.',
  quota: 'The account behind this chat has used up its allowance. Waiting will not help.',
  overloaded: 'The model is overloaded right now. Please try again in a moment.',
  server_error: 'The model provider had a problem. Please try again.',
  timeout: 'The model took too long to answer. Please try again.',
  network: 'The model provider cannot be reached. Please try again.',
  auth: 'This chat is not set up correctly: its key was refused.',
  permission: 'This chat is not allowed to use that model.',
  region: 'The model provider does not serve this region.',
  model_not_found: 'The model behind this chat does not exist.',
  invalid_request: 'The request could not be understood.',
  context_length: 'This conversation is too long for the model.',
  turn_too_large: 'The latest message is too long for the model.',
  content_policy: 'The model provider refused this request because of its content.',
  too_large: 'The request is too large.',
  conflict: 'The request could not be carried out because of another one.',
  incomplete_stream: 'The answer was interrupted. What came is kept.',
  not_a_stream: 'The model provider answered with something that is not an answer.',
  bad_event: 'The answer of the model provider could not be read.',
}

/** What a user is told, by the kind of the failure. Never made from what a provider wrote. */
export function sentenceFor(code: ErrorCode): string {
  return sentences[code] ?? 'Something went wrong. Please try again.'
}
