import { ChatError } from '@millrace/protocol'
import { openaiCompatible, type OpenaiCompatibleOptions } from './openaiCompatible.ts'
import type { Provider } from './Provider.ts'
import { environment } from './environment.ts'

/**
 * OpenAI. The key comes from `OPENAI_API_KEY`, the address from `OPENAI_BASE_URL`, unless given.
 * @throws {ChatError} `auth` when there is no key, naming the variable.
 */
export function openai(model: string, options: Partial<OpenaiCompatibleOptions> = {}): Provider {
  const apiKey = options.apiKey ?? environment('OPENAI_API_KEY')
  if (apiKey === undefined || apiKey === '') {
    throw new ChatError('auth', 'openai needs a key: set OPENAI_API_KEY, or pass apiKey.')
  }
  return openaiCompatible({
    name: 'openai',
    baseURL: environment('OPENAI_BASE_URL') ?? 'https://api.openai.com/v1',
    ...options,
    apiKey,
    model,
  })
}
