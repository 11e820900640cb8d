import type { Message } from '@millrace/protocol'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { renderToString } from 'react-dom/server'
import { hydrateRoot } from 'react-dom/client'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { Chat, type ChatProps } from '../chat/Chat.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { answer, question } from '../fixtures/said.ts'
import { scrolledBy, settled } from '../fixtures/settled.ts'
import { createView } from '../view/createView.ts'
import '../styles/styles.css'

afterEach(cleanup)

const words = 'Air scatters short wavelengths more than long ones. '

/** Messages of all heights: a line, a page, a list, code. */
function conversation(count: number): readonly Message[] {
  return Array.from({ length: count }, (_, n) => {
    if (n % 2 === 0) return question(`m${n}`, `Question ${n}`)
    const text = words.repeat(1 + ((n * 7) % 13))
    const code = n % 9 === 0 ? `\n\n\`\`\`ts\n${'const a = 1\n'.repeat(n % 31)}\`\`\`` : ''
    return answer(`m${n}`, `# Answer ${n}\n\n${text}${code}`)
  })
}

function scrollerOf(): HTMLElement {
  return screen.getByRole('region', { name: 'Conversation' })
}

async function shown(
  messages: readonly Message[],
  props: Partial<ChatProps> = {},
  hand: ChatInHand = chatInHand({ messages }),
): Promise<ChatInHand> {
  render(
    <div style={{ inlineSize: 640, blockSize: 500 }}>
      <Chat {...props} chat={hand.chat} />
    </div>,
  )
  // What plans comes a moment later: then there is room for those that are not mounted.
  await vi.waitFor(() => {
    expect(document.querySelector<HTMLElement>('li')?.style.marginBlockStart).toMatch(/px$/)
  })
  await settled()
  return hand
}

function mounted(): readonly string[] {
  const items = document.querySelectorAll<HTMLElement>('[data-part=messages] [data-message-id]')
  return [...items].map((item) => item.dataset['messageId'] ?? '')
}

/** Nothing but messages is seen: no hole where some should be. */
function expectNoHole(): void {
  const view = scrollerOf().getBoundingClientRect()
  const rects = [...document.querySelectorAll('[data-part=messages] > li')]
    .map((item) => item.getBoundingClientRect())
    .filter(({ bottom, top }) => bottom > view.top && top < view.bottom)
  expect(rects.length).toBeGreaterThan(0)
  for (const [at, { top }] of rects.entries()) {
    const above = rects[at - 1]?.bottom ?? view.top + 1
    // The gap between two messages.
    expect(top - above).toBeLessThan(40)
  }
}

function belowPx({ scrollTop, scrollHeight, clientHeight }: Element): number {
  return scrollHeight - clientHeight - scrollTop
}

test('1,000 messages mount only what is near the screen, and open at the end', async () => {
  await shown(conversation(1000))
  expect(mounted().length).toBeLessThanOrEqual(20)
  expect(mounted().at(-1)).toBe('m999')
  expect(belowPx(scrollerOf())).toBeLessThan(1)
  expectNoHole()
  // The length of the scroll bar is that of all of them, as far as one knows.
  expect(scrollerOf().scrollHeight).toBeGreaterThan(1000 * 60)
})

test('up to 100 all are in the page, where the browser finds them', async () => {
  const hand = chatInHand({ messages: conversation(100) })
  render(
    <div style={{ inlineSize: 640, blockSize: 500 }}>
      <Chat chat={hand.chat} />
    </div>,
  )
  await settled()
  expect(mounted()).toHaveLength(100)
  const find = (window as unknown as { find(text: string): boolean }).find
  getSelection()?.removeAllRanges()
  expect(find.call(window, 'Answer 3')).toBe(true)
  const found = getSelection()?.anchorNode?.parentElement as Element
  // As browsers do it for their own search, and not for this one.
  found.scrollIntoView({ block: 'center' })
  await settled()
  const view = scrollerOf().getBoundingClientRect()
  expect(found.getBoundingClientRect().top).toBeGreaterThanOrEqual(view.top)
  expect(found.getBoundingClientRect().bottom).toBeLessThanOrEqual(view.bottom)
  // Who looks for something has left the end.
  const topPx = scrollerOf().scrollTop
  await act(async () => {
    hand.chat.setMessages((messages) => [...messages, answer('more', words.repeat(30))])
  })
  await settled()
  expect(scrollerOf().scrollTop).toBe(topPx)
  getSelection()?.removeAllRanges()
})

