import { ChatError, type Clock, readTexts } from '@millrace/protocol'

export interface RequestsOptions {
  readonly fetch: typeof globalThis.fetch
  readonly clock: Clock
  /** Sent with every request. */
  readonly headers: Headers
  /** How long one request may take to the end of its body, in milliseconds. */
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/** A text that came, and where. */
export interface Heard {
  /** In words: `the first answer`. */
  readonly where: string
  readonly text: string
}

/** One request, answered. Whoever has it ends it. */
export interface Visit {
  readonly response: Response
  /** By the clock, in milliseconds. */
  readonly askedAt: number
  readonly answeredAt: number
  /** The text of the body, read by read, at most so many UTF-16 units. What comes is heard. */
  texts(most: number): AsyncGenerator<string, void, undefined>
  /** Closes the connection, whatever is still on its way. */
  end(): void
}

/** The way to a server, and a memory of all that came back. */
export interface Requests {
  /**
   * Redirects are not followed.
   * @throws {ChatError} `network`, `timeout`.
   * @throws the reason of the signal that was handed in.
   */
  send(where: string, url: string, init?: RequestInit): Promise<Visit>
  readonly heard: readonly Heard[]
  /** Remembers what came in pieces as the one text that it is. */
  hear(heard: Heard): void
}

export function createRequests(options: RequestsOptions): Requests {
  const { fetch, clock, timeoutMs, signal: ended } = options
  const heard: Heard[] = []

  return {
    heard,
    hear: (one) => void heard.push(one),
    async send(where, url, init = {}) {
      ended?.throwIfAborted()
      const controller = new AbortController()
      const { signal } = controller
      const cancelTimer = clock.schedule(() => {
        const seconds = timeoutMs / 1000
        controller.abort(new ChatError('timeout', `No end within ${seconds} seconds.`))
      }, timeoutMs)
      const onEnded = (): void => controller.abort(ended?.reason)
      ended?.addEventListener('abort', onEnded, { once: true })
      let body: ReadableStream | null = null
      function end(): void {
        cancelTimer()
        ended?.removeEventListener('abort', onEnded)
        controller.abort(new ChatError('aborted', 'Left.'))
        // What nobody began to read.
        if (body?.locked === false) body.cancel().catch(() => undefined)
      }

      /** What a broken connection threw, as what it means. */
      function meant(thrown: unknown): unknown {
        if (ended?.aborted === true) return ended.reason
        if (signal.aborted) return signal.reason
        if (thrown instanceof ChatError) return thrown
        return new ChatError('network', 'The connection failed.', { cause: thrown })
      }

      const headers = new Headers(options.headers)
      for (const [name, value] of new Headers(init.headers)) headers.set(name, value)
      const askedAt = clock.now()
      let response: Response
      try {
        response = await fetch(url, { ...init, headers, redirect: 'manual', signal })
      } catch (thrown) {
        const error = meant(thrown)
        end()
        throw error
      }
      body = response.body
      const answeredAt = clock.now()
      const lines = [...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
      heard.push({ where: `the headers of ${where}`, text: lines })

      return {
        response,
        askedAt,
        answeredAt,
        end,
        async *texts(most) {
          if (response.body === null) return
          let text = ''
          try {
            for await (const piece of readTexts(response.body, { signal })) {
              text += piece.slice(0, most - text.length)
              yield piece
              if (text.length >= most) {
                throw new ChatError('too_large', `There is more than ${most} characters.`)
              }
            }
          } catch (thrown) {
            throw meant(thrown)
          } finally {
            heard.push({ where: `the body of ${where}`, text })
          }
        },
      }
    },
  }
}
