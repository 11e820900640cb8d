import type { TokenCounter } from './TokenCounter.ts'

/** What every tool, and having tools at all, costs beside what is written of them. */
const toolOverhead = 12

/** The tokens of tool definitions. Vendors write them out more tersely than this JSON: the count errs upwards. */
export function countTools(tools: readonly object[], counter: TokenCounter): number {
  if (tools.length === 0) return 0
  return tools.reduce(
    (tokens, tool) => tokens + toolOverhead + counter.count(JSON.stringify(tool)),
    toolOverhead,
  )
}
