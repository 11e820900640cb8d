const durationMs = 240

/**
 * Moves by and by to a place that may move itself meanwhile.
 * @param move - Gets the share of the way that is behind, 0 to 1; the last is 1.
 * @returns Ends it where it is.
 */
export function glide(move: (share: number) => void, onEnd: () => void): () => void {
  let begunAt: number | undefined
  let frame = requestAnimationFrame(step)
  function step(now: number): void {
    begunAt ??= now
    const share = Math.min(1, (now - begunAt) / durationMs)
    // Fast at first, then slower: what is looked for is near the end of the way.
    move(1 - (1 - share) ** 3)
    if (share < 1) frame = requestAnimationFrame(step)
    else onEnd()
  }
  return () => cancelAnimationFrame(frame)
}
