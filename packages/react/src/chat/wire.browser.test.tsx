import { useChat as useAiSdkChat } from '@ai-sdk/react'
import { createChat, createHttpTransport } from '@millrace/core'
import { textOf } from '@millrace/protocol'
import { cleanup, render, waitFor } from '@testing-library/react'
import { DefaultChatTransport } from 'ai'
import { type ReactNode, useEffect } from 'react'
import { afterEach, describe, expect, inject, test } from 'vitest'
import { Markdown } from '../markdown/Markdown.tsx'
import { Chat } from './Chat.tsx'
import { useChat } from './useChat.ts'

afterEach(cleanup)

const server = inject('chatServerUrl')
const recordings = inject('chatRecordings')
const question = 'How do event streams work?'

async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** What our own client makes of our own route. */
async function oursOverOurs(): Promise<string> {
  const chat = createChat({ transport: createHttpTransport({ api: `${server}/millrace` }) })
  await chat.sendMessage(question)
  return textOf(chat.getState().messages[1] ?? { parts: [] })
}

describe('both directions of the wire, from another origin (T-32)', () => {
  test("the AI SDK's useChat reads our route, and asks a second question", async () => {
    const expected = await oursOverOurs()
    let texts: readonly string[] = []
    let status = ''
    function Stock(): ReactNode {
      const stock = useAiSdkChat({
        transport: new DefaultChatTransport({ api: `${server}/millrace` }),
      })
      useEffect(() => {
        texts = stock.messages.map((message) => textOf(message))
        ;({ status } = stock)
      })
      const { sendMessage } = stock
      useEffect(() => void sendMessage({ text: question }), [sendMessage])
      return (
        <button type="button" onClick={() => void sendMessage({ text: 'hello' })}>
          again
        </button>
      )
    }
    const { getByRole } = render(<Stock />)
    await waitFor(() => expect(status).toBe('ready'), { timeout: 10_000 })
    await waitFor(() => expect(texts).toEqual([question, expected]), { timeout: 10_000 })
    getByRole('button').click()
    await waitFor(() => expect(texts).toHaveLength(4), { timeout: 10_000 })
    await waitFor(() => expect(status).toBe('ready'), { timeout: 10_000 })
    expect(expected.length).toBeGreaterThan(1000)
  })

  test('our useChat reads a route made with the AI SDK alone', async () => {
    const expected = await oursOverOurs()
    let text = ''
    let status = ''
    function Ours(): ReactNode {
      const { messages, sendMessage, status: now } = useChat({ api: `${server}/ai-sdk` })
      useEffect(() => {
        text = textOf(messages[1] ?? { parts: [] })
        status = now
      })
      useEffect(() => void sendMessage(question), [sendMessage])
      return null
    }
    render(<Ours />)
    await waitFor(() => expect(text).toBe(expected), { timeout: 10_000 })
    await waitFor(() => expect(status).toBe('ready'), { timeout: 10_000 })
  })
})

describe('recorded answers, through every layer', () => {
  if (recordings.length === 0) test.skip('skipped: there is no folder in MILLRACE_RECORDINGS')

  test.each(recordings)('$file', async ({ file, fileBytes, text }) => {
    const small = fileBytes <= 20_000
    const deep = import.meta.env['MILLRACE_DEEP'] !== undefined
    for (const cut of ['whole', ...(small || deep ? ['byte'] : []), 'random:7']) {
      const model = encodeURIComponent(`recording:${file.replace('.jsonl', '')}`)
      const api = `${server}/millrace?model=${model}&cut=${cut}`
      const chat = createChat({ transport: createHttpTransport({ api }) })
      const { container } = render(<Chat chat={chat} />)
      await chat.sendMessage('Play it.')
      expect(chat.getState().run, cut).toEqual({ status: 'idle' })
      const answer = chat.getState().messages[1]
      const said = answer === undefined ? '' : textOf(answer)
      expect(await sha256(said), cut).toBe(text.sha256)
      if (said !== '') {
        const streamed = await waitFor(() => {
          const shown = container.querySelector('[data-part=message-body] > [data-part=markdown]')
          expect(shown).not.toBeNull()
          return shown?.innerHTML
        })
        const once = render(<Markdown text={said} />)
        expect(streamed, cut).toBe(once.container.firstElementChild?.innerHTML)
      }
      cleanup()
    }
  })
})
