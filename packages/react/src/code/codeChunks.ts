/** Lines in a chunk, at least. */
const chunkLines = 32

/**
 * Cuts code into chunks of about 32 lines, which are laid out apart: a growing text that is one node is laid out
 * whole each time (`performance.md`, W1). Chunks joined are the code. Cut where a line ended that is not
 * empty, so that the last line of a box is never one that a browser would not show; the places do not
 * depend on what follows, so code that grows keeps its chunks.
 */
export function codeChunks(code: string): readonly string[] {
  const chunks: string[] = []
  let start = 0
  let lines = 0
  for (let end = code.indexOf('\n'); end !== -1; end = code.indexOf('\n', end + 1)) {
    lines++
    if (lines < chunkLines || code[end - 1] === '\n' || end === start) continue
    chunks.push(code.slice(start, end + 1))
    start = end + 1
    lines = 0
  }
  if (start < code.length || chunks.length === 0) chunks.push(code.slice(start))
  return chunks
}
