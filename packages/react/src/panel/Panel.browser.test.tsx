import '../styles/styles.css'
import '../styles/panel.css'
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react'
import { type ReactNode, Suspense, use, useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { ChatError } from '@millrace/protocol'
import { Chat } from '../chat/Chat.tsx'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { answer, question } from '../fixtures/said.ts'
import { arabic } from '../labels/arabic.ts'
import { ChatPanel, type ChatPanelProps } from './ChatPanel.tsx'
import * as Panel from './parts.ts'

beforeEach(() => page.viewport(800, 600))
afterEach(cleanup)

const messages = [question('q1', 'Why is the sky blue?'), answer('a1', 'Air scatters blue light.')]

function panel(props: ChatPanelProps = {}, hand = chatInHand({ messages })): ChatInHand {
  render(
    <>
      <button type="button">Of the page</button>
      <ChatPanel chat={hand.chat} {...props} />
    </>,
  )
  return hand
}

function launcher(): HTMLElement {
  return document.querySelector<HTMLElement>('[data-part=panel-launcher]') ?? document.body
}

function dialog(): HTMLDialogElement {
  const found = document.querySelector<HTMLDialogElement>('[data-part=panel]')
  if (found === null) throw new Error('There is no panel.')
  return found
}

async function box(): Promise<HTMLElement> {
  return await waitFor(() => within(dialog()).getByRole('textbox', { name: 'Message' }))
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let settle = (): void => undefined
  const promise = new Promise<void>((resolve) => (settle = resolve))
  return { promise, resolve: () => settle() }
}

/** All that screen readers are told from now on. */
function listening(): readonly string[] {
  const heard: string[] = []
  const observer = new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      if (!(target as Element).matches('[data-part=announcer] > *')) continue
      const isHeard = (target as Element).checkVisibility()
      for (const { textContent } of addedNodes) if (isHeard) heard.push(textContent ?? '')
    }
  })
  observer.observe(document, { childList: true, subtree: true })
  return heard
}

test('nothing of the chat is on the page until it is opened', async () => {
  panel()
  expect(screen.getByRole('button', { name: 'Chat', expanded: false })).toBe(launcher())
  expect(document.querySelector('[data-part=chat]')).toBeNull()
  await userEvent.click(launcher())
  expect(await box()).toBeTruthy()
  expect(screen.getByRole('dialog', { name: 'Chat' })).toBe(dialog())
})

test('who opens it can write, and is back where he was when he closes it', async () => {
  panel()
  await userEvent.click(launcher())
  await waitFor(async () => expect(document.activeElement).toBe(await box()))
  expect(launcher().ariaExpanded).toBe('true')
  await userEvent.keyboard('Dear mill')
  await userEvent.click(within(dialog()).getByRole('button', { name: 'Close the chat' }))
  expect(document.activeElement).toBe(launcher())
  expect(dialog().open).toBe(false)
  await userEvent.keyboard('{Enter}')
  await waitFor(async () => expect(document.activeElement).toBe(await box()))
  expect((await box()) as HTMLTextAreaElement).toHaveProperty('value', 'Dear mill')
})

test('a page that opens it takes nobody away from where he is', async () => {
  function Page(): ReactNode {
    const [open, setOpen] = useState(false)
    return (
      <>
        <button type="button" onFocus={() => setOpen(true)}>
          Of the page
        </button>
        <ChatPanel chat={hand.chat} open={open} onOpenChange={setOpen} />
      </>
    )
  }
  const hand = chatInHand({ messages })
  render(<Page />)
  const own = screen.getByRole('button', { name: 'Of the page' })
  act(() => own.focus())
  await box()
  expect(document.activeElement).toBe(own)
  // Beside it the page can be used.
  expect(dialog().matches(':modal')).toBe(false)
})

test('an application that holds it decides', async () => {
  const onOpenChange = vi.fn()
  panel({ open: false, onOpenChange })
  await userEvent.click(launcher())
  expect(onOpenChange).toHaveBeenCalledExactlyOnceWith(true)
  expect(dialog().open).toBe(false)
})

test('Escape ends what is innermost first: the editor, the answer, and then the panel', async () => {
  const hand = panel({ defaultOpen: true })
  const composer = await box()
  await userEvent.click(composer)
  await act(async () => {
    void hand.chat.sendMessage('And at sunset?')
    await hand.script.accept()
    await hand.script.text('The light')
    hand.frames.all()
  })
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(hand.chat.getState().run.status).toBe('idle'))
  expect(dialog().open).toBe(true)
  await userEvent.keyboard('{Escape}')
  expect(dialog().open).toBe(false)
  expect(document.activeElement).toBe(launcher())
})

