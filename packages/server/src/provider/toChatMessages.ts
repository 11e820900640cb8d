import type {
  LanguageModelV4FilePart,
  LanguageModelV4Prompt,
  LanguageModelV4ToolResultPart,
} from '@ai-sdk/provider'
import { fileUrl } from './fileUrl.ts'

type PromptMessage = LanguageModelV4Prompt[number]

/** A prompt as the `messages` of Chat Completions. */
export function toChatMessages(prompt: LanguageModelV4Prompt): readonly object[] {
  return prompt.flatMap(toMessages)
}

function toMessages(message: PromptMessage): readonly object[] {
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: message.content }]
    case 'user':
      return [{ role: 'user', content: toContent(message.content) }]
    case 'assistant':
      return [toAnswer(message.content)]
    case 'tool':
      return message.content.flatMap((part) =>
        part.type === 'tool-result'
          ? [{ role: 'tool', tool_call_id: part.toolCallId, content: outputOf(part.output) }]
          : [],
      )
  }
}

function toContent(parts: Extract<PromptMessage, { role: 'user' }>['content']): string | object[] {
  // Plain text as a plain string: small servers know nothing else.
  if (parts.every((part) => part.type === 'text')) return parts.map(({ text }) => text).join('\n')
  return parts.map((part) =>
    part.type === 'text' ? { type: 'text', text: part.text } : fileContent(part),
  )
}

function fileContent({ mediaType, data, filename }: LanguageModelV4FilePart): object {
  const url = fileUrl(mediaType, data)
  if (mediaType.startsWith('image/')) return { type: 'image_url', image_url: { url } }
  return { type: 'file', file: { filename: filename ?? 'file', file_data: url } }
}

function toAnswer(parts: Extract<PromptMessage, { role: 'assistant' }>['content']): object {
  const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
  const calls = parts.flatMap((part) =>
    part.type === 'tool-call'
      ? [
          {
            id: part.toolCallId,
            type: 'function',
            function: { name: part.toolName, arguments: JSON.stringify(part.input) },
          },
        ]
      : [],
  )
  if (calls.length === 0) return { role: 'assistant', content: text }
  return { role: 'assistant', content: text === '' ? null : text, tool_calls: calls }
}

function outputOf(output: LanguageModelV4ToolResultPart['output']): string {
  switch (output.type) {
    case 'text':
    case 'error-text':
      return output.value
    case 'execution-denied':
      return output.reason ?? 'The user did not allow this.'
    default:
      return JSON.stringify(output.value)
  }
}
