// Bytes as a network hands them over.

/** A body of these reads, one for each pull. */
export function bodyOf(reads) {
  let next = 0
  return new ReadableStream({
    pull(controller) {
      if (next < reads.length) controller.enqueue(new Uint8Array(reads[next++]))
      else controller.close()
    },
  })
}

export const responseOf = (reads) =>
  new Response(bodyOf(reads), { headers: { 'content-type': 'text/event-stream' } })

/** The text of a message of the AI SDK, which ours are too. */
export const textOf = ({ parts }) =>
  parts
    .filter(({ type }) => type === 'text')
    .map(({ text }) => text)
    .join('')

/** The word in a chunk of Chat Completions; undefined where it has none. */
export const wordOf = (json) => JSON.parse(json).choices[0].delta.content