test('a key that confirms a candidate closes nothing', async () => {
  panel({ defaultOpen: true })
  const composer = await box()
  composer.focus()
  composer.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, isComposing: true }),
  )
  expect(dialog().open).toBe(true)
})

test('on a narrow screen it fills it, and what is behind cannot be reached', async () => {
  await page.viewport(375, 600)
  panel()
  await userEvent.click(launcher())
  expect(dialog().matches(':modal')).toBe(true)
  const { x, y, width, height } = dialog().getBoundingClientRect()
  expect([x, y, width, height]).toEqual([0, 0, 375, 600])
  expect(launcher().hidden).toBe(true)
  await userEvent.keyboard('{Escape}')
  expect(dialog().open).toBe(false)
  expect(document.activeElement).toBe(launcher())
})

test('a screen that is turned keeps what is written, and who writes it', async () => {
  panel()
  await userEvent.click(launcher())
  await waitFor(async () => expect(document.activeElement).toBe(await box()))
  await userEvent.keyboard('Half a sent')
  await page.viewport(375, 600)
  await waitFor(() => expect(dialog().matches(':modal')).toBe(true))
  expect(document.activeElement).toBe(await box())
  await page.viewport(800, 600)
  await waitFor(() => expect(dialog().matches(':modal')).toBe(false))
  await userEvent.keyboard('ence')
  expect(await box()).toHaveProperty('value', 'Half a sentence')
})

test("a browser's own way to close it is heard", async () => {
  await page.viewport(375, 600)
  const onOpenChange = vi.fn()
  panel({ defaultOpen: true, onOpenChange })
  await box()
  act(() => dialog().requestClose())
  expect(onOpenChange).toHaveBeenCalledExactlyOnceWith(false)
  expect(dialog().open).toBe(false)
})

test('answers that come while it is closed are counted and told, not read out; what is seen is neither', async () => {
  const heard = listening()
  const hand = panel()
  await act(() => playTurn(hand, { question: 'One?', text: 'First.' }))
  expect(launcher().dataset['unread']).toBe('1')
  await act(() => playTurn(hand, { question: 'Two?', text: 'Second.' }))
  expect(launcher().getAttribute('aria-label')).toBe('Chat, 2 new messages')
  expect(heard).toEqual(['New message from Assistant', 'New message from Assistant'])
  await userEvent.click(launcher())
  await box()
  expect(launcher().dataset['unread']).toBeUndefined()
  await act(() => playTurn(hand, { question: 'Three?', text: 'Third.' }))
  expect(launcher().dataset['unread']).toBeUndefined()
})

test('an answer that was stopped is no news', async () => {
  const hand = panel()
  await act(async () => {
    void hand.chat.sendMessage('And at sunset?')
    await hand.script.accept()
    await hand.script.text('The light')
    hand.frames.all()
    await hand.chat.stop()
  })
  expect(launcher().dataset['unread']).toBeUndefined()
})

test('an answer goes on while it is closed, and what is left of it is read out when it is opened again', async () => {
  const hand = chatInHand({ messages })
  panel({ defaultOpen: true, clock: hand.clock }, hand)
  await box()
  await act(async () => {
    void hand.chat.sendMessage('And at sunset?')
    await hand.script.accept()
    await hand.script.text('One. Two.\n\n')
    hand.frames.all()
  })
  act(() => dialog().querySelector<HTMLElement>('[data-part=panel-close]')?.click())
  const heard = listening()
  await act(async () => {
    await hand.script.text('Three. Four.\n\n')
    await hand.clock.advance(100)
    hand.frames.all()
  })
  await userEvent.click(launcher())
  await act(async () => {
    await hand.script.text('Five. Six.\n\n')
    await hand.script.finish()
    hand.frames.all()
  })
  await act(() => hand.clock.advance(60_000))
  expect(heard).toEqual(['Five. Six.', 'Response complete'])
  expect(within(dialog()).getByText('Three. Four.')).toBeTruthy()
})

