import type { ReactNode } from 'react'

/** Unicode's controls of direction (UAX 9, 2): explicit ones, and the invisible marks. */
const controls = /([\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])/

/**
 * Code with each control of direction in a `<bdi>` of its own, whose `data-code` is to be shown: within it, it turns
 * nothing around. Code is not to look like another than the one that runs (T-55; "Trojan source", CVE-2021-42574).
 */
export function withBidiMarks(text: string): ReactNode {
  if (!controls.test(text)) return text
  return text.split(controls).map((piece, index) =>
    index % 2 === 0 ? (
      piece
    ) : (
      <bdi key={index} data-part="bidi-mark" data-code={codePoint(piece)}>
        {piece}
      </bdi>
    ),
  )
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
