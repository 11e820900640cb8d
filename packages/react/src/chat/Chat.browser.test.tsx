import { isBusy } from '@millrace/core'
import { ChatError } from '@millrace/protocol'
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { Profiler, type ReactNode, StrictMode, useEffect } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { MessageParts } from '../message/MessageParts.tsx'
import { MessageRoot } from '../message/MessageRoot.tsx'
import { useMessageIds } from '../message/useMessage.ts'
import { preloadParts } from '../part/lateModules.ts'
import { Chat } from './Chat.tsx'
import { ChatProvider } from './ChatProvider.tsx'
import { useChat } from './useChat.ts'

afterEach(cleanup)

function box(): HTMLTextAreaElement {
  return screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
}

function type(text: string): void {
  fireEvent.change(box(), { target: { value: text } })
}

function article(name: string): HTMLElement {
  return screen.getByRole('article', { name })
}

test('a question is asked with Enter, and its answer streams in as Markdown', async () => {
  const { chat, script, frames } = chatInHand()
  render(<Chat chat={chat} />)
  type('Hi')
  fireEvent.keyDown(box(), { key: 'Enter' })
  expect(box().value).toBe('')
  expect(article('You').textContent).toContain('Hi')
  await act(async () => {
    await script.accept()
    await script.text('Hello **wor')
    frames.frame()
  })
  expect(article('Assistant').getAttribute('aria-busy')).toBe('true')
  expect(article('Assistant').dataset['status']).toBe('streaming')
  await act(async () => {
    await script.text('ld**')
    await script.finish()
    frames.all()
  })
  expect(article('Assistant').querySelector('strong')?.textContent).toBe('world')
  expect(article('Assistant').hasAttribute('aria-busy')).toBe(false)
  expect(document.querySelector('[data-part=announcer-polite]')).not.toBeNull()
})

test('StrictMode mounts twice and makes one request', async () => {
  const { chat, script } = chatInHand()
  render(
    <StrictMode>
      <Chat chat={chat} />
    </StrictMode>,
  )
  type('Hi')
  fireEvent.keyDown(box(), { key: 'Enter' })
  await act(async () => {
    await script.accept()
    await script.text('Hello')
  })
  expect(script.sent).toHaveLength(1)
  expect(isBusy(chat.getState().run)).toBe(true)
})

test('taking the chat away in the middle of an answer leaves no timer, listener or update (T-24)', async () => {
  const { chat, script, frames, clock } = chatInHand()
  const errors = vi.spyOn(console, 'error')
  const { unmount } = render(<Chat chat={chat} />)
  void chat.sendMessage('Hi')
  await act(async () => {
    await script.accept()
    await script.text('Hel')
    frames.frame()
    await script.text('lo')
  })
  unmount()
  await Promise.resolve()
  const before = chat.getState()
  await script.text(' world')
  await clock.advance(60_000)
  frames.all()
  expect(chat.getState()).toBe(before)
  expect(clock.pending).toBe(0)
  expect(frames.pending).toBe(0)
  expect(script.open).toBe(0)
  expect(errors).not.toHaveBeenCalled()
  errors.mockRestore()
})

test('Send and Stop are one button that keeps its focus', async () => {
  const { chat, script, frames } = chatInHand()
  render(<Chat chat={chat} />)
  type('Hi')
  const send = screen.getByRole('button', { name: 'Send' })
  send.focus()
  fireEvent.click(send)
  const stop = await screen.findByRole('button', { name: 'Stop' })
  expect(stop).toBe(send)
  expect(document.activeElement).toBe(stop)
  await act(async () => {
    await script.accept()
    await script.text('Hel')
    frames.frame()
  })
  fireEvent.click(stop)
  await waitFor(() => expect(article('Assistant').dataset['status']).toBe('stopped'))
  expect(article('Assistant').textContent).toContain('Hel')
  expect(script.stopped).toHaveLength(1)
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Send' }))
})

test('Enter that confirms a candidate of an input method does not send', () => {
  const { chat, script } = chatInHand()
  render(<Chat chat={chat} />)
  type('にほん')
  fireEvent.keyDown(box(), { key: 'Enter', isComposing: true })
  fireEvent.keyDown(box(), { key: 'Enter', keyCode: 229 })
  fireEvent.keyDown(box(), { key: 'Enter', shiftKey: true })
  expect(script.sent).toHaveLength(0)
  expect(box().value).toBe('にほん')
})

test('an empty question is not sent, and the button says so', () => {
  const { chat, script } = chatInHand()
  render(<Chat chat={chat} />)
  type('   ')
  fireEvent.keyDown(box(), { key: 'Enter' })
  expect(screen.getByRole('button', { name: 'Send' }).getAttribute('aria-disabled')).toBe('true')
  expect(script.sent).toHaveLength(0)
})

