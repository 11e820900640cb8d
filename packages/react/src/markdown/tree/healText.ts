import type { PhrasingContent, Text } from 'mdast'
import { decodeString } from 'micromark-util-decode-string'
import { endOf, startOf } from './MarkdownParser.ts'

/** A piece of a text: plain source in which marks may be open, or a node that is read already. */
interface Piece {
  readonly raw: string
  readonly node?: PhrasingContent
}

/**
 * Closes what is open at the end of a growing text: emphasis and code are shown as closed, a link as its words, an
 * image or an address in `<…>` not at all. A mark that the parser left in a text is one that nothing has closed.
 * @param source - What the nodes were parsed from.
 */
export function healText(nodes: readonly PhrasingContent[], source: string): PhrasingContent[] {
  return healed(nodes.flatMap((node) => piecesOf(node, source)))
}

/** Of a text whose beginning is finished, only the rest is looked at. */
function piecesOf(node: PhrasingContent, source: string): readonly Piece[] {
  const finished = node.type === 'text' ? node.data?.finished : undefined
  if (node.type !== 'text' || finished === undefined) return [pieceOf(node, source)]
  const rest: Text = { ...node, value: node.value.slice(finished.length) }
  return [{ raw: finished, node: { type: 'text', value: finished } }, pieceOf(rest, source)]
}

function pieceOf(node: PhrasingContent, source: string): Piece {
  // What was found in a text afterwards, an address, has no place; nor has the text around it.
  if (node.position === undefined)
    return node.type === 'text' ? plainOf(node) : { raw: wordsOf(node), node }
  const raw = source.slice(startOf(node), endOf(node))
  if (node.type !== 'text') return { raw, node }
  // Lines of a container start with its markers, which are not in the text.
  const plain = raw.replace(/[ \t]*(?:\r\n|\n|\r)[ \t>]*/g, '\n')
  return decodeString(plain) === node.value ? { raw: plain } : { raw, node }
}

function plainOf(node: Text): Piece {
  return /[\\&]/.test(node.value) ? { raw: node.value, node } : { raw: node.value }
}

function wordsOf(node: PhrasingContent): string {
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(wordsOf).join('') : ''
}

function nodesOf(pieces: readonly Piece[]): PhrasingContent[] {
  return pieces.flatMap(({ raw, node }) => {
    if (node !== undefined) return [node]
    return raw === '' ? [] : [{ type: 'text' as const, value: decodeString(raw) }]
  })
}

