import { manualHistory } from '@millrace/core/testing'
import type { Message } from '@millrace/protocol'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { Chat, type ChatProps } from '../chat/Chat.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { answer, question } from '../fixtures/said.ts'
import { scrolledBy, settled } from '../fixtures/settled.ts'
import { createView } from '../view/createView.ts'
import '../styles/styles.css'
import styles from '../styles/styles.css?inline'

afterEach(cleanup)

const words = 'Air scatters short wavelengths more than long ones. '.repeat(6)

/** So many turns, each higher than a few lines. */
function turns(count: number, prefix = ''): readonly Message[] {
  return Array.from({ length: count }, (_, n) => [
    question(`${prefix}q${n}`, `Question ${n}`),
    answer(`${prefix}a${n}`, `# Answer ${n}\n\n${words}\n\n${words}`),
  ]).flat()
}

interface Shown {
  readonly hand: ChatInHand
  readonly scroller: HTMLElement
}

function box(children: ReactNode): ReactNode {
  return <div style={{ inlineSize: 640, blockSize: 500 }}>{children}</div>
}

async function shown(
  messages: readonly Message[],
  props: Partial<ChatProps> = {},
  hand: ChatInHand = chatInHand({ messages }),
): Promise<Shown> {
  render(box(<Chat {...props} chat={hand.chat} />))
  const scroller = screen.getByRole('region', { name: 'Conversation' })
  await settled()
  return { hand, scroller }
}

function belowPx({ scrollTop, scrollHeight, clientHeight }: Element): number {
  return scrollHeight - clientHeight - scrollTop
}

function topOf(element: Element | null): number {
  return element?.getBoundingClientRect().top ?? NaN
}

async function begin({ hand }: Shown, text = 'And now?'): Promise<void> {
  await act(async () => {
    void hand.chat.sendMessage(text)
    await hand.script.accept()
  })
}

async function grow({ hand }: Shown, text = `${words}\n\n`): Promise<void> {
  await act(async () => {
    await hand.script.text(text)
    // As fast as the chat lets the screen follow.
    await hand.clock.advance(60)
    hand.frames.all()
  })
  await settled()
}

async function wheel({ scroller }: Shown, y: number): Promise<void> {
  await scrolledBy(scroller, () => userEvent.wheel(scroller, { delta: { y } }))
}

test('a conversation opens at its end, before it is first painted', () => {
  const hand = chatInHand({ messages: turns(20) })
  render(box(<Chat chat={hand.chat} />))
  expect(belowPx(screen.getByRole('region', { name: 'Conversation' }))).toBeLessThan(1)
})

