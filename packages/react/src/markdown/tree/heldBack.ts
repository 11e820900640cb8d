/**
 * Marks that may still become another: a list or a rule, emphasis or strong, a fence or code. With containers before
 * them, and the box of a task.
 */
const undecidedLine =
  /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:\[[ xX]?\]?|[-=*+#>~|`:\d.) \t]*)$/

/** A link definition, whose address may go on: nothing is to lead to a half of it (T-49). */
const openDefinition = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*\[(?!\^)(?:[^\]\\]|\\.)*\]:/

/** The address of a definition may stand on the next line. */
const definitionBefore = /\]:[ \t]*(?:\r\n|\n|\r)$/

/** A run at the end that may still grow, or be the first half of what closes. */
const openRun = /[*_~`]+$/

/**
 * Up to where a growing text may be read, so that nothing shown is taken away again: without a last line made only
 * of marker characters, a run of marks at its end, or half of a line ending.
 */
export function heldBack(text: string): number {
  const end = text.endsWith('\r') ? text.length - 1 : text.length
  const lineStart = Math.max(text.lastIndexOf('\n', end - 1), text.lastIndexOf('\r', end - 1)) + 1
  const line = text.slice(lineStart, end)
  if (line.length < 1000 && undecidedLine.test(line)) return lineStart
  if (
    openDefinition.test(line) ||
    definitionBefore.test(text.slice(Math.max(0, lineStart - 64), lineStart))
  ) {
    return lineStart
  }
  return end - (openRun.exec(line.slice(-64))?.[0].length ?? 0)
}
