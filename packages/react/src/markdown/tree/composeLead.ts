import type { OpenNode } from './OpenNode.ts'

/**
 * The source that opens all of these containers again, so that the rest of the text can be read in them.
 * @param chain - From the outside in.
 * @param indent - Spaces that the rest starts with. Behind a marker they would count as its own: then the marker stands
 *   on a line before.
 * @returns undefined where no source does that.
 */
export function composeLead(chain: readonly OpenNode[], indent: string): string | undefined {
  let done = ''
  let line = ''
  /** What the containers put before each line. */
  let margin = ''
  let behindMarker = false
  const breakLine = (): boolean => {
    // `-` alone on a line holds what is indented by two; `-  ` would hold what is indented by three.
    if (!/(?:^|[^ ]) $/.test(line) || /^[ >]*(?:([-*])[ ]*)(?:\1[ ]*){2,}$/.test(line)) return false
    done += `${line.trimEnd()}\n`
    line = margin
    behindMarker = false
    return true
  }
  for (const { node, lead, wholeLines } of chain) {
    if (behindMarker && lead.startsWith(' ') && !breakLine()) return undefined
    line += lead
    if (wholeLines) {
      done += line
      line = ''
      continue
    }
    if (node.type === 'blockquote') {
      margin += '> '
      behindMarker = false
    } else if (node.type === 'listItem') {
      margin += ' '.repeat(lead.length)
      behindMarker = true
    }
  }
  if (behindMarker && indent !== '' && !breakLine()) return undefined
  return done + line
}