test('opened again, the thread is where it was', async () => {
  const long = Array.from({ length: 30 }, (_, at) =>
    at % 2 === 0 ? question(`m${at}`, `Question ${at}`) : answer(`m${at}`, 'Words. '.repeat(60)),
  )
  panel({ defaultOpen: true }, chatInHand({ messages: long }))
  await box()
  const scroller = await waitFor(() => {
    const found = dialog().querySelector('[data-part=thread-scroller]')
    if (found === null || found.scrollTop === 0) throw new Error('It is not at its end yet.')
    return found
  })
  const fromEnd = (): number =>
    Math.round(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight)
  await waitFor(() => expect(fromEnd()).toBeLessThan(2))
  await userEvent.keyboard('{Escape}')
  act(() => dialog().querySelector<HTMLElement>('[data-part=panel-close]')?.click())
  expect(dialog().open).toBe(false)
  await userEvent.click(launcher())
  await waitFor(() => expect(fromEnd()).toBeLessThan(2))
})

test('along the side it is as high as the window, at the end of the line', async () => {
  panel({ mode: 'sidebar', defaultOpen: true, labels: arabic })
  await waitFor(() => expect(dialog().querySelector('[data-part=composer-input]')).not.toBeNull())
  const { x, y, height } = dialog().getBoundingClientRect()
  // Arabic ends on the left.
  expect([x, y, height]).toEqual([0, 0, 600])
  expect(launcher().hidden).toBe(true)
})

test('two of them on one page are two', async () => {
  const [one, other] = [chatInHand(), chatInHand({ messages })]
  render(
    <>
      <ChatPanel chat={one.chat} />
      <ChatPanel chat={other.chat} mode="sidebar" />
    </>,
  )
  const [first, second] = [...document.querySelectorAll<HTMLElement>('[data-part=panel-launcher]')]
  expect(first?.getAttribute('aria-controls')).not.toBe(second?.getAttribute('aria-controls'))
  act(() => second?.click())
  expect(first?.ariaExpanded).toBe('false')
  expect(second?.ariaExpanded).toBe('true')
})

test('what opens it later takes nobody away who has gone elsewhere meanwhile', async () => {
  const { promise, resolve } = deferred()
  const hand = chatInHand({ messages })
  function Late(): ReactNode {
    use(promise)
    return <Chat chat={hand.chat} />
  }
  render(
    <ChatProvider chat={hand.chat}>
      <input aria-label="Of the page" />
      <Panel.Root>
        <Panel.Launcher />
        <Panel.Content>
          <Panel.Title />
          <Suspense>
            <Late />
          </Suspense>
        </Panel.Content>
      </Panel.Root>
    </ChatProvider>,
  )
  await userEvent.click(launcher())
  // Whoever waits can close it.
  expect(document.activeElement).toBe(dialog())
  const own = screen.getByRole('textbox', { name: 'Of the page' })
  act(() => own.focus())
  await act(async () => resolve())
  await box()
  expect(document.activeElement).toBe(own)
})

test('an answer that was there before is no news, also where one is looked for that may run', async () => {
  const hand = panel()
  await act(async () => {
    void hand.chat.resumeStream()
    await hand.script.fail(new ChatError('not_found', 'None runs.'))
  })
  expect(launcher().dataset['unread']).toBeUndefined()
})

test('another conversation has no news of this one', async () => {
  const [one, other] = [chatInHand({ messages }), chatInHand()]
  const { rerender } = render(<ChatPanel chat={one.chat} />)
  await act(() => playTurn(one, { question: 'One?', text: 'First.' }))
  expect(launcher().dataset['unread']).toBe('1')
  rerender(<ChatPanel chat={other.chat} />)
  expect(launcher().dataset['unread']).toBeUndefined()
})

test('Escape anywhere in it stops the running answer first', async () => {
  const hand = panel({ defaultOpen: true })
  await box()
  await act(async () => {
    void hand.chat.sendMessage('And at sunset?')
    await hand.script.accept()
    await hand.script.text('The light')
    hand.frames.all()
  })
  within(dialog()).getByRole('button', { name: 'Close the chat' }).focus()
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(hand.chat.getState().run.status).toBe('idle'))
  expect(dialog().open).toBe(true)
  await userEvent.keyboard('{Escape}')
  expect(dialog().open).toBe(false)
})

test('a dialog within closes by itself, and leaves the panel open', async () => {
  const hand = chatInHand({ messages })
  render(
    <ChatPanel
      chat={hand.chat}
      defaultOpen
      header={
        <dialog data-testid="inner">
          <button type="button">Of the dialog</button>
        </dialog>
      }
    />,
  )
  await box()
  const inner = screen.getByTestId<HTMLDialogElement>('inner')
  act(() => inner.showModal())
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(inner.open).toBe(false))
  expect(dialog().open).toBe(true)
  act(() => inner.showModal())
  act(() => inner.requestClose())
  expect([inner.open, dialog().open]).toEqual([false, true])
})
