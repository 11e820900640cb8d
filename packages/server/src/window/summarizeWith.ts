import { type Message, type Summarize, trimMessages } from '@millrace/protocol'
import type { Provider } from '../provider/Provider.ts'
import { toPrompt } from '../provider/toPrompt.ts'

const usualInstructions =
  'You keep the minutes of a conversation. Write down what a reader needs to go on with it: facts, names, numbers, decisions, open questions, and what the user wants and how. No introduction. Write in the language of the conversation.'

/** So much is read at once, newest turns; a model that takes less refuses, and the summary is done without. */
const readTokens = 100_000

/**
 * Summaries by a model: `strategy: summarizeWith(openai('gpt-4o-mini'))`. What the conversation says is
 * material to it, never an instruction.
 * @param options.instructions - The system prompt for it, in place of ours.
 */
export function summarizeWith(
  provider: Provider,
  { instructions = usualInstructions }: { readonly instructions?: string } = {},
): Summarize {
  return async (messages, { previous, maxTokens, signal }) => {
    const { messages: read } = trimMessages(messages, {
      maxOutputTokens: maxTokens,
      windowCap: readTokens,
    })
    const transcript = toPrompt(read).map(lineOf).join('\n\n')
    const before = previous === undefined ? '' : `The minutes so far:\n\n${previous}\n\n`
    const question: Message = {
      id: 'minutes',
      role: 'user',
      parts: [
        {
          type: 'text',
          text: `${before}The conversation:\n\n${transcript}\n\nNow the minutes of all of it, in ${maxTokens} tokens at most.`,
        },
      ],
    }
    let text = ''
    const request = {
      prompt: toPrompt([question], { system: instructions }),
      maxOutputTokens: maxTokens,
    }
    for await (const events of provider.stream(request, { signal })) {
      for (const event of events) {
        if (event.type === 'error') throw event.error
        if (event.type === 'text') text += event.text
      }
    }
    return text
  }
}

function lineOf({ role, content }: ReturnType<typeof toPrompt>[number]): string {
  if (typeof content === 'string') return `${role}: ${content}`
  const said = content.map((part) => {
    if (part.type === 'text' || part.type === 'reasoning') return part.text
    if (part.type === 'tool-call') return `[called ${part.toolName}: ${JSON.stringify(part.input)}]`
    return part.type === 'tool-result'
      ? `[result: ${JSON.stringify(part.output)}]`
      : `[${part.type}]`
  })
  return `${role}: ${said.join('\n')}`
}