describe('following', () => {
  test('the end is kept in view while an answer grows', async () => {
    const thread = await shown(turns(3))
    await begin(thread)
    for (let n = 0; n < 6; n++) {
      await grow(thread)
      expect(belowPx(thread.scroller)).toBeLessThan(1)
    }
  })

  test.each([1, 30, 60, 300])(
    'goes on when %i paragraphs come at once, again and again',
    async (count) => {
      const thread = await shown(turns(3))
      await begin(thread)
      for (let n = 0; n < 4; n++) {
        await grow(thread, `${words}\n\n`.repeat(count))
        expect(belowPx(thread.scroller)).toBeLessThan(1.5)
      }
    },
  )

  test.each([
    ['a wheel', (thread: Shown) => userEvent.wheel(thread.scroller, { delta: { y: -30 } })],
    [
      'a key',
      async (thread: Shown) => {
        thread.scroller.focus()
        await userEvent.keyboard('{PageUp}')
      },
    ],
    [
      'a scroll bar, find in page, a screen reader',
      async (thread: Shown) => thread.scroller.scrollBy(0, -30),
    ],
  ])('ends with %s that leads up, and nothing pulls the view back', async (_, move) => {
    const thread = await shown(turns(6))
    await begin(thread)
    await grow(thread)
    await scrolledBy(thread.scroller, () => move(thread))
    const topPx = thread.scroller.scrollTop
    for (let n = 0; n < 4; n++) await grow(thread)
    expect(thread.scroller.scrollTop).toBe(topPx)
  })

  test('goes on when the user comes back to the end', async () => {
    const thread = await shown(turns(6))
    await begin(thread)
    await wheel(thread, -60)
    await grow(thread)
    await wheel(thread, 5000)
    await grow(thread)
    expect(belowPx(thread.scroller)).toBeLessThan(1)
  })

  test('goes on when less is shown than before', async () => {
    const thread = await shown(turns(6))
    await begin(thread)
    await grow(thread)
    const last = document.querySelector<HTMLElement>('[data-part=message-body]')
    if (last !== null) last.style.display = 'none'
    await settled()
    await grow(thread)
    expect(belowPx(thread.scroller)).toBeLessThan(1)
  })

  test('a wheel over a box that scrolls by itself leaves nothing', async () => {
    const code = `\`\`\`\n${'a line\n'.repeat(80)}\`\`\``
    const thread = await shown([...turns(2), answer('code', code)])
    const inner = document.createElement('div')
    inner.style.cssText = 'block-size: 100px; overflow-y: auto'
    inner.innerHTML = '<div style="block-size: 400px"></div>'
    document.querySelector('[data-part=message-body]:last-of-type')?.append(inner)
    inner.scrollTop = 200
    await settled()
    await begin(thread)
    fireEvent.wheel(inner, { deltaY: -20 })
    await grow(thread)
    expect(belowPx(thread.scroller)).toBeLessThan(1)
  })

  test('while the mouse is pressed nothing moves under it, and what is marked stays in view', async () => {
    const thread = await shown(turns(6))
    await begin(thread)
    await grow(thread)
    const text = [...document.querySelectorAll('[data-part=markdown] p')].at(-1) as Element
    fireEvent.pointerDown(text, { pointerType: 'mouse', button: 0 })
    const topPx = thread.scroller.scrollTop
    await grow(thread)
    expect(thread.scroller.scrollTop).toBe(topPx)
    getSelection()?.selectAllChildren(text)
    fireEvent.pointerUp(text)
    await grow(thread)
    expect(thread.scroller.scrollTop).toBe(topPx)
    getSelection()?.removeAllRanges()
  })

  test('a press that marks nothing lets it go on', async () => {
    const thread = await shown(turns(6))
    await begin(thread)
    fireEvent.pointerDown(thread.scroller, { pointerType: 'mouse', button: 0 })
    await grow(thread)
    fireEvent.pointerUp(thread.scroller)
    await settled()
    expect(belowPx(thread.scroller)).toBeLessThan(1)
  })

  test('a view that gets lower, or was not there for a while, is still at the end', async () => {
    const thread = await shown(turns(6))
    const frame = thread.scroller.closest<HTMLElement>('[style]')?.parentElement as HTMLElement
    const outer = document.querySelector<HTMLElement>('[style*="block-size: 500px"]') ?? frame
    outer.style.blockSize = '300px'
    await settled()
    expect(belowPx(thread.scroller)).toBeLessThan(1)
    outer.style.display = 'none'
    await begin(thread)
    await grow(thread)
    outer.style.display = ''
    await settled()
    expect(belowPx(thread.scroller)).toBeLessThan(1)
  })
})

describe('asking', () => {
  test('leads back from wherever one has read', async () => {
    const thread = await shown(turns(10))
    await wheel(thread, -900)
    await begin(thread, 'Back at the end?')
    await settled()
    expect(belowPx(thread.scroller)).toBeLessThan(1)
    expect(screen.getByText('Back at the end?')).toBeTruthy()
  })

  test('what waited in the queue leads nowhere', async () => {
    const thread = await shown(turns(10))
    await begin(thread)
    void thread.hand.chat.sendMessage('Later.')
    await wheel(thread, -900)
    const topPx = thread.scroller.scrollTop
    await act(async () => {
      await thread.hand.script.text('Yes.')
      await thread.hand.script.finish()
      thread.hand.frames.all()
    })
    await settled()
    expect(thread.hand.chat.getState().messages.at(-1)?.role).toBe('user')
    expect(thread.scroller.scrollTop).toBe(topPx)
  })
})

/** What moves before the user's eyes from now on, by the browser's own measure. Returns how to end that. */
function watchShifts(): () => readonly number[] {
  const shifts: number[] = []
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shifts.push((entry as unknown as Shift).value)
  })
  observer.observe({ type: 'layout-shift' })
  return () => {
    observer.disconnect()
    return shifts
  }
}

interface Shift {
  readonly value: number
}

