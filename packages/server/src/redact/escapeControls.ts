/**
 * Text without what moves a cursor, ends a line or turns the direction of writing: each such character as `\uXXXX`,
 * which is what JSON calls it too.
 */
export function escapeControls(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
