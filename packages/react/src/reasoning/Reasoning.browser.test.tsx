import type { Chunk, ReasoningPart } from '@millrace/protocol'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { Profiler, type ReactNode, StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import '../styles/styles.css'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { Markdown } from '../markdown/Markdown.tsx'
import { MessageParts } from '../message/MessageParts.tsx'
import { MessageRoot } from '../message/MessageRoot.tsx'
import { ReasoningPanel } from './ReasoningPanel.tsx'
import * as Reasoning from './parts.ts'

afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

function part(text: string, state?: ReasoningPart['state']): ReasoningPart {
  return state === undefined ? { type: 'reasoning', text } : { type: 'reasoning', text, state }
}

/** Thoughts that grow as a test says. */
function think(wrap: (children: ReactNode) => ReactNode = (children) => children): {
  readonly say: (text: string) => void
  readonly end: (text: string) => void
} {
  const panel = (shown: ReasoningPart, streaming: boolean): ReactNode =>
    wrap(
      <div data-part="chat">
        <ReasoningPanel part={shown} streaming={streaming} />
      </div>,
    )
  const { rerender } = render(panel(part('', 'streaming'), true))
  return {
    say: (text) => rerender(panel(part(text, 'streaming'), true)),
    end: (text) => rerender(panel(part(text, 'done'), false)),
  }
}

function trigger(): HTMLElement {
  return screen.getByRole('button', { name: /Think|Thought/ })
}

function content(): HTMLElement {
  const found = document.querySelector<HTMLElement>('[data-part=reasoning-content]')
  if (found === null) throw new Error('There is no content.')
  return found
}

function isOpen(): boolean {
  return trigger().getAttribute('aria-expanded') === 'true' && !content().hidden
}

test('ids of the caller are those that the two halves name', () => {
  render(
    <Reasoning.Root part={part('Let me see.', 'streaming')} streaming>
      <Reasoning.Trigger id="own-trigger" />
      <Reasoning.Content id="own-content" />
    </Reasoning.Root>,
  )
  expect(trigger().id).toBe('own-trigger')
  expect(trigger().getAttribute('aria-controls')).toBe('own-content')
  expect(content().id).toBe('own-content')
  expect(content().getAttribute('aria-labelledby')).toBe('own-trigger')
})

test('thoughts are open while they come, and close by themselves with their time', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { say, end } = think()
  say('First')
  expect(trigger().textContent).toBe('Thinking…')
  expect(isOpen()).toBe(true)
  vi.advanceTimersByTime(12_300)
  end('First, second.')
  expect(trigger().textContent).toBe('Thought for 12 sec')
  expect(isOpen()).toBe(false)
  expect(content().getAttribute('hidden')).toBe('until-found')
})

test('in StrictMode the time is counted from the beginning, once', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { say, end } = think((children) => <StrictMode>{children}</StrictMode>)
  say('First')
  vi.advanceTimersByTime(65_000)
  end('First, second.')
  expect(trigger().textContent).toBe('Thought for 1 min 5 sec')
})

test('no time is said of thoughts whose beginning nobody saw, and none of what was loaded', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const long = 'Somebody thought this long before. '.repeat(10)
  const { rerender } = render(<ReasoningPanel part={part(long, 'streaming')} streaming />)
  vi.advanceTimersByTime(5000)
  rerender(<ReasoningPanel part={part(long, 'done')} streaming={false} />)
  expect(trigger().textContent).toBe('Thoughts')
  cleanup()
  render(<ReasoningPanel part={part('Loaded')} streaming={false} />)
  expect(trigger().textContent).toBe('Thoughts')
  expect(isOpen()).toBe(false)
})

test('thoughts that the reader closed stay closed', () => {
  const { say, end } = think()
  say('First')
  fireEvent.click(trigger())
  say('First, second')
  expect(isOpen()).toBe(false)
  end('First, second.')
  expect(isOpen()).toBe(false)
})

