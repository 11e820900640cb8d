/**
 * Text in pieces, never cut inside a surrogate pair: half of one is not valid UTF-8 and would become a
 * replacement character on its way (T-08).
 */
export function wholeText(): {
  /** The piece that can go out now, with the half that was held back before it. */
  add(piece: string): string
  /** What is still held back, as the replacement character that it is worth. */
  end(): string
} {
  let held = ''
  return {
    add(piece) {
      const text = held + piece
      const last = text.charCodeAt(text.length - 1)
      const half = last >= 0xd800 && last <= 0xdbff
      held = half ? text.slice(-1) : ''
      return half ? text.slice(0, -1) : text
    },
    end() {
      const rest = held === '' ? '' : '\ufffd'
      held = ''
      return rest
    },
  }
}
