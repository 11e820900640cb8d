import type { Random } from '@millrace/protocol'

/**
 * Cuts a text into pieces as models write them: words with the space before them, long ones in two or more, marks in
 * small groups. Joined again they are the text.
 */
export function piecesOf(text: string, random: Random): readonly string[] {
  const words = text.match(/ ?[\p{L}\p{M}\p{N}]+|\s+|[^\s\p{L}\p{M}\p{N}]{1,3}/gu) ?? []
  return words.flatMap((word) => cut(word, random))
}

function cut(word: string, random: Random): readonly string[] {
  const pieces: string[] = []
  for (let rest = word; rest !== '';) {
    const most = 4 + Math.floor(random() * 6)
    // By code points: a piece is a string of its own, and half of one would not survive the wire.
    const [piece = rest] = new RegExp(`^.{1,${most}}`, 'su').exec(rest) ?? []
    pieces.push(piece)
    rest = rest.slice(piece.length)
  }
  return pieces
}