describe('a pinned question', () => {
  const pin = { onQuestion: 'pin' } as const

  function questionTop(thread: Shown): number {
    const asked = [...document.querySelectorAll('[data-role=user]')].at(-1) ?? null
    return topOf(asked) - topOf(thread.scroller)
  }

  test('goes to the top, and nothing shifts while its answer takes the room below', async () => {
    const thread = await shown(turns(6), pin)
    await begin(thread)
    await settled()
    expect(Math.abs(questionTop(thread) - 16)).toBeLessThan(1)
    const shifts = watchShifts()
    const { scrollHeight, scrollTop } = thread.scroller
    for (let n = 0; n < 3; n++) {
      await grow(thread, 'A short line of the answer. ')
      expect(thread.scroller.scrollHeight).toBe(scrollHeight)
      expect(thread.scroller.scrollTop).toBe(scrollTop)
    }
    // Longer than the room: the view stays, and says that there is more.
    for (let n = 0; n < 10; n++) await grow(thread)
    expect(thread.scroller.scrollTop).toBe(scrollTop)
    expect(screen.getByRole('button', { name: 'Jump to the end' })).toBeTruthy()
    expect(shifts()).toEqual([])
  })

  test('stays at the top, in every frame, when pictures, code and pages come late', async () => {
    const history = manualHistory()
    const thread = await shown([], pin, chatInHand({ messages: turns(8), history }))
    await begin(thread)
    await grow(thread, 'It is dark there.')
    /*
     * As it was painted. The browser's own measure of shifts knows only of pages that scroll, not of boxes: what comes above
     * and is made up for by scrolling counts as moved there.
     */
    const tops: number[] = []
    let frame = requestAnimationFrame(function look() {
      setTimeout(() => tops.push(questionTop(thread)))
      frame = requestAnimationFrame(look)
    })
    const picture = document.createElement('img')
    picture.style.cssText = 'display: block; inline-size: 40px; block-size: 0'
    document.querySelector('[data-message-id=a7] [data-part=message-body]')?.prepend(picture)
    const code = document.createElement('pre')
    document.querySelector('[data-message-id=a5] [data-part=message-body]')?.append(code)
    await settled()
    picture.style.blockSize = '137px'
    await settled()
    code.textContent = 'const a = 1\n'.repeat(9)
    await settled()
    await act(async () => {
      void thread.hand.chat.loadEarlier()
      await history.bring(turns(9, 'older-'))
    })
    await settled()
    // And what comes behind what has been written of the answer.
    const shifts = watchShifts()
    const later = document.createElement('img')
    later.style.cssText = 'display: block; inline-size: 40px; block-size: 60px'
    document.querySelector('[data-status=streaming] [data-part=message-body]')?.append(later)
    await settled()
    cancelAnimationFrame(frame)
    expect(shifts()).toEqual([])
    expect(tops.length).toBeGreaterThan(9)
    expect(tops.filter((top) => Math.abs(top - 16) >= 1)).toEqual([])
  })

  test('that is higher than the view shows its end, and the answer', async () => {
    const thread = await shown(turns(2), pin)
    await begin(thread, 'A very long question.\n'.repeat(60))
    await settled()
    const asked = [...document.querySelectorAll('[data-role=user]')].at(-1) as Element
    const bottom = asked.getBoundingClientRect().bottom - topOf(thread.scroller)
    expect(Math.abs(bottom - thread.scroller.clientHeight * 0.4)).toBeLessThan(1)
    await grow(thread, 'Because.')
    // Its answer is what was waited for.
    expect(document.querySelector('[data-part=thread-unread]')).toBeNull()
  })

  test('is let go by the user, and the end is followed again once he is there', async () => {
    const thread = await shown(turns(6), pin)
    await begin(thread)
    for (let n = 0; n < 6; n++) await grow(thread)
    await wheel(thread, 100)
    const topPx = thread.scroller.scrollTop
    await grow(thread)
    expect(thread.scroller.scrollTop).toBe(topPx)
    await wheel(thread, 9000)
    await grow(thread)
    expect(belowPx(thread.scroller)).toBeLessThan(1)
  })
})

