import { ChatError, factsOf, textOf } from '@millrace/protocol'
import { act, cleanup, render, screen, within } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { Chat } from '../chat/Chat.tsx'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { playAnswer } from '../fixtures/playTurn.ts'
import { answer, question } from '../fixtures/said.ts'
import * as Message from './parts.ts'

afterEach(cleanup)

const asked = question('q1', 'Why is the sky blue?')
const told = answer('a1', 'Air scatters **blue** light.')
const conversation = [asked, told, question('q2', 'And at sunset?'), answer('a2', 'Red is left.')]

function message(id: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-message-id="${id}"]`)
  if (found === null) throw new Error(`no message ${id}`)
  return found
}

function button(id: string, name: string): HTMLElement {
  return within(message(id)).getByRole('button', { name })
}

describe('the actions of a message', () => {
  test('are one stop for Tab, with arrows, Home and End within', async () => {
    const { chat } = chatInHand({ messages: conversation })
    render(<Chat chat={chat} onFeedback={() => {}} />)
    button('a1', 'Copy').focus()
    await userEvent.keyboard('{ArrowRight}')
    expect(document.activeElement).toBe(button('a1', 'Answer again'))
    await userEvent.keyboard('{End}')
    expect(document.activeElement).toBe(button('a1', 'Previous question'))
    await userEvent.keyboard('{ArrowRight}')
    expect(document.activeElement).toBe(button('a1', 'Copy'))
    await userEvent.keyboard('{Tab}')
    expect(message('q2').contains(document.activeElement)).toBe(true)
    await userEvent.keyboard('{Shift>}{Tab}{/Shift}')
    expect(document.activeElement).toBe(button('a1', 'Previous question'))
  })

  test('can still be reached when the one that had the focus has gone', async () => {
    const hand = chatInHand()
    render(<Chat chat={hand.chat} />)
    const question = hand.chat.sendMessage('Why?')
    await act(async () => {
      await hand.chat.stop()
      await question
    })
    screen.getByRole('button', { name: 'Try again' }).focus()
    await userEvent.keyboard('{Enter}')
    await act(() => playAnswer(hand, { text: 'Because.' }))
    screen.getByRole('region', { name: 'Conversation' }).focus()
    await userEvent.keyboard('{Tab}')
    expect(document.activeElement?.ariaLabel).toBe('Copy')
  })

  test('go the other way in a language that is written from right to left', async () => {
    const { chat } = chatInHand({ messages: conversation })
    render(<Chat chat={chat} dir="rtl" />)
    button('a1', 'Copy').focus()
    await userEvent.keyboard('{ArrowLeft}')
    expect(document.activeElement).toBe(button('a1', 'Answer again'))
  })

  test('copy Markdown for plain text, and what is seen for rich text', async () => {
    const text = '# Title\n\nA [link](https://example.com) and `code`.\n\n```ts\nlet a\n```'
    const { chat } = chatInHand({ messages: [asked, answer('a', text)] })
    render(<Chat chat={chat} />)
    const copied = vi.spyOn(navigator.clipboard, 'write').mockResolvedValue()
    await userEvent.click(button('a', 'Copy'))
    const item = copied.mock.calls[0]?.[0][0]
    expect(await (await item?.getType('text/plain'))?.text()).toBe(text)
    expect(await (await item?.getType('text/html'))?.text()).toBe(
      '<h3>Title</h3>\n<p>A <a href="https://example.com">link</a> and <code>code</code>.</p>\n' +
        '<pre><code>let a</code></pre>',
    )
    expect(button('a', 'Copied').dataset['copied']).toBe('')
    await userEvent.click(screen.getByRole('textbox'))
    expect(button('a', 'Copy').dataset['copied']).toBeUndefined()
    copied.mockRestore()
  })

  test('copy what was said, not what was thought', async () => {
    const thought = { type: 'reasoning' as const, text: 'Hm, *bees*.', state: 'done' as const }
    const said = { type: 'text' as const, text: '**Far.**' }
    const { chat } = chatInHand({ messages: [asked, answer('a', [thought, said])] })
    render(<Chat chat={chat} />)
    const copied = vi.spyOn(navigator.clipboard, 'write').mockResolvedValue()
    await userEvent.click(button('a', 'Copy'))
    const item = copied.mock.calls[0]?.[0][0]
    expect(await (await item?.getType('text/html'))?.text()).toBe('<p><strong>Far.</strong></p>')
    copied.mockRestore()
  })

  test('where the clipboard refuses, what is shown is selected', async () => {
    const { chat } = chatInHand({ messages: conversation })
    render(<Chat chat={chat} />)
    const refuse = (): Promise<never> => Promise.reject(new DOMException('', 'NotAllowedError'))
    const whole = vi.spyOn(navigator.clipboard, 'write').mockImplementation(refuse)
    const text = vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(refuse)
    await userEvent.click(button('a1', 'Copy'))
    expect(getSelection()?.toString().trim()).toBe('Air scatters blue light.')
    expect(button('a1', 'Selected: copy by hand')).toBeTruthy()
    whole.mockRestore()
    text.mockRestore()
  })

  test('lead to the question before, and the focus with it', async () => {
    const { chat } = chatInHand({ messages: conversation })
    render(<Chat chat={chat} />)
    await userEvent.click(button('a2', 'Previous question'))
    expect(document.activeElement).toBe(message('q2'))
    await userEvent.click(button('q2', 'Previous question'))
    expect(document.activeElement).toBe(message('q1'))
    expect(within(message('q1')).queryByRole('button', { name: 'Previous question' })).toBeNull()
  })

  test('answering again leaves the focus in the thread', async () => {
    const { chat, script } = chatInHand({ messages: conversation })
    render(<Chat chat={chat} />)
    button('a2', 'Answer again').focus()
    await userEvent.keyboard('{Enter}')
    expect(script.sent).toHaveLength(1)
    expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Conversation' }))
  })

  test('a system message has none', () => {
    const note = { ...question('s', 'Ada has joined.'), role: 'system' as const }
    const { chat } = chatInHand({ messages: [note] })
    render(<Chat chat={chat} />)
    expect(screen.getByRole('article', { name: 'Note' }).textContent).toBe('NoteAda has joined.')
    expect(within(message('s')).queryAllByRole('button')).toEqual([])
  })
})

describe('a question that no answer came to', () => {
  test('one that was stopped before its first word can be asked again', async () => {
    const hand = chatInHand()
    render(<Chat chat={hand.chat} />)
    await userEvent.fill(screen.getByRole('textbox'), 'Why?')
    await userEvent.keyboard('{Enter}')
    await userEvent.click(screen.getByRole('button', { name: 'Stop' }))
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await act(() => playAnswer(hand, { text: 'Because.' }))
    expect(hand.chat.getState().messages.map(textOf)).toEqual(['Why?', 'Because.'])
  })

  test('while the status row offers it, the question does not', async () => {
    const { chat, script } = chatInHand()
    render(<Chat chat={chat} />)
    void chat.sendMessage('Why?')
    await act(() => script.fail(new ChatError('overloaded', 'x', { retryable: true })))
    expect(screen.getAllByRole('button', { name: 'Try again' })).toHaveLength(1)
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(screen.getAllByRole('button', { name: 'Try again' })).toHaveLength(1)
  })
})

describe('editing a question', () => {
  test('takes the focus with the words, and sends with Enter', async () => {
    const hand = chatInHand({ messages: conversation })
    render(
      <StrictMode>
        <Chat chat={hand.chat} />
      </StrictMode>,
    )
    button('q1', 'Edit').focus()
    await userEvent.keyboard('{Enter}')
    const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Edited message' })
    expect(document.activeElement).toBe(box)
    expect([box.value, box.selectionStart]).toEqual(['Why is the sky blue?', 20])
    await userEvent.keyboard(' Really.{Enter}')
    const [first] = hand.chat.getState().messages
    expect(hand.chat.getState().messages.map(textOf)).toEqual(['Why is the sky blue? Really.'])
    expect(document.activeElement).toBe(button(first?.id ?? '', 'Edit'))
    await act(() => playAnswer(hand, { text: 'Really.' }))
    // The old wording is a version beside this one.
    expect(screen.getByRole('group', { name: 'Version 2 of 2' })).toBeTruthy()
  })

  test('Escape leaves it as it was, and the focus at the button that opened it', async () => {
    const { chat, script } = chatInHand({ messages: conversation })
    render(<Chat chat={chat} />)
    await userEvent.click(button('q2', 'Edit'))
    await userEvent.keyboard(' changed{Escape}')
    expect(document.activeElement).toBe(button('q2', 'Edit'))
    expect(chat.getState().messages).toEqual(conversation)
    expect(script.sent).toEqual([])
  })

  test('words that are refused come back to the editor', async () => {
    const hand = chatInHand({ messages: conversation, whenBusy: 'reject' })
    render(<Chat chat={hand.chat} />)
    void hand.chat.sendMessage('And at noon?')
    await act(async () => {
      await hand.script.accept()
      await hand.script.text('White')
      hand.frames.frame()
    })
    await userEvent.click(button('q2', 'Edit'))
    await userEvent.keyboard(' Really.{Enter}')
    const box = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Edited message' })
    expect(box.value).toBe('And at sunset? Really.')
    expect(hand.chat.getState().run.status).toBe('streaming')
  })

  test('keys of the thread stay out of the box', async () => {
    const { chat } = chatInHand({ messages: conversation })
    render(<Chat chat={chat} />)
    await userEvent.click(button('q1', 'Edit'))
    const box = screen.getByRole('textbox', { name: 'Edited message' })
    await userEvent.keyboard('{Control>}{End}{/Control}{Alt>}{ArrowUp}{/Alt}')
    expect(document.activeElement).toBe(box)
  })

  test('goes on undisturbed while an answer comes, in a shadow root too', async () => {
    const hand = chatInHand({ messages: conversation })
    const host = document.createElement('div')
    document.body.append(host)
    const container = document.createElement('div')
    host.attachShadow({ mode: 'open' }).append(container)
    const { unmount } = render(<Chat chat={hand.chat} />, { container })
    void hand.chat.sendMessage('And at noon?')
    const edit = container.querySelector<HTMLElement>(
      '[data-message-id=q1] [data-part=action-edit]',
    )
    act(() => edit?.click())
    const box = container.querySelector('[data-part=message-editor-input]')
    expect(host.shadowRoot?.activeElement).toBe(box)
    await act(async () => {
      await hand.script.accept()
      await hand.script.text('White')
      hand.frames.frame()
    })
    expect(host.shadowRoot?.activeElement).toBe(box)
    unmount()
    host.remove()
  })

  test('needs no part of its own: a shell with parts and actions has the editor', async () => {
    const { chat } = chatInHand({ messages: conversation })
    render(
      <ChatProvider chat={chat}>
        <Message.Root id="q1">
          <Message.Parts />
          <Message.Actions />
        </Message.Root>
      </ChatProvider>,
    )
    await userEvent.click(button('q1', 'Edit'))
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Edited message' }))
    await userEvent.keyboard('{Escape}')
    expect(document.activeElement).toBe(button('q1', 'Edit'))
  })

  test('an empty wording is not sent', async () => {
    const { chat, script } = chatInHand({ messages: conversation })
    render(<Chat chat={chat} />)
    await userEvent.click(button('q2', 'Edit'))
    await userEvent.fill(screen.getByRole('textbox', { name: 'Edited message' }), '  ')
    await userEvent.keyboard('{Enter}')
    expect(script.sent).toEqual([])
    expect(screen.getByRole('textbox', { name: 'Edited message' })).toBeTruthy()
  })

  test('Enter that confirms a candidate does not send', async () => {
    const { chat, script } = chatInHand({ messages: conversation })
    render(<Chat chat={chat} />)
    await userEvent.click(button('q2', 'Edit'))
    const box = screen.getByRole('textbox', { name: 'Edited message' })
    box.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }),
    )
    expect(script.sent).toEqual([])
    expect(box.isConnected).toBe(true)
  })

  test('Up in an empty composer edits the last question; with words in it, it does not', async () => {
    const { chat } = chatInHand({ messages: conversation })
    render(<Chat chat={chat} />)
    const composer = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
    await userEvent.fill(composer, 'words')
    await userEvent.keyboard('{ArrowUp}')
    expect(screen.queryByRole('textbox', { name: 'Edited message' })).toBeNull()
    await userEvent.fill(composer, '')
    await userEvent.keyboard('{ArrowUp}')
    const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Edited message' })
    expect(box.value).toBe('And at sunset?')
  })
})

describe('versions', () => {
  test('are walked by keyboard, and the focus stays at the same button', async () => {
    const hand = chatInHand({ messages: conversation })
    render(<Chat chat={hand.chat} />)
    void hand.chat.regenerate()
    await act(() => playAnswer(hand, { text: 'Orange, too.' }))
    const back = screen.getByRole('button', { name: 'Previous version' })
    back.focus()
    await userEvent.keyboard('{Enter}')
    expect(screen.getByText('Red is left.')).toBeTruthy()
    expect(screen.getByRole('group', { name: 'Version 1 of 2' })).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Previous version' }))
    expect(document.activeElement?.ariaDisabled).toBe('true')
    await userEvent.keyboard('{ArrowRight}{Enter}')
    expect(screen.getByText('Orange, too.')).toBeTruthy()
  })

  test('are not changed while an answer is on its way', async () => {
    const hand = chatInHand({ messages: conversation })
    render(<Chat chat={hand.chat} />)
    void hand.chat.regenerate()
    await act(() => playAnswer(hand, { text: 'Orange, too.' }))
    void hand.chat.sendMessage('And at noon?')
    await act(async () => {
      await hand.script.accept()
      await hand.script.text('White')
      hand.frames.frame()
    })
    screen.getByRole('button', { name: 'Previous version' }).focus()
    await userEvent.keyboard('{Enter}')
    expect(screen.getByText('Orange, too.')).toBeTruthy()
    expect(hand.chat.getState().run.status).toBe('streaming')
  })
})

describe('rating an answer', () => {
  test('is not offered where nobody listens', () => {
    const { chat } = chatInHand({ messages: conversation })
    render(<Chat chat={chat} />)
    expect(screen.queryByRole('button', { name: 'Good answer' })).toBeNull()
  })

  test('is kept with the answer, can be taken back, and a bad one can be commented', async () => {
    const heard = vi.fn()
    const { chat } = chatInHand({ messages: conversation, onFeedback: heard })
    render(<Chat chat={chat} onFeedback={() => {}} />)
    const up = button('a2', 'Good answer')
    await userEvent.click(up)
    expect(up.ariaPressed).toBe('true')
    await userEvent.click(up)
    expect(up.ariaPressed).toBe('false')
    await userEvent.click(button('a2', 'Bad answer'))
    const box = screen.getByRole('textbox', { name: 'What was wrong?' })
    expect(document.activeElement).toBe(box)
    await userEvent.fill(box, 'It is blue on Mars.')
    await userEvent.click(within(message('a2')).getByRole('button', { name: 'Send' }))
    expect(document.activeElement).toBe(button('a2', 'Bad answer'))
    expect(factsOf(chat.getState().messages[3] ?? told).rating).toBe('down')
    const events = heard.mock.calls.map(
      ([event]: readonly { rating: string; comment: string }[]) => [event?.rating, event?.comment],
    )
    expect(events).toEqual([
      ['up', undefined],
      [undefined, undefined],
      ['down', undefined],
      ['down', 'It is blue on Mars.'],
    ])
  })

  test('Escape leaves the rating without words', async () => {
    const { chat } = chatInHand({ messages: conversation })
    render(<Chat chat={chat} onFeedback={() => {}} />)
    await userEvent.click(button('a1', 'Bad answer'))
    await userEvent.keyboard('hm{Escape}')
    expect(screen.queryByRole('textbox', { name: 'What was wrong?' })).toBeNull()
    expect(button('a1', 'Bad answer').ariaPressed).toBe('true')
  })
})

test('two screens of one chat keep to themselves', async () => {
  const { chat } = chatInHand({ messages: conversation })
  render(
    <>
      <Chat chat={chat} />
      <Chat chat={chat} />
    </>,
  )
  const [, second] = screen.getAllByRole('region', { name: 'Conversation' })
  second?.focus()
  await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}')
  expect(second?.contains(document.activeElement)).toBe(true)
  expect((document.activeElement as HTMLElement).dataset['messageId']).toBe('a2')
})

describe('keys', () => {
  test('F6 leads from the composer to the thread and back', async () => {
    const { chat } = chatInHand({ messages: conversation })
    render(<Chat chat={chat} />)
    const composer = screen.getByRole('textbox', { name: 'Message' })
    composer.focus()
    await userEvent.keyboard('{F6}')
    expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Conversation' }))
    await userEvent.keyboard('{F6}')
    expect(document.activeElement).toBe(composer)
  })

  test('Alt with the arrows leads from message to message, Control+End to the last', async () => {
    const { chat } = chatInHand({ messages: conversation })
    render(<Chat chat={chat} />)
    screen.getByRole('region', { name: 'Conversation' }).focus()
    await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}')
    expect(document.activeElement).toBe(message('a2'))
    await userEvent.keyboard('{Alt>}{ArrowUp}{ArrowUp}{/Alt}')
    expect(document.activeElement).toBe(message('a1'))
    await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}')
    expect(document.activeElement).toBe(message('q2'))
    await userEvent.keyboard('{Control>}{End}{/Control}')
    expect(document.activeElement).toBe(message('a2'))
  })

  test('Escape stops the answer, and does nothing where nothing runs', async () => {
    const { chat, script, frames } = chatInHand({ messages: conversation })
    render(<Chat chat={chat} />)
    screen.getByRole('textbox', { name: 'Message' }).focus()
    await userEvent.keyboard('{Escape}')
    void chat.sendMessage('And at noon?')
    await act(async () => {
      await script.accept()
      await script.text('White')
      frames.frame()
    })
    await userEvent.keyboard('{Escape}')
    expect(chat.getState().run.status).toBe('idle')
    expect(screen.getByText('Response stopped')).toBeTruthy()
  })
})

describe('a button that goes when it is pressed leaves the focus in the thread', () => {
  // Not in the composer: there it would bring up the keyboard of a phone.
  function thread(): HTMLElement {
    return screen.getByRole('region', { name: 'Conversation' })
  }

  test.each(['Try again', 'Dismiss'])('%s', async (name) => {
    const { chat, script } = chatInHand()
    render(<Chat chat={chat} />)
    void chat.sendMessage('Why?')
    await act(() => script.fail(new ChatError('overloaded', 'x', { retryable: true })))
    screen.getByRole('button', { name }).focus()
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement).toBe(thread())
  })

  test('a queued question that is taken back to the message box', async () => {
    const { chat, script, frames } = chatInHand()
    render(<Chat chat={chat} />)
    void chat.sendMessage('Why?')
    await act(async () => {
      await script.accept()
      await script.text('Bec')
      frames.frame()
    })
    act(() => void chat.sendMessage('And how?'))
    screen.getByRole('button', { name: 'Take back' }).focus()
    await userEvent.keyboard('{Enter}')
    expect(chat.getState().queue).toEqual([])
    // Where its words are now.
    const box = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Message' })
    expect([document.activeElement, box.value]).toEqual([box, 'And how?'])
  })

  test('the way to the end', async () => {
    const long = answer('a', 'A line.\n\n'.repeat(200))
    const { chat } = chatInHand({ messages: [asked, long] })
    render(
      <div style={{ blockSize: 300 }}>
        <Chat chat={chat} />
      </div>,
    )
    thread().style.overflowY = 'auto'
    thread().style.blockSize = '300px'
    await vi.waitFor(() => expect(thread().scrollTop).toBeGreaterThan(0))
    thread().scrollTop = 0
    const end = await screen.findByRole('button', { name: 'Jump to the end' })
    end.focus()
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement).toBe(thread())
    await vi.waitFor(() => expect(end.isConnected).toBe(false))
  })
})
