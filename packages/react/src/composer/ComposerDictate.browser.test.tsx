import { act, cleanup, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { german } from '../labels/german.ts'
import type { Labels } from '../labels/labels.ts'
import { browserDictation } from '../speech/browserDictation.ts'
import type { Dictation, DictationFailure } from '../speech/Dictation.ts'
import { type FakeDictation, fakeDictation } from '../speech/fixtures/fakeDictation.ts'
import { fakeRecogniser } from '../speech/fixtures/fakeRecogniser.ts'
import { takeFloor } from '../speech/takeFloor.ts'
import * as Composer from './parts.ts'

afterEach(cleanup)

interface Shown {
  readonly hand?: ChatInHand
  readonly dictation?: Dictation | undefined
  readonly labels?: Partial<Labels>
  readonly lang?: string
}

function tree({ hand = chatInHand(), dictation, labels, lang }: Shown) {
  return (
    <StrictMode>
      <ChatProvider chat={hand.chat} labels={labels}>
        <div data-part="chat" lang={lang}>
          <Composer.Root>
            <Composer.Input />
            <Composer.Dictate dictation={dictation} className={({ state }) => state} />
            <Composer.Submit />
          </Composer.Root>
        </div>
      </ChatProvider>
    </StrictMode>
  )
}

function box(): HTMLTextAreaElement {
  return screen.getByRole('textbox')
}

function button(name = 'Dictate'): HTMLElement {
  return screen.getByRole('button', { name })
}

function note(): HTMLElement {
  return screen.getByRole('status')
}

/** The text of the box, with a bar where its caret is. */
function written(): string {
  const { value, selectionEnd } = box()
  return `${value.slice(0, selectionEnd)}|${value.slice(selectionEnd)}`
}

/** A composer with a dictation that has been begun by keyboard, and what was in it. */
async function dictating(text = '', shown: Shown = {}, fake: FakeDictation = fakeDictation()) {
  const hand = shown.hand ?? chatInHand()
  render(tree({ dictation: fake, ...shown, hand }))
  if (text !== '') await userEvent.fill(box(), text)
  button(shown.labels?.dictate).focus()
  await userEvent.keyboard('{Enter}')
  return { ...hand, fake }
}

describe('the button', () => {
  test('begins and ends it, by keyboard, and keeps its name and the focus', async () => {
    const { fake } = await dictating()
    expect(fake.isListening).toBe(true)
    expect(button().getAttribute('aria-pressed')).toBe('true')
    expect([button().dataset['state'], button().className]).toEqual(['listening', 'listening'])
    expect(document.activeElement).toBe(button())
    await userEvent.keyboard(' ')
    expect(fake.isListening).toBe(false)
    expect(button().getAttribute('aria-pressed')).toBe('false')
    expect(button().dataset['state']).toBe('idle')
    await userEvent.keyboard(' ')
    expect(fake.count).toBe(2)
  })

  test('sends nothing', async () => {
    const { script } = await dictating('Hi')
    await userEvent.keyboard('{Enter}')
    expect(script.sent).toEqual([])
  })

  test('leaves it to a caller who prevents that', async () => {
    const fake = fakeDictation()
    const { chat } = chatInHand()
    render(
      <ChatProvider chat={chat}>
        <Composer.Dictate dictation={fake} onClick={(event) => event.preventDefault()} />
      </ChatProvider>,
    )
    await userEvent.click(button())
    expect(fake.count).toBe(0)
  })

  test('is not there where the browser has no recogniser, nor on a server', () => {
    const { SpeechRecognition, webkitSpeechRecognition } = globalThis as Record<string, unknown>
    Object.assign(globalThis, { SpeechRecognition: undefined, webkitSpeechRecognition: undefined })
    render(tree({}))
    Object.assign(globalThis, { SpeechRecognition, webkitSpeechRecognition })
    expect(screen.queryByRole('button', { name: 'Dictate' })).toBeNull()
    expect(screen.queryByRole('status')).toBeNull()
    expect(renderToString(tree({ dictation: fakeDictation() }))).not.toContain('dictate')
  })

  test('comes after hydration, without a warning', async () => {
    const errors = vi.spyOn(console, 'error')
    const shown = tree({ dictation: fakeDictation() })
    const host = document.createElement('div')
    host.innerHTML = renderToString(shown)
    document.body.append(host)
    const root = await act(async () => hydrateRoot(host, shown))
    expect(button().dataset['state']).toBe('idle')
    expect(errors).not.toHaveBeenCalled()
    errors.mockRestore()
    await act(async () => root.unmount())
    host.remove()
  })
})

describe('the language that is spoken', () => {
  test('is that of the words', async () => {
    const { fake } = await dictating('', { labels: german })
    expect(fake.asked.lang).toBe('de')
  })

  test('is the chat’s own where it has one', async () => {
    const { fake } = await dictating('', { labels: german, lang: 'pt-BR' })
    expect(fake.asked.lang).toBe('pt-BR')
  })

  test.each(['', 'x_y', '"><script>'])('is never %j, which is none', async (lang) => {
    const { fake } = await dictating('', { lang })
    expect(fake.asked.lang).toBe('en')
  })
})

describe('what is heard', () => {
  test('stands in the box as it is heard, and stays when it is final', async () => {
    const { fake } = await dictating()
    await act(async () => fake.say('how farm'))
    expect(box().value).toBe('how farm')
    await act(async () => fake.say('how far do'))
    expect(box().value).toBe('how far do')
    await act(async () => fake.say('How far do bees fly?', 'final'))
    await act(async () => fake.say('and'))
    expect(written()).toBe('How far do bees fly? and|')
  })

  test('stands where the caret was, with spaces around it', async () => {
    const fake = fakeDictation()
    render(tree({ dictation: fake }))
    await userEvent.fill(box(), 'one three')
    box().setSelectionRange(3, 3)
    await userEvent.keyboard('{Tab}{Enter}')
    expect(document.activeElement).toBe(button())
    await act(async () => fake.say('to'))
    await act(async () => fake.say('two', 'final'))
    expect(written()).toBe('one two| three')
  })

  test('stands behind what is selected, which stays', async () => {
    const fake = fakeDictation()
    render(tree({ dictation: fake }))
    await userEvent.fill(box(), 'one three')
    box().setSelectionRange(0, 3)
    await userEvent.keyboard('{Tab}{Enter}')
    await act(async () => fake.say('two', 'final'))
    expect(box().value).toBe('one two three')
  })

  test('stands at the end of a draft that nobody has touched', async () => {
    const hand = chatInHand()
    hand.chat.composer.getState().setText('A draft.')
    const fake = fakeDictation()
    render(tree({ dictation: fake, hand }))
    button().focus()
    await userEvent.keyboard('{Enter}')
    await act(async () => fake.say('More'))
    expect(box().value).toBe('A draft. More')
  })

  test('is written down also when it is told after the stop', async () => {
    await dictating('', {}, fakeDictation('last words'))
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => box().value).toBe('last words')
    expect(button().dataset['state']).toBe('idle')
  })

  test('goes through the events of a browser’s recogniser', async () => {
    const recogniser = fakeRecogniser()
    const dictation = browserDictation({ recogniser: recogniser.Recogniser })
    await dictating('', { dictation })
    await act(async () => recogniser.session.hear([['how far', 'interim']]))
    await act(async () => recogniser.session.hear([['How far'], [' do bees', 'interim']]))
    expect(written()).toBe('How far do bees|')
    await userEvent.keyboard('{Escape}')
    expect(recogniser.session.state).toBe('stopping')
    expect(button().dataset['state']).toBe('idle')
    await act(async () => recogniser.session.hear([['How far'], [' do bees fly']], 1))
    await act(async () => recogniser.session.end())
    expect(written()).toBe('How far do bees fly|')
    expect(recogniser.sessions).toHaveLength(1)
  })
})

