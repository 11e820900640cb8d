/** What is left above a message that stands at the top. */
export const aboveMessagePx = 16

/** At most so much of the view is the question's: the answer needs the rest. */
const mostOfView = 0.4

/**
 * Where the view is put so that a question stands at its top. Of one that is too high only its end is seen.
 * @param question - Where it is in what is scrolled.
 * @param heightPx - How much the view shows.
 */
export function pinTopPx(
  question: { readonly topPx: number; readonly heightPx: number },
  heightPx: number,
): number {
  const top = question.topPx - aboveMessagePx
  const clamped = question.topPx + question.heightPx - heightPx * mostOfView
  return Math.max(0, top, clamped)
}
