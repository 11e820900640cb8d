import { type FilePart, joinedParts, type Message, type Part, textOf } from '@millrace/protocol'
import { plainMediaType } from '../attachment/fileKind.ts'
import { fileName } from '../attachment/fileName.ts'
import type { Labels } from '../labels/labels.ts'
import { sentencesOf } from './sentencesOf.ts'
import { speakableText, unspoken } from './speakableText.ts'

/** How far an answer was read. Its pieces are blocks of text, items of lists, and files. */
export interface Place {
  /** The first piece that is not read. */
  readonly next: number
  /** What was read of that piece all the same, when it was shorter: an answer may go on in the middle of it. */
  readonly said: readonly string[]
  /** How many pieces there were then. Fewer later means that the answer took something back. */
  readonly seen: number
}

export const beginning: Place = { next: 0, said: [], seen: 0 }

export interface Reading {
  readonly sentences: readonly string[]
  readonly place: Place
  /** Whether that was all there is to read now. */
  readonly whole: boolean
}

export interface ReadOptions {
  /** Whether nothing more will come: then the last block is closed too. */
  readonly ended: boolean
  /** How much to read, in characters: the last piece may make it more. */
  readonly limit: number
}

/** Reads answers aloud from where they are shown. */
export interface AnswerReader {
  /** What came since `place` and will not change any more. */
  read(message: Message, place: Place, options: ReadOptions): Reading
  /** The place at which all that is shown now has been read. */
  endOf(message: Message): Place
}

/** A node that is read, with the number that the page shows before it, or words in place of it. */
type Piece = { readonly node: Node; readonly mark: string } | { readonly words: string }

/** No piece is read further than this, in characters. */
const longestPiece = 3000

/**
 * Reads the messages that are shown below `root`. The page has the text as plain text already, so nothing is parsed
 * again. A message that shows its text without our Markdown is read as a whole when it has ended; one that is not shown
 * is not read.
 */
export function createAnswerReader(root: () => ParentNode, labels: () => Labels): AnswerReader {
  function piecesOf(message: Message, ended: boolean): readonly Piece[] | undefined {
    const shown = root().querySelector(`[data-message-id="${CSS.escape(message.id)}"]`)
    if (shown === null) return undefined
    const texts = answerTexts(shown, textOf(message))
    if (texts.length > 0) return closedPieces(joinedParts(message.parts), texts, ended, labels())
    return ended && mayReadWhole(shown, message) ? [{ node: shown, mark: '' }] : []
  }

  function wordsOf(piece: Piece | undefined, limit: number): readonly string[] {
    if (piece === undefined) return []
    if ('words' in piece) return piece.words === '' ? [] : [piece.words]
    const [first, ...others] = sentencesOf(
      speakableText(piece.node, labels(), limit),
      labels().locale,
    )
    return first === undefined ? [] : [piece.mark + first, ...others]
  }

  return {
    read(message, place, { ended, limit }) {
      const pieces = piecesOf(message, ended)
      if (pieces === undefined) return { sentences: [], place, whole: true }
      const sentences: string[] = []
      let { said } = place
      let length = 0
      let next = pieces.length < place.seen ? Math.min(place.next, pieces.length) : place.next
      while (next < pieces.length && length < limit) {
        const words = wordsOf(pieces[next++], longestPiece)
        const fresh = words.slice(sameBeginning(words, said))
        sentences.push(...fresh)
        length += fresh.reduce((sum, sentence) => sum + sentence.length, 0)
        said = []
      }
      return {
        sentences,
        place: { next, said, seen: pieces.length },
        whole: next >= pieces.length,
      }
    },
    endOf(message) {
      const pieces = piecesOf(message, true) ?? []
      // What may still grow: `seen` is for what comes after.
      return {
        next: Math.max(0, pieces.length - 1),
        said: wordsOf(pieces.at(-1), longestPiece),
        seen: 0,
      }
    },
  }
}

/**
 * Where the texts of the answer are shown, in order. Markdown within thoughts and tool calls is not among them, nor
 * such as an application shows in a card of its own: its words are not in the answer.
 */