describe('who writes meanwhile', () => {
  test('keeps every letter, and the caret', async () => {
    const { fake } = await dictating()
    await act(async () => fake.say('how far'))
    box().focus()
    await userEvent.keyboard('{Home}Tell me: ')
    await act(async () => fake.say('how far do'))
    expect(written()).toBe('Tell me: |how far do')
    await userEvent.keyboard('{End}?')
    await act(async () => fake.say('How far do bees fly', 'final'))
    expect(written()).toBe('Tell me: How far do bees fly?|')
    await act(async () => fake.say('Please'))
    expect(written()).toBe('Tell me: How far do bees fly? Please|')
  })

  test('corrects a word before it is final, and it stays corrected', async () => {
    const { fake } = await dictating()
    await act(async () => fake.say('deer Ada'))
    box().setSelectionRange(0, 4)
    box().focus()
    await userEvent.keyboard('Dear')
    await act(async () => fake.say('deer Ada how are'))
    await act(async () => fake.say('dear Ada how are you', 'final'))
    expect(box().value).toBe('Dear Ada how are you')
  })

  test('moves on to where the caret is, with the next sentence', async () => {
    const { fake } = await dictating('end')
    await act(async () => fake.say('one.', 'final'))
    box().focus()
    await userEvent.keyboard('{Home}')
    await act(async () => fake.say('Begin'))
    expect(written()).toBe('Begin| end one.')
  })

  test('an input method is not disturbed: what is heard waits for the end of its composition', async () => {
    const { fake } = await dictating()
    box().focus()
    const session = cdp()
    const composition = { text: 'にほん', selectionStart: 3, selectionEnd: 3 }
    await session.send('Input.imeSetComposition', composition)
    await act(async () => fake.say('です', 'final'))
    await act(async () => fake.say('ね'))
    expect(box().value).toBe('にほん')
    await act(() => session.send('Input.insertText', { text: '日本' }))
    await expect.poll(() => box().value).toBe('日本ですね')
  })
})

