import { Chat } from '@ai-sdk/react'
import { createChat, createHttpTransport } from '@millrace/core'
import { factsOf, textOf } from '@millrace/protocol'
import { DefaultChatTransport } from 'ai'
import { describe, expect, test } from 'vitest'

/** What a chat makes of a body: its word for how it stands, and the text of the answer. */
interface Made {
  readonly status: string
  readonly text: string
}

/** A response with this body, whatever is asked. */
function answering(body: string, headers: Readonly<Record<string, string>>): typeof fetch {
  return () =>
    Promise.resolve(
      new Response(body, { headers: { 'content-type': 'text/event-stream', ...headers } }),
    )
}

async function theirs(fetch: typeof globalThis.fetch): Promise<Made> {
  const chat = new Chat({ transport: new DefaultChatTransport({ fetch }) })
  await chat.sendMessage({ text: 'A question.' })
  const answer = chat.messages.find(({ role }) => role === 'assistant')
  return { status: chat.status, text: textOf(answer ?? { parts: [] }) }
}

async function ours(fetch: typeof globalThis.fetch): Promise<Made> {
  const chat = createChat({
    transport: createHttpTransport({ fetch }),
    reconnect: { maxAttempts: 0 },
  })
  await chat.sendMessage({ text: 'A question.' })
  const { messages, run } = chat.getState()
  const answer = messages.find(({ role }) => role === 'assistant')
  const how = answer === undefined ? undefined : factsOf(answer).status
  return { status: how ?? run.status, text: textOf(answer ?? { parts: [] }) }
}

function events(...chunks: readonly object[]): string {
  return chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('')
}

const hel = { type: 'text-delta', id: '0', delta: 'Hel' }
const begun = [{ type: 'start', messageId: 'm' }, { type: 'text-start', id: '0' }, hel]
const rest = [
  { type: 'text-delta', id: '0', delta: 'lo' },
  { type: 'text-end', id: '0' },
  { type: 'finish', finishReason: 'stop' },
]
const done = 'data: [DONE]\n\n'
const html = '<!doctype html><title>Sign in</title>'

describe('what the comparison says of the AI SDK is so in the version that is installed, and of ours too', () => {
  test('a body that ends without its end', async () => {
    const fetch = answering(events(...begun), {})
    expect(await theirs(fetch)).toEqual({ status: 'ready', text: 'Hel' })
    expect(await ours(fetch)).toEqual({ status: 'interrupted', text: 'Hel' })
  })

  test('HTML with status 200', async () => {
    const fetch = answering(html, { 'content-type': 'text/html' })
    expect(await theirs(fetch)).toEqual({ status: 'ready', text: '' })
    expect(await ours(fetch)).toEqual({ status: 'failed', text: '' })
  })

  test('an event of a newer server', async () => {
    const fetch = answering(events(...begun, { type: 'from-the-future' }, ...rest) + done, {})
    expect(await theirs(fetch)).toEqual({ status: 'error', text: 'Hel' })
    expect(await ours(fetch)).toEqual({ status: 'idle', text: 'Hello' })
  })

  test('an event that comes twice', async () => {
    const all = [...begun, hel, ...rest]
    expect(await theirs(answering(events(...all) + done, {}))).toEqual({
      status: 'ready',
      text: 'HelHello',
    })
    // As from a route that numbers them, and a network that repeats one.
    const numbers = [0, 1, 2, 2, 3, 4, 5]
    const numbered = all.map((chunk, at) => `id: ${numbers[at]}\n${events(chunk)}`).join('')
    const fetch = answering(`${numbered}id: 6\n${done}`, { 'x-millrace-stream': 'answer' })
    expect(await ours(fetch)).toEqual({ status: 'idle', text: 'Hello' })
  })
})
