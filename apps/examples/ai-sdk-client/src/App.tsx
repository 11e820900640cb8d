import { useChat } from '@ai-sdk/react'
import { DefaultChatTransport } from 'ai'
import { type FormEvent, useState } from 'react'

const transport = new DefaultChatTransport({ api: '/api/chat' })

/** A page of the AI SDK as it is: nothing here knows of Millrace. */
export function App() {
  const { messages, sendMessage, stop, status, error } = useChat({ transport })
  const [text, setText] = useState('')
  const isBusy = status === 'submitted' || status === 'streaming'

  function send(event: FormEvent) {
    event.preventDefault()
    if (isBusy || text === '') return
    void sendMessage({ text })
    setText('')
  }

  return (
    <main aria-busy={isBusy}>
      {messages.map(({ id, role, parts }) => (
        <article key={id} aria-label={role === 'user' ? 'You' : 'Assistant'}>
          {parts.map((part, at) => (part.type === 'text' ? <p key={at}>{part.text}</p> : null))}
        </article>
      ))}
      {error !== undefined && <p role="alert">{error.message}</p>}
      <form onSubmit={send}>
        <input
          aria-label="Message"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {isBusy ? (
          <button type="button" onClick={() => void stop()}>
            Stop
          </button>
        ) : (
          <button>Send</button>
        )}
      </form>
    </main>
  )
}