test('thoughts that the reader opened stay open, in the box that they had', () => {
  const { say, end } = think()
  say('First')
  fireEvent.click(trigger())
  fireEvent.click(trigger())
  end('First, second.')
  expect(isOpen()).toBe(true)
  expect(content().hasAttribute('data-bounded')).toBe(true)
  // Opened anew they are as long as they are.
  fireEvent.click(trigger())
  fireEvent.click(trigger())
  expect(isOpen()).toBe(true)
  expect(content().hasAttribute('data-bounded')).toBe(false)
})

test('thoughts do not close around the focus', () => {
  const { say, end } = think()
  say('First')
  act(() => content().focus())
  end('First, second.')
  expect(isOpen()).toBe(true)
  expect(document.activeElement).toBe(content())
})

test('thoughts that were kept to themselves are a line while they last, and nothing after', () => {
  const { end } = think()
  expect(trigger().textContent).toBe('Thinking…')
  end('')
  expect(document.querySelector('[data-part=reasoning]')).toBeNull()
})

test('a part that is done is not thought any more, though the answer goes on', () => {
  render(<ReasoningPanel part={part('Done.', 'done')} streaming />)
  expect(trigger().textContent).toBe('Thoughts')
  expect(document.querySelector('[data-streaming]')).toBeNull()
})

test('long thoughts stay at their end in a box that the keyboard scrolls, until the reader leaves the end', async () => {
  const { say } = think()
  const lines = (count: number): string =>
    Array.from({ length: count }, (_, index) => `Line ${index}`).join('\n\n')
  say(lines(60))
  const box = content()
  const last = (): DOMRect | undefined =>
    [...box.querySelectorAll('p')].at(-1)?.getBoundingClientRect()
  const end = (): number => box.getBoundingClientRect().bottom
  expect(box.clientHeight).toBeLessThanOrEqual(240)
  expect(box.scrollHeight).toBeGreaterThan(1000)
  expect(box.getAttribute('aria-labelledby')).toBe(trigger().id)
  await frame()
  expect(last()?.bottom).toBeLessThanOrEqual(end() + 1)
  say(lines(80))
  await frame()
  expect(last()?.bottom).toBeLessThanOrEqual(end() + 1)
  box.scrollTop -= 400
  const read = screen.getByText('Line 66')
  await frame()
  const before = read.getBoundingClientRect().top
  say(lines(90))
  await frame()
  expect(Math.abs(read.getBoundingClientRect().top - before)).toBeLessThan(1)
  trigger().focus()
  await userEvent.tab()
  expect(document.activeElement).toBe(box)
})

/** Until the next picture has been painted: sizes are observed while it is made. */
async function frame(): Promise<void> {
  for (let count = 0; count < 2; count++) {
    await new Promise((resolve) => void requestAnimationFrame(resolve))
  }
}

test('what is closed is not seen, not focused and not a stop for Tab', async () => {
  render(
    <>
      <ReasoningPanel part={part('A [link](https://example.com).')} streaming={false} />
      <button type="button">after</button>
    </>,
  )
  trigger().focus()
  await userEvent.tab()
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'after' }))
  content().querySelector('a')?.focus()
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'after' }))
  expect(content().hasAttribute('role')).toBe(false)
})

test('thoughts are in no live region', () => {
  const { say } = think()
  say('First')
  expect(
    content().closest('[aria-live], output, [role=log], [role=status], [role=alert]'),
  ).toBeNull()
})

test('thoughts are Markdown whose lines stay, and no element comes of what is hostile (T-51, T-57)', () => {
  const { say } = think()
  say('One **bold** line\nand another\n\n<button>Approve</button>')
  expect(content().querySelector('strong')?.textContent).toBe('bold')
  const [paragraph] = content().querySelectorAll('p')
  if (paragraph === undefined) throw new Error('There is no paragraph.')
  expect(paragraph.textContent).toBe('One bold line\nand another')
  expect(getComputedStyle(paragraph).whiteSpace).toBe('pre-line')
  expect(content().querySelector('button')).toBeNull()
})