function answerTexts(shown: Element, source: string): readonly Element[] {
  return Array.from(shown.querySelectorAll('[data-part="markdown"]')).filter((markdown) => {
    const around = markdown.parentElement?.closest(`[data-part="markdown"], ${unspoken}`)
    const within = around != null && around !== shown && shown.contains(around)
    return !within && isWordIn(source, markdown)
  })
}

/** Whether the longest of the first words of an element stands in the source. */
function isWordIn(source: string, element: Element): boolean {
  const nodes = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode()) {
    const words = (node as Text).data.slice(0, 200).match(/[\p{L}\p{N}]+/gu)
    if (words === null) continue
    if (
      node.parentElement?.closest(
        'button, [data-part="code-header"], [data-part="citation"], sup, [role="note"]',
      )
    )
      continue
    const longest = words.reduce((long, word) => (word.length > long.length ? word : long))
    return source.includes(longest)
  }
  // A picture, or nothing yet.
  return true
}

/** Whether a message that shows its text in its own way shows no thoughts that we could not tell from it. */
function mayReadWhole(shown: Element, { parts }: Message): boolean {
  const thoughts = parts.flatMap((part) => (part.type === 'reasoning' ? [part.text] : []))
  if (thoughts.length === 0 || shown.querySelector('[data-part="reasoning"]') !== null) return true
  return thoughts.every((text) => {
    const [opening] = /[\p{L}\p{N}]+/u.exec(text) ?? []
    return opening === undefined || !shown.textContent.includes(opening)
  })
}

/** What of an answer will not change any more: all but the last block of a text that is being written. */
function closedPieces(
  parts: readonly Part[],
  texts: readonly Element[],
  ended: boolean,
  labels: Labels,
): readonly Piece[] {
  const pieces: Piece[] = []
  const last = parts.findLast(({ type }) => type === 'text')
  let shown = 0
  for (const part of parts) {
    if (part.type === 'file') pieces.push({ words: fileWords(part, labels) })
    if (part.type !== 'text' || typeof part.text !== 'string' || part.text === '') continue
    const text = texts[shown++]
    if (text === undefined) break
    const open = !ended && (part.state === 'streaming' || (part === last && part.state !== 'done'))
    // A long text that comes at once is shown bit by bit.
    const growing = open || text.hasAttribute('data-partial')
    const { blocks, behind } = piecesIn(text)
    pieces.push(...(growing ? blocks.slice(0, -1) : [...blocks, ...behind]))
    // What follows keeps its place only once this one has all its blocks.
    if (growing) break
  }
  return pieces
}

interface TextPieces {
  readonly blocks: readonly Piece[]
  /** Notes, and text that is not formatted: they are whole when the text is. */
  readonly behind: readonly Piece[]
}

function piecesIn(text: Element): TextPieces {
  const blocks: Piece[] = []
  const behind: Piece[] = []
  for (const child of text.children) {
    if (child.getAttribute('data-part') !== 'markdown-group') behind.push({ node: child, mark: '' })
    else for (const block of child.childNodes) blocks.push(...piecesOfBlock(block))
  }
  return { blocks, behind }
}

/** A block, or the items of a list: all but the last one of a list that grows are closed. */
function piecesOfBlock(node: Node): readonly Piece[] {
  // HTML is shown as text, without an element.
  if (node.nodeType === Node.TEXT_NODE && (node as Text).data.trim() !== '') {
    return [{ node, mark: '' }]
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return []
  const { localName, children } = node as Element
  if (localName !== 'ol' && localName !== 'ul') return [{ node, mark: '' }]
  const start = localName === 'ol' ? (node as HTMLOListElement).start : undefined
  return Array.from(children, (item, index) => ({
    node: item,
    mark: start === undefined ? '' : `${start + index}. `,
  }))
}

function fileWords({ filename, mediaType }: FilePart, labels: Labels): string {
  const name = fileName(filename)
  const type = plainMediaType(mediaType) ?? ''
  return type.startsWith('image/')
    ? labels.imageOf(name)
    : labels.fileOf(name || type || labels.fileKinds.file)
}

/** How many sentences two readings of one piece begin with alike. */
function sameBeginning(words: readonly string[], said: readonly string[]): number {
  const differs = said.findIndex((sentence, index) => sentence !== words[index])
  return differs === -1 ? said.length : differs
}
