/** Containers or brackets within each other, at most (T-53). */
const maxDepth = 100

/** Characters in one line, at most: a paragraph is read whole each time that it grows. */
const maxLine = 65_536

/**
 * Whether Markdown is nested too deeply, or a line of it is too long, to be parsed. Parsers recurse into quotes,
 * lists and brackets; a few kilobytes of nested `> ` overflow their stack.
 */
export function tooHeavy(text: string): boolean {
  // Only long runs of markers or indents can nest that deep: most text is done after one look.
  if (!/(?:[>*+\-[(!_~]|\d+[.)]| {2}|\t)[^\n]{99,}/.test(text) && text.length <= maxLine)
    return false
  return text.split('\n').some((line) => line.length > maxLine || depthOf(line) > maxDepth)
}

/** How many containers a line opens at its start, and how many brackets and addresses it leaves open. */
function depthOf(line: string): number {
  const containers = /^(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))+/.exec(line)?.[0] ?? ''
  const markers = containers.match(/>|[-*+]|\d+[.)]/g)?.length ?? 0
  const indent = Math.floor((/^[ \t]*/.exec(line)?.[0].replaceAll('\t', '    ').length ?? 0) / 2)
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