describe('it ends', () => {
  test('with Escape, in the box too, and the answer goes on', async () => {
    const { chat, script, fake } = await dictating()
    void chat.sendMessage('Hi')
    await act(() => script.accept())
    // What is asked ends it.
    expect(fake.isListening).toBe(false)
    await userEvent.keyboard('{Enter}')
    expect(fake.isListening).toBe(true)
    box().focus()
    await userEvent.keyboard('{Escape}')
    expect(fake.isListening).toBe(false)
    expect(button().dataset['state']).toBe('idle')
    expect(chat.getState().run.status).not.toBe('idle')
    await userEvent.keyboard('{Escape}')
    await expect.poll(() => chat.getState().run.status).toBe('idle')
  })

  test('when the question is sent, and what is heard after that is not written into the next one', async () => {
    const { script, fake } = await dictating('', {}, fakeDictation('late'))
    await act(async () => fake.say('How far do bees fly?'))
    box().focus()
    await userEvent.keyboard('{Enter}')
    expect(script.sent).toHaveLength(1)
    expect(fake.isListening).toBe(false)
    await act(async () => fake.say('later'))
    expect(box().value).toBe('')
    expect(button().dataset['state']).toBe('idle')
  })

  test('when a question goes into the queue', async () => {
    const hand = chatInHand()
    void hand.chat.sendMessage('First')
    const { fake } = await dictating('', { hand })
    await act(() => hand.script.accept())
    await act(async () => fake.say('Second'))
    box().focus()
    await userEvent.keyboard('{Enter}')
    expect(hand.chat.getState().queue).toHaveLength(1)
    expect(fake.isListening).toBe(false)
    expect(box().value).toBe('')
  })

  test('when it goes from the page, and nothing is written any more', async () => {
    const { chat, fake } = await dictating('', {}, fakeDictation('late'))
    cleanup()
    expect(fake.isListening).toBe(false)
    fake.say('later')
    expect(chat.composer.getState().text).toBe('')
  })

  test('when another chat takes the place of this one', async () => {
    const fake = fakeDictation()
    const { rerender } = render(tree({ dictation: fake }))
    button().focus()
    await userEvent.keyboard('{Enter}')
    const other = chatInHand()
    rerender(tree({ dictation: fake, hand: other }))
    await act(async () => fake.say('later'))
    expect(fake.isListening).toBe(false)
    expect(button().dataset['state']).toBe('idle')
    expect(other.chat.composer.getState().text).toBe('')
  })

  test('when somebody else speaks or listens', async () => {
    const { fake } = await dictating()
    await act(async () => takeFloor())
    expect(fake.isListening).toBe(false)
    expect(button().getAttribute('aria-pressed')).toBe('false')
  })

  test('not with what goes on in the chat besides', async () => {
    const hand = chatInHand()
    void hand.chat.sendMessage('Hi')
    const { fake } = await dictating('', { hand })
    await act(() => hand.script.accept())
    await act(async () => {
      await hand.script.text('Hello')
      hand.frames.all()
      await hand.script.finish()
      hand.frames.all()
    })
    expect(fake.isListening).toBe(true)
    await act(() => playTurn(hand))
    expect(fake.isListening).toBe(false)
  })
})