test('wherever one scrolls to there are messages, and not more than near the screen', async () => {
  await shown(conversation(1000))
  const scroller = scrollerOf()
  for (const share of [0.5, 0.1, 0.9, 0.33, 0, 1]) {
    scroller.scrollTop = share * scroller.scrollHeight
    await settled()
    expectNoHole()
    expect(mounted().length).toBeLessThan(45)
  }
  scroller.scrollTop = 0
  await settled()
  expect(mounted()[0]).toBe('m0')
  const first = document.querySelector('[data-message-id=m0]') as Element
  expect(first.getBoundingClientRect().top - scroller.getBoundingClientRect().top).toBeLessThan(40)
})

test('scrolling up by the wheel, nothing jumps when what comes is higher than was thought', async () => {
  await shown(conversation(400))
  const scroller = scrollerOf()
  for (let turn = 0; turn < 40; turn++) {
    const view = scroller.getBoundingClientRect()
    const line = [...document.querySelectorAll('[data-part=message]')].find(
      (message) => message.getBoundingClientRect().bottom > view.top + 250,
    ) as Element
    const before = line.getBoundingClientRect().top
    await scrolledBy(scroller, () => userEvent.wheel(scroller, { delta: { y: -200 } }))
    expect(line.getBoundingClientRect().top - before).toBeCloseTo(200, 0)
    expectNoHole()
  }
})

test('keys lead from message to message through all of them, and to both ends', async () => {
  await shown(conversation(300))
  const scroller = scrollerOf()
  scroller.focus()
  for (let step = 1; step <= 40; step++) {
    await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}')
    await vi.waitFor(() => {
      const { dataset } = document.activeElement as HTMLElement
      expect(dataset['messageId']).toBe(`m${300 - step}`)
    })
  }
  await settled()
  expectNoHole()
  await userEvent.keyboard('{Home}')
  await vi.waitFor(() => expect(scroller.scrollTop).toBe(0))
  await settled()
  expect(mounted()).toContain('m0')
  // What has the focus stays, wherever it is.
  expect((document.activeElement as HTMLElement).dataset['messageId']).toBe('m260')
  await userEvent.keyboard('{Control>}{End}{/Control}')
  await settled()
  expect(belowPx(scroller)).toBeLessThan(1)
  expect((document.activeElement as HTMLElement).dataset['messageId']).toBe('m299')
})

test('Home leads to the very beginning, though what stands there is higher or lower than was thought', async () => {
  await shown(conversation(300))
  const scroller = scrollerOf()
  scroller.focus()
  for (const fromPx of [900, 1056, 2000]) {
    scroller.scrollTop = fromPx
    await settled()
    await userEvent.keyboard('{Home}')
    await settled()
    expect(scroller.scrollTop).toBe(0)
    expect(mounted()).toContain('m0')
  }
  // Who goes on from there reads on as ever.
  await scrolledBy(scroller, () => userEvent.keyboard('{PageDown}'))
  expect(scroller.scrollTop).toBeGreaterThan(100)
})

test('who went to the beginning keeps what he reads when a page comes in front of it', async () => {
  const { chat } = await shown(conversation(300))
  const scroller = scrollerOf()
  scroller.focus()
  await userEvent.keyboard('{Home}')
  await settled()
  const topPx = (): number =>
    document.querySelector('[data-message-id=m0]')?.getBoundingClientRect().top ?? Number.NaN
  const before = topPx()
  const earlier = conversation(20).map((message) => ({ ...message, id: `earlier-${message.id}` }))
  act(() => chat.setMessages((messages) => [...earlier, ...messages]))
  await settled()
  expect(Math.abs(topPx() - before)).toBeLessThan(1)
  expect(scroller.scrollTop).toBeGreaterThan(500)
})

test('a message that is not mounted is led to by its id', async () => {
  const view = createView()
  await shown(conversation(2000), { view })
  for (const id of ['m3', 'm1500', 'm777', 'm1999', 'm0']) {
    expect(await view.goTo(id)).toBe(true)
    await settled()
    const message = document.activeElement as HTMLElement
    expect(message.dataset['messageId']).toBe(id)
    const { top, bottom } = scrollerOf().getBoundingClientRect()
    const rect = message.getBoundingClientRect()
    expect(rect.bottom).toBeGreaterThan(top)
    expect(rect.top).toBeLessThan(bottom)
    expectNoHole()
  }
})

test('a screen reader hears where in the conversation a message stands', async () => {
  await shown(conversation(1000))
  const last = document.querySelector('[data-part=messages] > li:last-child')
  expect(last?.getAttribute('aria-posinset')).toBe('1000')
  expect(last?.getAttribute('aria-setsize')).toBe('1000')
})

