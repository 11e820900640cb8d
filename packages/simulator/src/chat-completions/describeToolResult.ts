import type { ChatMessage } from './parseMessages.ts'

const longestQuote = 4_000

/**
 * The text that follows a tool's answer and quotes it, one section for each tool that answered.
 * Undefined unless the conversation ends with a tool's answer.
 */
export function describeToolResult(messages: readonly ChatMessage[]): string | undefined {
  const from = messages.findLastIndex(({ role }) => role !== 'tool') + 1
  const results = messages.slice(from)
  if (results.length === 0) return undefined
  const names = new Map(messages.flatMap(({ toolNamesById }) => [...toolNamesById]))
  const sections = results.map(({ toolCallId = '', text }) => {
    const quote = text.slice(0, longestQuote)
    const fence = fenceAround(quote)
    return `**${names.get(toolCallId) ?? 'The tool'}** returned:\n\n${fence}${isJson(text) ? 'json' : 'text'}\n${quote}\n${fence}`
  })
  return `I looked that up for you.\n\n${sections.join('\n\n')}\n\nIn short: that is what the tool knows right now. Ask me to go deeper into any part of it, or to look up something else to compare it with.`
}

/** A fence longer than any run of backticks inside, so that the quote cannot end it. */
function fenceAround(text: string): string {
  const runs = text.match(/`+/g) ?? []
  return '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
