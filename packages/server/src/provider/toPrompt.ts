import type {
  JSONValue,
  LanguageModelV4FilePart,
  LanguageModelV4Prompt,
  LanguageModelV4ToolResultPart,
} from '@ai-sdk/provider'
import {
  type DynamicToolPart,
  type FilePart,
  isSendable,
  isToolPart,
  toolNameOf,
  type ToolPart,
  joinedParts,
  type Message,
  type Part,
} from '@millrace/protocol'
import { base64Of } from './base64Of.ts'

type PromptMessage = LanguageModelV4Prompt[number]
type AnswerContent = Extract<PromptMessage, { role: 'assistant' }>['content']

/**
 * A conversation as a model reads it. Left out: system messages of the client (the route sets its own),
 * automatic replies, and answers that failed before they said anything. An interrupted answer goes with
 * what it said, a continued one as one text. Each step becomes an assistant message and the outputs of its
 * tools.
 */
export function toPrompt(
  messages: readonly Message[],
  { system }: { readonly system?: string | undefined } = {},
): LanguageModelV4Prompt {
  const prompt: LanguageModelV4Prompt = []
  if (system !== undefined) prompt.push({ role: 'system', content: system })
  for (const message of messages) {
    if (message.role === 'user') {
      const content = message.parts.flatMap(toUserPart)
      if (content.length > 0) prompt.push({ role: 'user', content })
    } else if (message.role === 'assistant' && isSendable(message)) {
      for (const step of stepsOf(joinedParts(message.parts))) prompt.push(...toStep(step))
    }
  }
  return prompt
}

function toUserPart(part: Part): Extract<PromptMessage, { role: 'user' }>['content'] {
  if (part.type === 'text') return part.text === '' ? [] : [{ type: 'text', text: part.text }]
  return part.type === 'file' ? [toFile(part)] : []
}

function toFile({ mediaType, url, filename }: FilePart): LanguageModelV4FilePart {
  const data = base64Of(url)
  return {
    type: 'file',
    mediaType,
    data: data === undefined ? { type: 'url', url: new URL(url) } : { type: 'data', data },
    ...(filename === undefined ? {} : { filename }),
  }
}

/** The parts of each step; the markers between them go. */
function stepsOf(parts: readonly Part[]): readonly (readonly Part[])[] {
  const steps: Part[][] = [[]]
  for (const part of parts) {
    if (part.type === 'step-start') steps.push([])
    else steps.at(-1)?.push(part)
  }
  return steps.filter((step) => step.length > 0)
}

function toStep(parts: readonly Part[]): readonly PromptMessage[] {
  const content: AnswerContent = []
  const results: LanguageModelV4ToolResultPart[] = []
  for (const part of parts) {
    if (part.type === 'text') {
      if (part.text !== '') content.push({ type: 'text', text: part.text })
    } else if (part.type === 'reasoning') {
      const { providerMetadata } = part
      content.push({
        type: 'reasoning',
        text: part.text,
        ...(providerMetadata === undefined ? {} : { providerOptions: providerMetadata }),
      })
    } else if (isToolPart(part)) addCall(part, content, results)
  }
  if (content.length === 0) return []
  const answer: PromptMessage = { role: 'assistant', content }
  return results.length === 0 ? [answer] : [answer, { role: 'tool', content: results }]
}

/** A call goes only with its result: a provider refuses one without the other. */
function addCall(
  part: DynamicToolPart | ToolPart,
  content: AnswerContent,
  results: LanguageModelV4ToolResultPart[],
): void {
  const output = outputOf(part)
  if (output === undefined) return
  const { toolCallId } = part
  const toolName = toolNameOf(part)
  const { callProviderMetadata } = part
  // A thought's signature rides on its call, and some vendors refuse the call without it.
  const noted = callProviderMetadata === undefined ? {} : { providerOptions: callProviderMetadata }
  content.push({ type: 'tool-call', toolCallId, toolName, input: part.input, ...noted })
  results.push({ type: 'tool-result', toolCallId, toolName, output })
}

function outputOf(
  part: DynamicToolPart | ToolPart,
): LanguageModelV4ToolResultPart['output'] | undefined {
  switch (part.state) {
    case 'output-available':
      if (part.preliminary === true) return undefined
      return typeof part.output === 'string'
        ? { type: 'text', value: part.output }
        : { type: 'json', value: (part.output ?? null) as JSONValue }
    case 'output-error':
      return { type: 'error-text', value: part.errorText }
    case 'output-denied':
      return { type: 'execution-denied', ...reasonOf(part.approval.reason) }
    case 'approval-responded':
      return part.approval.approved
        ? undefined
        : { type: 'execution-denied', ...reasonOf(part.approval.reason) }
    default:
      return undefined
  }
}

function reasonOf(reason: string | undefined): { reason?: string } {
  return reason === undefined ? {} : { reason }
}