describe('what the user has to do with stays mounted', () => {
  test('what he opened is open when he comes back', async () => {
    const thoughts = answer('m1', [
      { type: 'reasoning', text: 'Let me think.', state: 'done' },
      { type: 'text', text: 'Well.' },
    ])
    await shown([question('m0', 'Why?'), thoughts, ...conversation(300).slice(2)])
    const scroller = scrollerOf()
    scroller.scrollTop = 0
    await settled()
    const trigger = document.querySelector('[data-part=reasoning-trigger]') as Element
    await userEvent.click(trigger)
    scroller.scrollTop = scroller.scrollHeight
    await settled()
    expectNoHole()
    expect(mounted()).toContain('m1')
    scroller.scrollTop = 0
    await settled()
    expect(document.querySelector('[data-part=reasoning-trigger]')).toBe(trigger)
    expect(trigger.getAttribute('aria-expanded')).toBe('true')
  })

  test('a question that is being reworded', async () => {
    await shown(conversation(300))
    const scroller = scrollerOf()
    const edit = screen.getAllByRole('button', { name: 'Edit' }).at(-1) as Element
    fireEvent.click(edit)
    const editor = screen.getByRole('textbox', { name: 'Edited message' })
    fireEvent.change(editor, { target: { value: 'In other words' } })
    scroller.scrollTop = 0
    await settled()
    expect(screen.getByRole('textbox', { name: 'Edited message' })).toBe(editor)
    expectNoHole()
  })

  test('what is marked, and all between', async () => {
    await shown(conversation(300))
    const scroller = scrollerOf()
    const last = document.querySelector('[data-message-id=m299] p') as Element
    const from = mounted()[2] ?? ''
    const first = document.querySelector(`[data-message-id=${from}] p`) as Element
    getSelection()?.setBaseAndExtent(first, 0, last, 1)
    const marked = getSelection()?.toString()
    scroller.scrollTop = 0
    await settled()
    expect(getSelection()?.toString()).toBe(marked)
    getSelection()?.removeAllRanges()
  })
})

test('an answer streams at the end while the user reads at the beginning', async () => {
  const hand = await shown(conversation(1000))
  await act(async () => {
    void hand.chat.sendMessage('And now?')
    await hand.script.accept()
  })
  const scroller = scrollerOf()
  scroller.scrollTop = 0
  await settled()
  for (let n = 0; n < 5; n++) {
    await act(async () => {
      await hand.script.text(words.repeat(4))
      await hand.clock.advance(60)
      hand.frames.all()
    })
    await settled()
    expect(scroller.scrollTop).toBe(0)
  }
  // What he does not see is not rendered either.
  expect(document.querySelector('[data-status=streaming]')).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: /jump/i }))
  await settled()
  expect(document.querySelector('[data-status=streaming]')?.textContent).toContain(words.trim())
})

test('on paper all of them stand', async () => {
  await shown(conversation(150))
  act(() => void window.dispatchEvent(new Event('beforeprint')))
  expect(mounted()).toHaveLength(150)
  act(() => void window.dispatchEvent(new Event('afterprint')))
  await settled()
  expect(mounted().length).toBeLessThan(45)
  expectNoHole()
})

test('another branch, another conversation, and none', async () => {
  const hand = await shown(conversation(300))
  scrollerOf().scrollTop = 0
  await settled()
  act(() => hand.chat.setMessages(conversation(700).slice(350)))
  await settled()
  expectNoHole()
  act(() => hand.chat.setMessages(conversation(3)))
  await settled()
  expect(mounted()).toEqual(['m0', 'm1', 'm2'])
  act(() => hand.chat.setMessages([]))
  await settled()
  expect(mounted()).toEqual([])
  act(() => hand.chat.setMessages(conversation(400)))
  await settled()
  expectNoHole()
})

test('a page that a server has rendered with the end of it is taken over without a word', async () => {
  const hand = chatInHand({ messages: conversation(500) })
  const page = document.createElement('div')
  page.style.cssText = 'inline-size: 640px; block-size: 500px'
  document.body.append(page)
  page.innerHTML = renderToString(<Chat chat={hand.chat} />)
  expect(page.querySelectorAll('[data-message-id]')).toHaveLength(20)
  const complaints = vi.spyOn(console, 'error')
  const root = await act(async () => hydrateRoot(page, <Chat chat={hand.chat} />))
  await settled()
  expect(complaints).not.toHaveBeenCalled()
  expectNoHole()
  act(() => root.unmount())
  page.remove()
  complaints.mockRestore()
})