const marks = /\\[^]|(`+)|(\*+|_+|~~+)|(!?\[)/g

/** Marks within each other that are closed, at most (T-53). */
const maxMarks = 50

function healed(pieces: readonly Piece[], depth = 0): PhrasingContent[] {
  if (depth > maxMarks) return nodesOf(pieces)
  for (const [index, { raw, node }] of pieces.entries()) {
    if (node !== undefined) continue
    for (const { 0: mark, 1: ticks, 2: run, 3: bracket, index: at } of raw.matchAll(marks)) {
      const behind = at + mark.length
      const rest: readonly Piece[] = [{ raw: raw.slice(behind) }, ...pieces.slice(index + 1)]
      const shown =
        ticks !== undefined
          ? codeOf(rest)
          : run !== undefined
            ? emphasisOf(run, charBefore(pieces, index, at), rest, depth + 1)
            : bracket !== undefined
              ? linkOf(bracket, rest, depth + 1)
              : undefined
      if (shown === undefined) continue
      return [...nodesOf([...pieces.slice(0, index), { raw: raw.slice(0, at) }]), ...shown]
    }
  }
  return trimmed(pieces)
}

function charBefore(pieces: readonly Piece[], index: number, at: number): string {
  const { raw } = pieces[index] ?? { raw: '' }
  return raw[at - 1] ?? pieces[index - 1]?.raw.at(-1) ?? ' '
}

function rawOf(pieces: readonly Piece[]): string {
  return pieces.map(({ raw }) => raw).join('')
}

/** Code goes on to the end, whatever is in it. */
function codeOf(rest: readonly Piece[]): PhrasingContent[] {
  const value = rawOf(rest)
    .replaceAll(/[ \t]*[\r\n]+[ \t>]*/g, ' ')
    .trim()
  return value === '' ? [] : [{ type: 'inlineCode', value }]
}

const wordOrMark = /[^\s\p{P}\p{S}]/u

/** What an opening run holds (CommonMark 6.2, "left-flanking"); undefined for one that cannot open. */
function emphasisOf(
  run: string,
  before: string,
  rest: readonly Piece[],
  depth: number,
): PhrasingContent[] | undefined {
  const behind = rawOf(rest)[0] ?? ''
  if (behind === '' || /\s/.test(behind) || run.length > (run[0] === '~' ? 2 : 3)) return undefined
  const inWord = wordOrMark.test(before)
  if (inWord && (run[0] === '_' || !wordOrMark.test(behind))) return undefined
  const children = healed(rest, depth)
  if (children.length === 0) return []
  // Which of the two is within the other is not known before one of them is closed, and then perhaps not.
  if (run.length === 3 || (rest[0]?.raw === '' && isMarked(rest[1]?.node))) return children
  if (run[0] === '~') return [{ type: 'delete', children }]
  return [{ type: run.length === 1 ? 'emphasis' : 'strong', children }]
}

function isMarked(node: PhrasingContent | undefined): boolean {
  return node?.type === 'strong' || node?.type === 'emphasis'
}

/** The start of an address, with or without a title, that has no end yet. */
const openAddress =
  /^\(\s*(?:<[^<>\n]*>?|[^\s<][^\s]*)?(?:\s+(?:"[^"]*"?|'[^']*'?|\([^()]*\)?)?\s*)?$/

/** The words of a half-open link; nothing of a half-open image or footnote; undefined for what is just a bracket. */
function linkOf(
  bracket: string,
  rest: readonly Piece[],
  depth: number,
): PhrasingContent[] | undefined {
  const end = closingBracket(rest)
  const behind = end === undefined ? '' : rawOf([{ raw: end.behind }, ...rest.slice(end.index + 1)])
  const open =
    behind === '' ||
    (behind.startsWith('(') && !closes(behind) && openAddress.test(behind)) ||
    /^\[[^\]]*$/.test(behind)
  if (!open) return undefined
  const words = end === undefined ? rest : [...rest.slice(0, end.index), { raw: end.before }]
  if (bracket === '![' || rawOf(words).startsWith('^')) return []
  return healed(words, depth)
}

interface ClosingBracket {
  readonly index: number
  readonly before: string
  readonly behind: string
}

function closingBracket(pieces: readonly Piece[]): ClosingBracket | undefined {
  let depth = 0
  for (const [index, { raw, node }] of pieces.entries()) {
    if (node !== undefined) continue
    for (const { 0: mark, index: at } of raw.matchAll(/\\[^]|[[\]]/g)) {
      if (mark === '[') depth++
      if (mark === ']' && depth-- === 0) {
        return { index, before: raw.slice(0, at), behind: raw.slice(at + 1) }
      }
    }
  }
  return undefined
}

/** Whether the parenthesis that the text starts with is closed in it. */
function closes(text: string): boolean {
  let depth = 0
  for (const [mark] of text.matchAll(/\\[^]|[()]/g)) {
    if (mark === '(') depth++
    if (mark === ')' && --depth === 0) return true
  }
  return false
}

/** An entity, an escape, an address in `<…>` of which only the start is there. */
const half =
  /(?:&(?:#[xX]?[\da-fA-F]{0,7}|[a-zA-Z][a-zA-Z\d]{0,30})?|\\|<(?:[a-zA-Z][a-zA-Z\d+.-]{0,31}(?::[^\s<>]*)?)?)$/

/** Without half of a character at the end; an address that may go on is no link yet. */
function trimmed(pieces: readonly Piece[]): PhrasingContent[] {
  const last = pieces.at(-1)
  if (last === undefined) return []
  const ending = last.node === undefined ? last.raw.replace(half, '') : ''
  const whole = last.node === undefined ? [...pieces.slice(0, -1), { raw: ending }] : pieces
  const address = whole.findLastIndex(isAddress)
  // Punctuation behind an address belongs to it if more comes.
  if (address === -1 || /\s/.test(rawOf(whole.slice(address + 1)))) return nodesOf(whole)
  const before = whole.slice(0, address)
  // In `<…>` nothing is an address before the bracket is closed.
  if (rawOf(before).endsWith('<'))
    return nodesOf([...before.slice(0, -1), { raw: (before.at(-1)?.raw ?? '').slice(0, -1) }])
  const words = { raw: '', node: { type: 'text' as const, value: whole[address]?.raw ?? '' } }
  return nodesOf([...before, words, ...whole.slice(address + 1)])
}

/** Whether a piece is an address that is a link without any brackets. */
function isAddress({ node, raw }: Piece): boolean {
  return node?.type === 'link' && !/^[[<]/.test(raw)
}
