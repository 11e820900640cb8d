import { type Chunk, encode, endOfStream, type Message, withFacts } from '@millrace/protocol'
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { type ReactNode, StrictMode, useState } from 'react'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test } from 'vitest'
import { answer, question } from '../fixtures/said.ts'
import '../styles/styles.css'
import { Chat } from './Chat.tsx'
import { useChat } from './useChat.ts'

afterEach(cleanup)

interface Route {
  readonly fetch: typeof globalThis.fetch
  /** Method, address and one header of what was asked, in order. */
  readonly asked: string[]
  /** The bodies of what was posted. */
  readonly posted: unknown[]
}

/** An answer as it goes over the wire, whole. */
function streamOf(messageId: string, text: string): Response {
  const chunks: readonly (Chunk | typeof endOfStream)[] = [
    { type: 'start', messageId },
    { type: 'text-start', id: '0' },
    { type: 'text-delta', id: '0', delta: text },
    { type: 'text-end', id: '0' },
    { type: 'finish', finishReason: 'stop' },
    endOfStream,
  ]
  return new Response(chunks.map((chunk, n) => encode(n, chunk)).join(''), {
    headers: { 'content-type': 'text/event-stream', 'x-millrace-stream': messageId },
  })
}

/** A route that keeps a conversation: it answers as told, and 204 where no answer runs. */
function routeOf({
  messages = () => Response.json({ messages: [], more: false }),
  stream = () => new Response(null, { status: 204 }),
}: {
  readonly messages?: () => Response | Promise<Response>
  readonly stream?: () => Response
}): Route {
  const asked: string[] = []
  const posted: unknown[] = []
  return {
    asked,
    posted,
    async fetch(input, init) {
      const request = new Request(input, init)
      const user = request.headers.get('x-user')
      const address = request.url.replace(location.origin, '')
      asked.push(`${request.method} ${address}${user === null ? '' : ` ${user}`}`)
      if (request.method === 'POST') {
        posted.push(await request.json())
        return streamOf('new', 'A new answer.')
      }
      return address.includes('/stream') ? stream() : await messages()
    },
  }
}

const stored: readonly Message[] = [
  withFacts(question('q1', 'What is a mill?'), { parentId: null }),
  answer('a1', 'A house with wings.', { parentId: 'q1' }),
  answer('a2', 'A house that grinds.', { parentId: 'q1' }),
]
const page = (): Response => Response.json({ messages: stored, more: false })

test('what the route keeps is here with its versions, and what is asked next follows it', async () => {
  const { fetch, asked, posted } = routeOf({ messages: page })
  const headers = { 'x-user': 'anna' }
  render(<Chat api="/route" id="chat/1" history fetch={fetch} headers={headers} />)
  expect(await screen.findByText('A house that grinds.')).toBeTruthy()
  await waitFor(() => expect(asked).toHaveLength(2))
  expect(asked).toEqual([
    'GET /route/chat%2F1/messages?limit=50 anna',
    'GET /route/chat%2F1/stream anna',
  ])
  fireEvent.click(screen.getByRole('button', { name: 'Previous version' }))
  expect(screen.getByText('A house with wings.')).toBeTruthy()
  const box = screen.getByRole('textbox')
  fireEvent.change(box, { target: { value: 'And a race?' } })
  fireEvent.keyDown(box, { key: 'Enter' })
  expect(await screen.findByText('A new answer.')).toBeTruthy()
  expect(posted).toMatchObject([
    { id: 'chat/1', parentId: 'a1', message: { parts: [{ text: 'And a race?' }] } },
  ])
  expect(posted[0]).not.toHaveProperty('messages')
})

function Talk({ children, ...options }: Parameters<typeof useChat>[0] & { children?: ReactNode }) {
  const { messages, earlier, status, loadEarlier } = useChat(options)
  const text = messages.map(({ id, parts }) => `${id}:${JSON.stringify(parts.at(-1))}`).join(' ')
  return (
    <button type="button" onClick={() => void loadEarlier()}>
      {`${earlier.status} ${status} ${text}`}
    </button>
  )
}

