import type { LanguageModelV4Prompt } from '@ai-sdk/provider'

/**
 * Whether a prompt holds all that a model reads. A file that is named by its address or by a vendor's name for it may
 * be another one tomorrow; one that is in the prompt is part of the question.
 */
export function isSelfContained(prompt: LanguageModelV4Prompt): boolean {
  return prompt.every(({ content }) => typeof content === 'string' || !refers(content))
}

/** Looks at parts and at what tools gave, not into their JSON. */
function refers(parts: readonly object[]): boolean {
  return parts.some((part) => {
    if ('data' in part && isReference(part.data)) return true
    const output = 'output' in part ? part.output : undefined
    if (typeof output !== 'object' || output === null || !('type' in output)) return false
    return output.type === 'content' && 'value' in output && Array.isArray(output.value)
      ? refers(
          output.value.filter(
            (value): value is object => typeof value === 'object' && value !== null,
          ),
        )
      : false
  })
}

function isReference(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false
  return (
    data instanceof URL || ('type' in data && (data.type === 'url' || data.type === 'reference'))
  )
}