describe('the place of who has left the end', () => {
  /** A line of text near the top of what is seen. */
  function read({ scroller }: Shown): Element {
    const top = topOf(scroller)
    const lines = [...document.querySelectorAll('[data-part=markdown] p')]
    const seen = lines.find((line) => topOf(line) >= top)
    if (seen === undefined) throw new Error('Nothing is in view.')
    return seen
  }

  test.each([20, 200])('is kept when a page comes in front of %i messages', async (count) => {
    const history = manualHistory()
    const thread = await shown([], {}, chatInHand({ messages: turns(count / 2), history }))
    await wheel(thread, -700)
    const line = read(thread)
    const topPx = topOf(line)
    await act(async () => {
      void thread.hand.chat.loadEarlier()
      await history.bring(turns(25, 'older-'))
    })
    expect(thread.hand.chat.getState().messages).toHaveLength(count + 50)
    expect(Math.abs(topOf(line) - topPx)).toBeLessThan(1)
    await settled()
    expect(Math.abs(topOf(line) - topPx)).toBeLessThan(1)
  })

  test('is kept when a picture above it comes late, in the same message and in the same paragraph', async () => {
    const thread = await shown(turns(10))
    await wheel(thread, -700)
    const line = read(thread)
    const topPx = topOf(line)
    const message = line.closest('[data-part=message]')
    const image = document.createElement('img')
    image.style.cssText = 'display: block; inline-size: 10px; block-size: 0'
    message?.querySelector('[data-part=message-body]')?.prepend(image)
    await settled()
    image.style.blockSize = '333px'
    await settled()
    expect(Math.abs(topOf(line) - topPx)).toBeLessThan(1)
    // In the paragraph that crosses the upper edge: the line there is what is read.
    thread.scroller.scrollBy(0, topOf(line) - topOf(thread.scroller) + 40)
    await settled()
    const last = document.createRange()
    last.setStart(line.firstChild as Text, words.length - 10)
    last.setEnd(line.firstChild as Text, words.length - 5)
    const lastTopPx = last.getBoundingClientRect().top
    const inline = document.createElement('span')
    inline.style.cssText = 'display: inline-block; inline-size: 10px; block-size: 90px'
    line.prepend(inline)
    await settled()
    expect(Math.abs(last.getBoundingClientRect().top - lastTopPx)).toBeLessThan(1)
  })

  test('is kept when the view gets lower', async () => {
    const thread = await shown(turns(10))
    await wheel(thread, -700)
    const line = read(thread)
    const topPx = topOf(line)
    const outer = document.querySelector<HTMLElement>('[style*="block-size: 500px"]')
    if (outer !== null) outer.style.blockSize = '350px'
    await settled()
    expect(Math.abs(topOf(line) - topPx)).toBeLessThan(1)
  })
})

describe('what is new', () => {
  async function finish({ hand }: Shown): Promise<void> {
    await act(async () => {
      await hand.script.finish()
      hand.frames.all()
    })
  }

  test('is counted while the end is out of sight, and marked where it begins', async () => {
    const thread = await shown(turns(10))
    await begin(thread)
    void thread.hand.chat.sendMessage('Later.')
    await wheel(thread, -900)
    expect(screen.getByRole('button', { name: 'Jump to the end' }).dataset['busy']).toBe('')
    expect(document.querySelector('[data-part=thread-unread]')).toBeNull()
    await act(async () => {
      await thread.hand.script.text('Yes.')
      await thread.hand.script.finish()
      thread.hand.frames.all()
      await thread.hand.script.accept()
      await thread.hand.script.text(`${words}\n\n`.repeat(12))
      await thread.hand.script.finish()
      thread.hand.frames.all()
    })
    await settled()
    // The user's own question is not new to him.
    const button = screen.getByRole('button', { name: '2 new messages, jump there' })
    expect(button.textContent).toBe('2 new messages')
    const mark = document.querySelector('[data-part=thread-unread]')
    expect(mark?.textContent).toBe('New')
    fireEvent.click(button)
    await settled()
    // Where it begins, and then to the end.
    expect(topOf(mark) - topOf(thread.scroller)).toBeLessThan(40)
    fireEvent.click(screen.getByRole('button', { name: '2 new messages, jump there' }))
    await settled()
    expect(belowPx(thread.scroller)).toBeLessThan(1)
    expect(screen.queryByRole('button', { name: /jump/i })).toBeNull()
    expect(document.activeElement).toBe(thread.scroller)
    // It stays to be found, until the next question.
    expect(document.querySelector('[data-part=thread-unread]')).not.toBeNull()
    await begin(thread)
    await finish(thread)
    expect(document.querySelector('[data-part=thread-unread]')).toBeNull()
  })
})

test.each([20, 300])(
  'a conversation of %i turns opens where its reader had stopped',
  async (count) => {
    const view = createView({ seenId: `a${count - 6}` })
    const { scroller } = await shown(turns(count), { view })
    await settled()
    const mark = document.querySelector('[data-part=thread-unread]')
    expect(Math.abs(topOf(mark?.nextElementSibling ?? null) - topOf(scroller) - 16)).toBeLessThan(1)
    expect(screen.getByRole('button', { name: '5 new messages, jump there' })).toBeTruthy()
  },
)

