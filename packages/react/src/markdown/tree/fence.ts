import type { Code } from 'mdast'
import { startOf } from './MarkdownParser.ts'

/** Whether code stands in a fence, and is not just indented. */
export function isFenced(code: Code, source: string): boolean {
  return /^(?:```|~~~)/.test(source.slice(startOf(code), startOf(code) + 3))
}

/** Whether a fence has its closing line. */
export function isClosedFence({ value, position }: Code): boolean {
  if (position === undefined) return true
  const lines = position.end.line - position.start.line
  return position.end.column > 1 && (value === '' || lines > value.split('\n').length)
}
