/** What goes wrong between the page and its route. */
export type Way =
  /** Nothing gets through. */
  | 'unreachable'
  /** Streams break off. */
  | 'cut'
  /** Events of a stream come twice and change places. */
  | 'shuffled'

/** After how much of a stream it breaks off, in bytes. */
export const cutAtBytes = 6000

/**
 * `fetch` over a way on which something may go wrong: asked anew for each request. It fails as a browser's own does,
 * with a `TypeError`. What is no stream of events comes as it is.
 */
export function rehearsedFetch(
  way: () => Way | undefined,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): typeof globalThis.fetch {
  return async (input, init) => {
    const trouble = way()
    if (trouble === 'unreachable') {
      init?.signal?.throwIfAborted()
      throw new TypeError('Failed to fetch')
    }
    const response = await fetch(input, init)
    const { body, headers, status, statusText } = response
    const isStream = headers.get('content-type')?.startsWith('text/event-stream') === true
    if (trouble === undefined || body === null || !isStream) return response
    const carried = trouble === 'cut' ? cutOff(body, cutAtBytes) : body.pipeThrough(shuffled())
    return new Response(carried, { headers, status, statusText })
  }
}

type Bytes = Uint8Array<ArrayBuffer>

/** All that came before the cut is read before the failure is: an error throws away what is queued. */
function cutOff(body: ReadableStream<Bytes>, afterBytes: number): ReadableStream<Bytes> {
  const reader = body.getReader()
  let left = afterBytes
  return new ReadableStream(
    {
      async pull(controller) {
        if (left <= 0) {
          reader.cancel().catch(() => undefined)
          controller.error(new TypeError('network error'))
          return
        }
        const { done, value } = await reader.read()
        if (done) return controller.close()
        controller.enqueue(value.subarray(0, left))
        left -= value.length
      },
      cancel: async (reason) => await reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

/** Of each two events the second one comes first, and once more behind the other. */
function shuffled(): TransformStream<Bytes, Bytes> {
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  let unfinished = ''
  let held: string | undefined
  return new TransformStream({
    transform(bytes, controller) {
      const events = (unfinished + decoder.decode(bytes, { stream: true })).split(/(?<=\n\n)/)
      unfinished = events.at(-1)?.endsWith('\n\n') === true ? '' : (events.pop() ?? '')
      for (const event of events) {
        if (held === undefined) held = event
        else {
          controller.enqueue(encoder.encode(event + held + event))
          held = undefined
        }
      }
    },
    flush(controller) {
      controller.enqueue(encoder.encode((held ?? '') + unfinished))
    },
  })
}