describe('a message by its id', () => {
  test('is led to from outside of the chat, with the focus', async () => {
    const view = createView()
    expect(await view.goTo('a0')).toBe(false)
    const thread = await shown(turns(30), { view })
    expect(await view.goTo('a3')).toBe(true)
    await settled()
    expect((document.activeElement as HTMLElement).dataset['messageId']).toBe('a3')
    const { top, bottom } = thread.scroller.getBoundingClientRect()
    expect(topOf(document.activeElement)).toBeGreaterThanOrEqual(top)
    expect(topOf(document.activeElement)).toBeLessThan(bottom)
    expect(await view.goTo('nowhere')).toBe(false)
    view.toEnd()
    await settled()
    expect(belowPx(thread.scroller)).toBeLessThan(1)
  })

  test('is loaded with the pages before it, and not where they cannot be', async () => {
    const view = createView()
    const history = manualHistory()
    const messages = turns(15)
    await shown([], { view }, chatInHand({ messages, history }))
    const going = view.goTo('older-2-q3')
    await act(() => history.bring(turns(20, 'older-1-')))
    await act(() => history.bring(turns(20, 'older-2-'), false))
    expect(await going).toBe(true)
    expect((document.activeElement as HTMLElement).dataset['messageId']).toBe('older-2-q3')
    expect(await view.goTo('older-3-q3')).toBe(false)
  })
})

test('the way to the end is short where motion is unwelcome, and seen where it is not', async () => {
  const thread = await shown(turns(6))
  const tops: number[] = []
  thread.scroller.addEventListener('scroll', () => tops.push(thread.scroller.scrollTop))
  await wheel(thread, -600)
  tops.length = 0
  fireEvent.click(screen.getByRole('button', { name: 'Jump to the end' }))
  expect(belowPx(thread.scroller)).toBeLessThan(1)
  // The browser of these tests asks for less motion.
  const asked = vi.spyOn(window, 'matchMedia').mockReturnValue({ matches: false } as MediaQueryList)
  await wheel(thread, -600)
  tops.length = 0
  fireEvent.click(screen.getByRole('button', { name: 'Jump to the end' }))
  await vi.waitFor(() => expect(belowPx(thread.scroller)).toBeLessThan(1))
  expect(new Set(tops).size).toBeGreaterThan(2)
  expect(tops).toEqual(tops.toSorted((one, other) => one - other))
  asked.mockRestore()
})

test('a way that is being gone ends where the user turns', async () => {
  const asked = vi.spyOn(window, 'matchMedia').mockReturnValue({ matches: false } as MediaQueryList)
  const thread = await shown(turns(6))
  await wheel(thread, -700)
  fireEvent.click(screen.getByRole('button', { name: 'Jump to the end' }))
  await act(() => new Promise((resolve) => requestAnimationFrame(() => resolve(undefined))))
  fireEvent.wheel(thread.scroller, { deltaY: -10 })
  const topPx = thread.scroller.scrollTop
  await settled()
  expect(belowPx(thread.scroller)).toBeGreaterThan(10)
  expect(Math.abs(thread.scroller.scrollTop - topPx)).toBeLessThan(2)
  asked.mockRestore()
})

test('no listener and no observer is left when it goes', async () => {
  const observed = vi.spyOn(ResizeObserver.prototype, 'disconnect')
  const { hand } = await shown(turns(3))
  cleanup()
  expect(observed).toHaveBeenCalled()
  await act(() => playTurn(hand))
  observed.mockRestore()
})

test('what is marked in a shadow root stays in view too', async () => {
  const page = document.createElement('div')
  document.body.append(page)
  const root = page.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles)
  root.adoptedStyleSheets = [sheet]
  const container = root.appendChild(document.createElement('div'))
  container.style.cssText = 'inline-size: 640px; block-size: 500px'
  const hand = chatInHand({ messages: turns(6) })
  render(<Chat chat={hand.chat} />, { container })
  const scroller = root.querySelector('[data-part=thread-scroller]') as HTMLElement
  const thread = { hand, scroller }
  await begin(thread)
  await grow(thread)
  expect(belowPx(scroller)).toBeLessThan(1)
  const text = [...root.querySelectorAll('[data-part=markdown] p')].at(-1) as Element
  fireEvent.pointerDown(text, { pointerType: 'mouse', button: 0 })
  getSelection()?.setBaseAndExtent(text, 0, text, 1)
  fireEvent.pointerUp(text)
  const topPx = scroller.scrollTop
  await grow(thread)
  expect(scroller.scrollTop).toBe(topPx)
  getSelection()?.removeAllRanges()
  cleanup()
  page.remove()
})
