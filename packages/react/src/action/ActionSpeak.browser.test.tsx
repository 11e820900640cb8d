import type { Message as ChatMessage } from '@millrace/protocol'
import { act, cleanup, render, screen, within } from '@testing-library/react'
import { type ReactNode, StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { Announcer } from '../announce/Announcer.tsx'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { answer, question } from '../fixtures/said.ts'
import { german } from '../labels/german.ts'
import type { Labels } from '../labels/labels.ts'
import * as Message from '../message/parts.ts'
import { dictate } from '../speech/dictate.ts'
import { fakeDictation } from '../speech/fixtures/fakeDictation.ts'
import { type FakeSpeech, fakeSpeech } from '../speech/fixtures/fakeSpeech.ts'
import { SpeechContext } from '../speech/SpeechContext.ts'
import * as Thread from '../thread/parts.ts'

afterEach(cleanup)

const asked = question('q', 'How far do bees fly?')
const told = answer('a', 'Up to **three** kilometres. Rarely further.')
const told2 = answer('b', 'Not at night.')
const conversation = [asked, told, question('q2', 'And at night?'), told2]

let speech: FakeSpeech

beforeEach(() => {
  speech = fakeSpeech()
})

interface Shown {
  readonly messages?: readonly ChatMessage[]
  readonly hand?: ChatInHand
  readonly labels?: Partial<Labels>
  readonly lang?: string
  readonly actions?: ReactNode
}

function tree({ messages = conversation, hand, labels, lang, actions }: Shown = {}): ReactNode {
  const { chat } = hand ?? chatInHand({ messages: [...messages] })
  return (
    <StrictMode>
      <SpeechContext value={speech}>
        <ChatProvider chat={chat} labels={labels}>
          <div data-part="chat" lang={lang}>
            <Thread.Root>
              <Thread.Scroller>
                <Thread.Messages>
                  {(id) => (
                    <Message.Root id={id}>
                      <Message.Parts />
                      {actions ?? <Message.Actions readAloud />}
                    </Message.Root>
                  )}
                </Thread.Messages>
              </Thread.Scroller>
            </Thread.Root>
            <Announcer />
          </div>
        </ChatProvider>
      </SpeechContext>
    </StrictMode>
  )
}

function message(id: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-message-id="${id}"]`)
  if (found === null) throw new Error(`no message ${id}`)
  return found
}

/** The button of an answer, once it is loaded. */
function button(id: string, name = 'Read aloud'): Promise<HTMLElement> {
  return within(message(id)).findByRole('button', { name })
}

async function readingAloud(shown: Shown = {}, id = 'a'): Promise<HTMLElement> {
  render(tree(shown))
  const speak = await button(id, shown.labels?.readAloud)
  speak.focus()
  await userEvent.keyboard('{Enter}')
  return speak
}

describe('an answer is read', () => {
  test('by keyboard, as it is shown, and pressed again it is silent', async () => {
    const speak = await readingAloud()
    expect(speech.spoken).toEqual(['Up to three kilometres. Rarely further.'])
    expect(speak.getAttribute('aria-pressed')).toBe('true')
    await userEvent.keyboard(' ')
    expect(speech.isSpeaking).toBe(false)
    expect(speak.getAttribute('aria-pressed')).toBe('false')
    expect(document.activeElement).toBe(speak)
    expect(speak.ariaLabel).toBe('Read aloud')
  })

  test('among the other actions, with the arrow keys', async () => {
    render(tree())
    const speak = await button('a')
    within(message('a')).getByRole('button', { name: 'Answer again' }).focus()
    await userEvent.keyboard('{ArrowRight} ')
    expect(document.activeElement).toBe(speak)
    expect(speech.isSpeaking).toBe(true)
  })

  test('to its end, and the button says so', async () => {
    const speak = await readingAloud()
    await act(async () => speech.finish())
    expect(speak.getAttribute('aria-pressed')).toBe('false')
  })

  test('in plain words: code, tables and lists are told, thoughts and tools are not', async () => {
    const parts = [
      { type: 'reasoning' as const, text: 'Hm, *bees*.', state: 'done' as const },
      {
        type: 'text' as const,
        text: '## Bees\n\n1. One.\n2. Two.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```ts\nlet a = 1\n```\n\n[Far](https://example.com).',
        state: 'done' as const,
      },
    ]
    await readingAloud({ messages: [asked, answer('a', parts)] })
    expect(speech.spoken).toEqual([
      'Bees. 1. One. 2. Two. table, 2 rows, 2 columns. TypeScript code, 1 line. Far.',
    ])
  })

  test('in the language of the words, or that of the chat', async () => {
    await readingAloud({ labels: german })
    expect(speech.asked.lang).toBe('de')
    cleanup()
    await readingAloud({ lang: 'pt-BR' })
    expect(speech.asked.lang).toBe('pt-BR')
  })

  test('one at a time: another one ends the first', async () => {
    const first = await readingAloud()
    const { signal } = speech.asked
    const second = await button('b')
    await userEvent.click(second)
    expect(signal.aborted).toBe(true)
    expect(speech.spoken.at(-1)).toBe('Not at night.')
    expect(first.getAttribute('aria-pressed')).toBe('false')
    expect(second.getAttribute('aria-pressed')).toBe('true')
  })

  test('and nobody listens meanwhile: a dictation would write it down', async () => {
    const { chat } = chatInHand()
    const fake = fakeDictation()
    dictate({ dictation: fake, chat, lang: 'en', onEnd: () => {} })
    await readingAloud()
    expect([fake.isListening, speech.isSpeaking]).toEqual([false, true])
  })

  test('by a voice that is given to the part itself', async () => {
    const own = fakeSpeech()
    await readingAloud({ actions: <Message.Speak speech={own} /> })
    expect([own.isSpeaking, speech.isSpeaking]).toEqual([true, false])
  })
})

describe('it ends', () => {
  test('with Escape, and a running answer goes on', async () => {
    const hand = chatInHand({ messages: [asked, told] })
    const speak = await readingAloud({ hand })
    void hand.chat.sendMessage('And at night?')
    await act(() => hand.script.accept())
    speak.focus()
    await userEvent.keyboard('{Escape}')
    expect(speech.isSpeaking).toBe(false)
    expect(hand.chat.getState().run.status).not.toBe('idle')
    await userEvent.keyboard('{Escape}')
    await expect.poll(() => hand.chat.getState().run.status).toBe('idle')
  })

  test('when the answer goes from the page', async () => {
    await readingAloud()
    cleanup()
    expect(speech.isSpeaking).toBe(false)
  })
})

describe('the button', () => {
  test('waits for the end of an answer that is being written', async () => {
    const hand = chatInHand()
    render(tree({ hand }))
    void hand.chat.sendMessage('How far?')
    await act(() => hand.script.accept())
    await act(async () => {
      await hand.script.text('Up to three')
      hand.frames.all()
    })
    const id = hand.chat.getState().messageIds[1] ?? ''
    const speak = await button(id)
    expect(speak.getAttribute('aria-disabled')).toBe('true')
    await userEvent.click(speak, { force: true })
    expect(speech.spoken).toEqual([])
    await act(async () => {
      await hand.script.text(' kilometres.')
      await hand.script.finish()
      hand.frames.all()
    })
    expect(speak.getAttribute('aria-disabled')).toBeNull()
    speak.focus()
    await userEvent.keyboard('{Enter}')
    expect(speech.spoken).toEqual(['Up to three kilometres.'])
  })

  test('is for answers only', async () => {
    render(tree({ actions: <Message.Speak /> }))
    await button('a')
    expect(within(message('q')).queryAllByRole('button')).toEqual([])
  })

  test('is not there unless it is asked for', async () => {
    render(tree({ actions: <Message.Actions /> }))
    await within(message('a')).findByRole('button', { name: 'Copy' })
    expect(screen.queryByRole('button', { name: 'Read aloud' })).toBeNull()
  })

  test('is not there where the browser has no voice, and the application neither', () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'speechSynthesis')
    Object.defineProperty(globalThis, 'speechSynthesis', { configurable: true, value: undefined })
    const { chat } = chatInHand({ messages: [told] })
    render(
      <ChatProvider chat={chat}>
        <Message.Root id="a">
          <Message.Speak />
        </Message.Root>
      </ChatProvider>,
    )
    if (own !== undefined) Object.defineProperty(globalThis, 'speechSynthesis', own)
    expect(screen.queryByRole('button')).toBeNull()
  })

  test('comes after hydration, without a warning', async () => {
    const errors = vi.spyOn(console, 'error')
    const shown = tree()
    const host = document.createElement('div')
    host.innerHTML = renderToString(shown)
    document.body.append(host)
    expect(host.innerHTML).toContain('action-copy')
    expect(host.innerHTML).not.toContain('action-speak')
    const root = await act(async () => hydrateRoot(host, shown))
    await button('a')
    expect(errors).not.toHaveBeenCalled()
    errors.mockRestore()
    await act(async () => root.unmount())
    host.remove()
  })
})

describe('what cannot be read', () => {
  test('is said, by the button and to who does not see it, until the focus goes', async () => {
    const speak = await readingAloud()
    await act(async () => speech.fail())
    expect(speak.ariaLabel).toBe('Cannot be read aloud')
    expect([speak.dataset['failed'], speak.getAttribute('aria-pressed')]).toEqual(['', 'false'])
    const polite = document.querySelector('[data-part=announcer-polite]')
    expect(polite?.textContent).toBe('Cannot be read aloud')
    await userEvent.keyboard('{Tab}')
    expect(speak.ariaLabel).toBe('Read aloud')
    expect(speak.dataset['failed']).toBeUndefined()
  })

  test('can be tried again', async () => {
    const speak = await readingAloud()
    await act(async () => speech.fail())
    await userEvent.keyboard('{Enter}')
    expect(speech.spoken).toHaveLength(2)
    expect(speak.getAttribute('aria-pressed')).toBe('true')
  })

  test('is an answer without words', async () => {
    const silent = answer('a', [{ type: 'reasoning', text: 'Hm.', state: 'done' }])
    const speak = await readingAloud({ messages: [asked, silent] })
    expect(speech.spoken).toEqual([])
    await expect.poll(() => speak.ariaLabel).toBe('Cannot be read aloud')
  })

  test('is any answer in this browser, which has no voice for a test', async () => {
    const { chat } = chatInHand({ messages: [told] })
    render(
      <ChatProvider chat={chat}>
        <Message.Root id="a">
          <Message.Parts />
          <Message.Speak />
        </Message.Root>
      </ChatProvider>,
    )
    screen.getByRole('button').focus()
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => screen.getByRole('button').ariaLabel).toBe('Cannot be read aloud')
  })

  test('a voice that throws is one that failed', async () => {
    const broken = {
      speak: () => {
        throw new TypeError('no')
      },
    }
    const speak = await readingAloud({ actions: <Message.Speak speech={broken} /> })
    await expect.poll(() => speak.dataset['failed']).toBe('')
  })
})