test('a caller makes it of parts, and says whether it is open', () => {
  const wanted: boolean[] = []
  const tree = (open: boolean): ReactNode => (
    <Reasoning.Root
      part={part('Idea')}
      open={open}
      onOpenChange={(next) => wanted.push(next)}
      className={(state) => (state.open ? 'open' : 'closed')}
    >
      <Reasoning.Trigger>Thought?</Reasoning.Trigger>
      <Reasoning.Content render={<section />} />
    </Reasoning.Root>
  )
  const { rerender } = render(tree(false))
  expect(content().getAttribute('hidden')).toBe('')
  fireEvent.click(trigger())
  expect(wanted).toEqual([true])
  expect(isOpen()).toBe(false)
  rerender(tree(true))
  expect(isOpen()).toBe(true)
  expect(document.querySelector('.open > section')).toBe(content())
})

test('a token of thoughts renders only these thoughts', async () => {
  const renders: string[] = []
  const hand: ChatInHand = chatInHand()
  render(
    <ChatProvider chat={hand.chat}>
      <MessageRoot id="a">
        <MessageParts
          components={{
            reasoning: ({ part: shown, streaming }) => (
              <Profiler id={shown.id ?? shown.text.slice(0, 3)} onRender={(id) => renders.push(id)}>
                <ReasoningPanel part={shown} streaming={streaming} />
              </Profiler>
            ),
            text: ({ part: { text } }) => (
              <Profiler id="text" onRender={(id) => renders.push(id)}>
                <Markdown text={text} />
              </Profiler>
            ),
          }}
        />
      </MessageRoot>
    </ChatProvider>,
  )
  async function push(...chunks: readonly Chunk[]): Promise<void> {
    await act(async () => {
      await hand.script.push(...chunks)
      await hand.clock.advance(100)
      hand.frames.all()
    })
  }
  await act(async () => {
    void hand.chat.sendMessage('Hi')
    await hand.script.accept({ type: 'start', messageId: 'a' })
  })
  await push(
    { type: 'reasoning-start', id: '1' },
    { type: 'reasoning-delta', id: '1', delta: 'One.' },
    { type: 'reasoning-end', id: '1' },
  )
  await push(
    { type: 'text-start', id: 't' },
    { type: 'text-delta', id: 't', delta: 'Text.' },
    { type: 'text-end', id: 't' },
  )
  await push(
    { type: 'reasoning-start', id: '2' },
    { type: 'reasoning-delta', id: '2', delta: 'Two' },
  )
  const names = new Set(renders)
  renders.length = 0
  for (const delta of [' is', ' next', ' to']) {
    await push({ type: 'reasoning-delta', id: '2', delta })
  }
  expect(screen.getByText('Two is next to')).toBeTruthy()
  expect(names.size).toBeGreaterThanOrEqual(3)
  expect(new Set(renders).size).toBe(1)
  expect(renders.length).toBeLessThanOrEqual(6)
})

test('what a server rendered comes to life without a warning, without a time', async () => {
  const errors = vi.spyOn(console, 'error')
  const tree = (
    <StrictMode>
      <ReasoningPanel part={part('Loaded', 'done')} streaming={false} />
      <ReasoningPanel part={part('Coming', 'streaming')} streaming />
    </StrictMode>
  )
  const host = document.createElement('div')
  host.innerHTML = renderToString(tree)
  expect(host.textContent).toBe('ThoughtsLoadedThinking…Coming')
  document.body.append(host)
  const before = [...host.querySelectorAll('[data-part]')]
  const root = await act(async () => hydrateRoot(host, tree))
  expect([...host.querySelectorAll('[data-part]')]).toEqual(before)
  fireEvent.click(screen.getByRole('button', { name: 'Thoughts' }))
  expect(content().hidden).toBe(false)
  expect(errors).not.toHaveBeenCalled()
  errors.mockRestore()
  await act(async () => root.unmount())
  host.remove()
})
