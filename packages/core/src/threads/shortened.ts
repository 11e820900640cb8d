/** The longest title that is kept, in UTF-16 units: what servers of ours take. */
const mostUnits = 200

let segmenter: Intl.Segmenter | undefined

/** Characters as readers count them. */
function* charactersOf(text: string): Generator<string> {
  if (typeof Intl.Segmenter !== 'function') {
    yield* text
    return
  }
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  for (const { segment } of segmenter.segment(text)) yield segment
}

/**
 * A line cut after so many characters, with `…` in place of the rest: behind a word, where the last one does not begin in
 * its first half. No character is cut in two.
 */
export function shortened(line: string, longest: number): string {
  const kept: string[] = []
  let units = 0
  for (const character of charactersOf(line)) {
    const fits = kept.length < longest && units + character.length <= mostUnits
    if (!fits) return `${cut(kept, longest)}…`
    kept.push(character)
    units += character.length
  }
  return line
}

function cut(kept: string[], longest: number): string {
  // Room for the sign that there was more.
  let room = kept.slice(0, longest - 1)
  while (room.join('').length > mostUnits - 1) room = room.slice(0, -1)
  const lastSpace = room.findLastIndex((character) => character.trim() === '')
  const atWord = kept[room.length]?.trim() === '' ? room.length : lastSpace
  return room
    .slice(0, atWord > room.length / 2 ? atWord : undefined)
    .join('')
    .trimEnd()
}