test('a running answer is joined once, after the page, in the place of what was stored of it', async () => {
  let bring: ((response: Response) => void) | undefined
  const half = answer('a2', 'A house th', { parentId: 'q1', status: 'interrupted' })
  const { fetch, asked } = routeOf({
    messages: () => new Promise<Response>((resolve) => (bring = resolve)),
    stream: () => streamOf('a2', 'A house that grinds.'),
  })
  render(
    <StrictMode>
      <Talk api="/route" id="chat" history fetch={fetch} />
    </StrictMode>,
  )
  await act(async () => undefined)
  expect(asked).toEqual(['GET /route/chat/messages?limit=50'])
  bring?.(Response.json({ messages: [stored[0], half], more: true }))
  const button = screen.getByRole('button')
  await waitFor(() => expect(button.textContent).toContain('grinds'))
  await waitFor(() => expect(button.textContent).toContain('more ready'))
  expect(button.textContent.match(/a2:/g)).toHaveLength(1)
  expect(asked).toEqual(['GET /route/chat/messages?limit=50', 'GET /route/chat/stream'])
})

test('where the page did not come the answer is joined when it has come', async () => {
  let turn = 0
  const { fetch, asked } = routeOf({
    messages: () => (turn++ === 0 ? new Response(null, { status: 500 }) : page()),
  })
  render(<Talk api="/route" id="chat" history fetch={fetch} />)
  const button = await screen.findByRole('button', { name: /^failed/ })
  expect(asked).toHaveLength(1)
  fireEvent.click(button)
  await screen.findByRole('button', { name: /^none ready q1/ })
  await waitFor(() => expect(asked.at(-1)).toBe('GET /route/chat/stream'))
  expect(asked).toHaveLength(3)
})

test('on a server nothing is asked for', () => {
  const { fetch, asked } = routeOf({})
  const html = renderToString(<Chat api="/route" id="chat" history fetch={fetch} />)
  expect(html).toContain('data-part="thread-earlier"')
  expect(asked).toEqual([])
})

test('of a conversation that gets its id now there is nothing to load or to join', async () => {
  const { fetch, asked, posted } = routeOf({})
  render(<Chat api="/route" history fetch={fetch} />)
  expect(screen.getByText('What can I help with?')).toBeTruthy()
  const box = screen.getByRole('textbox')
  fireEvent.change(box, { target: { value: 'Hi' } })
  fireEvent.keyDown(box, { key: 'Enter' })
  expect(await screen.findByText('A new answer.')).toBeTruthy()
  expect(asked).toEqual(['POST /route'])
  expect(posted).toMatchObject([{ parentId: null, message: { role: 'user' } }])
})

test.each([
  ['is joined at once where that is wanted', { resume: true }, ['GET /route/chat/stream']],
  ['is left alone where nothing is said of it', {}, []],
  [
    'is left alone where that is wanted, and the page is loaded when it is asked for',
    { history: true, resume: false },
    [],
  ],
])('a running answer %s', async (_, options, expected) => {
  const { fetch, asked } = routeOf({ stream: () => streamOf('a', 'Hello.') })
  const tree = (
    <StrictMode>
      <Talk api="/route" id="chat" fetch={fetch} {...options} />
    </StrictMode>
  )
  render(tree)
  if (expected.length > 0) await screen.findByRole('button', { name: /Hello/ })
  await act(async () => undefined)
  expect(asked).toEqual(expected)
})

test('who leaves before the page is here joins nothing', async () => {
  const asked: Request[] = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    const request = new Request(input, init)
    const { signal } = request
    asked.push(request)
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error))
    })
  }
  function Page(): ReactNode {
    const [here, setHere] = useState(true)
    return (
      <>
        <button type="button" onClick={() => setHere(!here)}>
          Turn
        </button>
        {here && <Chat api="/route" id="chat" history fetch={fetch} />}
      </>
    )
  }
  render(<Page />)
  await act(async () => undefined)
  const turn = screen.getByRole('button', { name: 'Turn' })
  fireEvent.click(turn)
  await act(async () => undefined)
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([true])
})
