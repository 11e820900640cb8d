import type { LanguageModelV4Prompt } from '@ai-sdk/provider'

/**
 * What a model is told when its answer was cut short. As a message of the user's: newer models refuse a prompt
 * that ends with their own words.
 */
export const continueInstruction =
  'Continue your last answer exactly where it stopped, in the middle of a word or a line if need be. Do not repeat anything of it, and write no introduction.'

/** The prompt with that instruction behind it. */
export function continuePrompt(prompt: LanguageModelV4Prompt): LanguageModelV4Prompt {
  return [...prompt, { role: 'user', content: [{ type: 'text', text: continueInstruction }] }]
}