test('a failure is shown beside the kept text, in our words, and can be tried again', async () => {
  const { chat, script, frames } = chatInHand()
  render(<Chat chat={chat} />)
  type('Hi')
  fireEvent.keyDown(box(), { key: 'Enter' })
  await act(async () => {
    await script.accept()
    await script.text('Half an ans')
    await script.push(
      {
        type: 'data-millrace-error',
        transient: true,
        data: { code: 'overloaded', message: 'sk-proj-upstream words', retryable: true },
      },
      { type: 'error', errorText: 'sk-proj-upstream words' },
    )
    frames.all()
  })
  type('what I write meanwhile')
  expect(article('Assistant').textContent).toContain('Half an ans')
  expect(document.body.textContent).toContain('The model is overloaded right now.')
  expect(document.body.textContent).not.toContain('upstream')
  expect(box().value).toBe('what I write meanwhile')
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  await waitFor(() => expect(script.sent).toHaveLength(2))
})

test('a question that the server refuses comes back to the composer, once', async () => {
  const { chat, script, frames } = chatInHand()
  render(<Chat chat={chat} />)
  type('A long question')
  fireEvent.keyDown(box(), { key: 'Enter' })
  await act(() => script.fail(new ChatError('rate_limit', 'x', { retryable: true })))
  await waitFor(() => expect(box().value).toBe('A long question'))
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(box().value).toBe('')
  await act(async () => {
    await script.accept()
    await script.text('ok')
    await script.finish()
    frames.all()
  })
  expect(screen.getAllByRole('article', { name: 'You' })).toHaveLength(1)
})

test('a token renders its own message only, and typing renders no message', async () => {
  // What comes late renders what waits for it.
  await preloadParts()
  const earlier = Array.from({ length: 1000 }, (_, index) => ({
    id: `m${index}`,
    role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
    parts: [{ type: 'text' as const, text: `message ${index}` }],
  }))
  const { chat, script, frames } = chatInHand({ messages: earlier })
  const renders = new Map<string, number>()
  function Counted({ id }: { readonly id: string }): ReactNode {
    return (
      <Profiler id={id} onRender={(name) => renders.set(name, (renders.get(name) ?? 0) + 1)}>
        <MessageRoot id={id}>
          <MessageParts />
        </MessageRoot>
      </Profiler>
    )
  }
  function List(): ReactNode {
    return useMessageIds().map((id) => <Counted key={id} id={id} />)
  }
  render(
    <ChatProvider chat={chat}>
      <List />
    </ChatProvider>,
  )
  void chat.sendMessage('Hi')
  await act(async () => {
    await script.accept()
    await script.text('Hel')
    frames.frame()
  })
  renders.clear()
  await act(async () => {
    await script.text('lo')
    chat.composer.getState().setText('typing')
  })
  expect([...renders.keys()]).toEqual([])
  await act(async () => {
    await script.finish()
    frames.all()
  })
  expect([...renders.keys()]).toEqual(['answer-1'])
})

test('useChat wakes a component only for what it has read', async () => {
  const { chat, script, frames } = chatInHand()
  let renders = 0
  let seen: readonly string[] = []
  function Button(): ReactNode {
    const { sendMessage, status } = useChat({ chat })
    useEffect(() => {
      renders++
      seen = [...seen, status]
    })
    return (
      <button type="button" onClick={() => void sendMessage('Hi')}>
        Ask
      </button>
    )
  }
  render(<Button />)
  fireEvent.click(screen.getByRole('button'))
  await act(async () => {
    await script.accept()
    await script.text('a')
    frames.frame()
  })
  const before = renders
  for (const word of ['b', 'c', 'd']) {
    await act(async () => {
      await script.text(word)
      await chat.stop()
    })
  }
  expect(seen.slice(0, 3)).toEqual(['ready', 'submitted', 'streaming'])
  expect(renders - before).toBe(1)
})

test('the meter comes when the window is 70 % full, and is always there where usage is shown', async () => {
  for (const showUsage of [false, true]) {
    const hand = chatInHand()
    render(<Chat chat={hand.chat} showUsage={showUsage} />)
    const meter = (): unknown => screen.queryByRole('button', { name: /^Context/ })
    await act(() => playTurn(hand, { report: { tokens: 100 } }))
    expect(meter() !== null).toBe(showUsage)
    expect(document.querySelectorAll('[data-part=message-usage]').length).toBe(showUsage ? 1 : 0)
    await act(() => playTurn(hand, { report: { tokens: 90_000 } }))
    expect(meter()).not.toBeNull()
    cleanup()
  }
})

test("useChat has the AI SDK hook's result", async () => {
  const { chat, script, frames } = chatInHand()
  const results: ReturnType<typeof useChat>[] = []
  function Whole(): ReactNode {
    const result = useChat({ chat })
    useEffect(() => {
      results.push({ ...result })
    })
    return null
  }
  render(<Whole />)
  void chat.sendMessage('Hi')
  await act(async () => {
    await script.accept()
    await script.push({ type: 'error', errorText: 'No.' })
    frames.all()
  })
  await waitFor(() => expect(results.at(-1)?.status).toBe('error'))
  expect(results.at(-1)?.error).toBeInstanceOf(ChatError)
  expect(results.at(-1)?.messages).toHaveLength(1)
  expect(results[0]?.sendMessage).toBe(chat.sendMessage)
  expect(results[0]?.continueAnswer).toBe(chat.continueAnswer)
})