describe('what goes wrong', () => {
  test.each<readonly [DictationFailure, 'denied' | 'failed', RegExp]>([
    ['denied', 'denied', /^The microphone is blocked/],
    ['unavailable', 'denied', /turned off/],
    ['no-microphone', 'failed', /^No microphone/],
    ['no-speech', 'failed', /^Nothing was heard/],
    ['network', 'failed', /connection/],
    ['language', 'failed', /language/],
    ['failed', 'failed', /did not work/],
  ])('%s is said in a note that describes the button', async (failure, state, words) => {
    const { fake } = await dictating()
    expect(note().textContent).toBe('')
    expect(button().getAttribute('aria-describedby')).toBeNull()
    await act(async () => fake.end(failure))
    expect(note().textContent).toMatch(words)
    expect(button().getAttribute('aria-describedby')).toBe(note().id)
    expect([button().dataset['state'], button().getAttribute('aria-pressed')]).toEqual([
      state,
      'false',
    ])
    // The next attempt takes it back.
    await userEvent.keyboard('{Enter}')
    expect(note().textContent).toBe('')
    expect(fake.isListening).toBe(true)
  })

  test.each([
    [
      'throws',
      () => {
        throw new TypeError('no')
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
  ])('a dictation that %s is one that failed', async (_, listen) => {
    await dictating('kept', { dictation: { listen } })
    await expect.poll(() => button().dataset['state']).toBe('failed')
    expect(box().value).toBe('kept')
  })

  test('what was heard before stays', async () => {
    const { fake } = await dictating()
    await act(async () => fake.say('how far'))
    await act(async () => fake.end('network'))
    expect(box().value).toBe('how far')
  })

  test('this browser’s recogniser, without a microphone, ends in words too', async () => {
    render(tree({}))
    button().focus()
    await userEvent.keyboard('{Enter}')
    await expect.poll(() => note().textContent).not.toBe('')
    expect(button().getAttribute('aria-pressed')).toBe('false')
  })
})

test('a box that is none of ours is written into at its end', async () => {
  const { chat } = chatInHand()
  const fake = fakeDictation()
  chat.composer.getState().setText('one')
  render(
    <ChatProvider chat={chat}>
      <Composer.Dictate dictation={fake} />
    </ChatProvider>,
  )
  await userEvent.click(button())
  await act(async () => fake.say('two'))
  expect(chat.composer.getState().text).toBe('one two')
})
