import type { Nodes } from 'mdast'

/** Containers or brackets within each other, at most (T-53). */
const maxDepth = 100

/** Characters in one line, at most: a paragraph is read whole each time that it grows. */
const maxLine = 65_536

/** Emphasis that is opened and not closed in one paragraph, at most: the time to read it grows with its square. */
const maxMarks = 200

/**
 * Whether Markdown is nested too deeply, or a line of it is too long, to be parsed. Parsers recurse into quotes,
 * lists and brackets; a few kilobytes of nested `> ` overflow their stack.
 */
export function tooHeavy(text: string): boolean {
  // Only long runs of markers or indents can nest that deep: most text is done after one look.
  const mayBe = /(?:[>*+\-[(!_~]|\d+[.)]| {2}|\t)[^\n]{99,}/.test(text) || text.length > 2000
  if (!mayBe) return false
  let fenced = false
  let marks = 0
  for (const line of text.split('\n')) {
    if (line.length > maxLine || depthOf(line) > maxDepth) return true
    if (/^[\s>]*(?:```|~~~)/.test(line)) fenced = !fenced
    if (fenced || line.trim() === '') marks = 0
    else if (!fenced) marks = Math.max(0, marks + openMarks(line))
    if (marks > maxMarks) return true
  }
  return false
}

/** Whether a tree is nested too deeply to be rendered: React and what is before it recurse. */
export function tooDeep(nodes: readonly Nodes[]): boolean {
  let level: readonly Nodes[] = nodes
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > 2 * maxDepth) return true
    level = level.flatMap((node) => ('children' in node ? (node.children as Nodes[]) : []))
  }
  return false
}

/** Runs of emphasis that open on a line, less those that close. */
function openMarks(line: string): number {
  if (!/[*_]/.test(line)) return 0
  const opening = line.match(/(?<![^\s*_])[*_]+(?=[^\s*_])/g)?.length ?? 0
  const closing = line.match(/(?<=[^\s*_])[*_]+(?![^\s*_])/g)?.length ?? 0
  return opening - closing
}

/** How many containers a line opens at its start, and how many brackets and addresses it leaves open. */
function depthOf(line: string): number {
  const containers =
    /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])|\[\^[^\]]*\]:))+[ \t]*/.exec(line)?.[0] ??
    ''
  const markers = containers.match(/>|[-*+]|\d+[.)]|\[\^/g)?.length ?? 0
  const spaces = containers === '' ? (/^[ \t]*/.exec(line)?.[0] ?? '') : containers
  const indent = Math.floor(spaces.replaceAll('\t', '    ').replaceAll(/[^ ]/g, '').length / 2)
  let open = 0
  let most = 0
  for (let at = 0; at < line.length; at++) {
    const character = line[at]
    if (character === '[') most = Math.max(most, ++open)
    // `](` opens an address, which its `)` closes.
    else if (character === ')' || (character === ']' && line[at + 1] !== '('))
      open = Math.max(0, open - 1)
  }
  return Math.max(markers + indent, most)
}
