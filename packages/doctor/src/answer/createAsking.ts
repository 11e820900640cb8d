import type { NewId } from '@millrace/protocol'
import { addressBelow } from '../request/addressBelow.ts'
import type { Requests, Visit } from '../request/createRequests.ts'
import { readText } from '../request/readText.ts'

export interface AskingOptions {
  readonly requests: Requests
  readonly api: URL
  readonly question: string
  readonly model: string | undefined
  readonly newId: NewId
}

/** A question that was sent, and how to come back to its answer. */
export interface Asked {
  readonly visit: Visit
  /** What the route calls this answer; undefined where it has no name. */
  readonly streamId: string | undefined
  /** Asks for what follows an event, or from the start. */
  resume(where: string, after?: number): Promise<Visit>
  stop(where: string, init?: RequestInit): Promise<Visit>
}

/** Asks a route questions, each in a conversation of its own. */
export interface Asking {
  /** @param where - What it is called in the report. */
  ask(where: string, init?: RequestInit): Promise<Asked>
  /** Removes the conversations from a route that keeps them. Never rejects for what a server does. */
  clearUp(): Promise<void>
  /** How many questions were sent. */
  readonly count: number
}

export function createAsking({ requests, api, question, model, newId }: AskingOptions): Asking {
  const chatIds: string[] = []
  /** Only a route of Millrace has anything to remove. */
  let isOurs = false
  let count = 0

  return {
    get count() {
      return count
    },
    async ask(where, init = {}) {
      const chatId = newId()
      const message = { id: newId(), role: 'user', parts: [{ type: 'text', text: question }] }
      count++
      chatIds.push(chatId)
      const visit = await requests.send(where, api.href, {
        method: 'POST',
        headers: {
          ...Object.fromEntries(new Headers(init.headers)),
          accept: 'text/event-stream',
          // The same question was asked before: an answer of a cache would say nothing of the provider.
          'cache-control': 'no-cache',
          'content-type': 'application/json',
          'idempotency-key': newId(),
        },
        // A route that keeps conversations reads `message`, one that does not `messages`.
        body: JSON.stringify({
          id: chatId,
          messages: [message],
          message,
          parentId: null,
          trigger: 'submit-message',
          ...(model === undefined ? {} : { model }),
        }),
      })
      const streamId = nameIn(visit.response.headers)
      isOurs ||= streamId !== undefined
      const address = addressBelow(api, [chatId, 'stream'], streamId ? { stream: streamId } : {})
      return {
        visit,
        streamId,
        resume: (place, after) =>
          requests.send(place, address, {
            headers: {
              accept: 'text/event-stream',
              ...(after === undefined ? {} : { 'last-event-id': String(after) }),
            },
          }),
        stop: (place, more = {}) => requests.send(place, address, { ...more, method: 'DELETE' }),
      }
    },
    async clearUp() {
      if (!isOurs) return
      for (const chatId of chatIds) {
        try {
          const address = addressBelow(api, [chatId])
          await readText(await requests.send('a removal', address, { method: 'DELETE' }))
        } catch {
          // It was an attempt: what is left over says nothing of the route.
        }
      }
    },
  }
}

/** What names an answer: hostile, and sent back. */
function nameIn(headers: Headers): string | undefined {
  const name = headers.get('x-millrace-stream')
  return name !== null && /^[\x21-\x7e]{1,256}$/.test(name) ? name : undefined
}
