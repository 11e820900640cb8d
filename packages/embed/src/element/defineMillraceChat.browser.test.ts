import { getByRole, waitFor } from '@testing-library/dom'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { encode, endOfStream } from '@millrace/protocol'
import { defineMillraceChat } from './defineMillraceChat.ts'
import type { MillraceChatElement } from './MillraceChatElement.ts'

beforeAll(() => defineMillraceChat())
const realFetch = globalThis.fetch
afterEach(() => {
  globalThis.fetch = realFetch
  document.body.replaceChildren()
  for (const style of document.head.querySelectorAll('style[data-test]')) style.remove()
})

function added(parent: HTMLElement = document.body): MillraceChatElement {
  const element = document.createElement('millrace-chat') as MillraceChatElement
  parent.append(element)
  return element
}

function inside(element: HTMLElement): HTMLElement {
  // Testing Library wants an element; a shadow root answers the same questions.
  return element.shadowRoot as unknown as HTMLElement
}

/** Answers every question with two words, and remembers what was asked. */
function answering(): { readonly asked: Request[] } {
  const asked: Request[] = []
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : input
    asked.push(new Request(new URL(url, location.href), init))
    const events = [
      encode(0, { type: 'start', messageId: 'answer' }),
      encode(1, { type: 'text-delta', id: '0', delta: 'Good **morning**' }),
      encode(2, { type: 'finish', finishReason: 'stop' }),
      encode(3, endOfStream),
    ]
    return new Response(events.join(''), {
      headers: { 'content-type': 'text/event-stream', 'x-millrace-stream': 's' },
    })
  }
  return { asked }
}

async function ask(element: HTMLElement, question: string): Promise<void> {
  const box = await waitFor(() => getByRole<HTMLTextAreaElement>(inside(element), 'textbox'))
  const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set
  set?.call(box, question)
  box.dispatchEvent(new Event('input', { bubbles: true }))
  await waitFor(() => expect(box.value).toBe(question))
  box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
}

test('answers inside its shadow root, with the address and headers it was given', async () => {
  const { asked } = answering()
  const element = added()
  element.api = '/elsewhere'
  element.headers = () => ({ authorization: 'Bearer fresh' })
  await ask(element, 'Hello')
  await waitFor(() => expect(inside(element).querySelector('strong')?.textContent).toBe('morning'))
  expect(new URL(asked[0]?.url ?? '').pathname).toBe('/elsewhere')
  expect(asked[0]?.headers.get('authorization')).toBe('Bearer fresh')
})

test('keeps the conversation and the draft when it is moved or its attributes change', async () => {
  answering()
  const first = document.createElement('div')
  const second = document.createElement('div')
  document.body.append(first, second)
  const element = added(first)
  await ask(element, 'Hello')
  await waitFor(() => expect(inside(element).textContent).toContain('Good morning'))
  second.append(element)
  element.setAttribute('theme', 'dark')
  element.setAttribute('placeholder', 'Say something')
  await waitFor(() => expect(inside(element).querySelector('[data-theme="dark"]')).not.toBeNull())
  expect(inside(element).textContent).toContain('Hello')
  expect(inside(element).textContent).toContain('Good morning')
  expect(getByRole(inside(element), 'textbox').getAttribute('placeholder')).toBe('Say something')
})

test('takes its view down when it is removed, and comes back with its messages', async () => {
  answering()
  const element = added()
  await ask(element, 'Hello')
  await waitFor(() => expect(inside(element).textContent).toContain('Good morning'))
  element.remove()
  await waitFor(() => expect(element.shadowRoot?.childElementCount).toBe(0))
  document.body.append(element)
  await waitFor(() => expect(inside(element).textContent).toContain('Good morning'))
})

test("the page's rules stay outside", async () => {
  const style = document.createElement('style')
  style.dataset['test'] = ''
  style.textContent = '* { color: rgb(255, 0, 0) !important; font-size: 40px !important }'
  document.head.append(style)
  const element = added()
  const box = await waitFor(() => getByRole(inside(element), 'textbox'))
  expect(getComputedStyle(box).fontSize).not.toBe('40px')
})

test('two elements on one page share nothing', async () => {
  answering()
  const one = added()
  const other = added()
  await ask(one, 'Hello')
  await waitFor(() => expect(inside(one).textContent).toContain('Good morning'))
  expect(inside(other).textContent).not.toContain('Good morning')
})

test('defining it twice is harmless', () => {
  expect(() => defineMillraceChat()).not.toThrow()
})
