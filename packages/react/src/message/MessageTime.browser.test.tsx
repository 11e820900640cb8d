import type { Message } from '@millrace/protocol'
import { act, cleanup, render } from '@testing-library/react'
import { Profiler, StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test, vi } from 'vitest'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { chatInHand } from '../fixtures/chatInHand.ts'
import { answer, question } from '../fixtures/said.ts'
import { MessageRoot } from './MessageRoot.tsx'
import { MessageTime } from './MessageTime.tsx'

afterEach(cleanup)

const morning = Date.parse('2020-03-03T08:41:00Z')

function at(createdAt: unknown): Message {
  return { ...question('m', 'Hi'), metadata: { millrace: { timings: { createdAt } } } }
}

function show(message: Message, locale = 'en', timeZone?: string): HTMLElement | null {
  const { chat } = chatInHand({ messages: [message] })
  const { container } = render(
    <ChatProvider chat={chat} labels={{ locale }}>
      <MessageRoot id="m">
        <MessageTime timeZone={timeZone} />
      </MessageRoot>
    </ChatProvider>,
  )
  return container.querySelector<HTMLElement>('[data-part=message-time]')
}

test('says when a message was written, and more to who points at it', () => {
  // In a browser whose time zone is UTC. The space before AM may be one that does not break.
  const time = show(at(morning))
  expect(time?.tagName).toBe('TIME')
  expect(time?.textContent).toMatch(/^8:41\sAM$/)
  expect(time?.getAttribute('datetime')).toBe('2020-03-03T08:41:00.000Z')
  expect(time?.title).toMatch(/^Tuesday, March 3, 2020.* 8:41\sAM$/)
})

test('is of the time zone that is given, in the language of the words', () => {
  expect(show(at(morning), 'de', 'Asia/Tokyo')?.textContent).toBe('17:41')
})

test.each([undefined, Number.NaN, Infinity, 1e300, 8.64e15 + 1, '2020-03-03', null, {}])(
  'is not there for a time of %s (T-26)',
  (createdAt) => {
    expect(show(at(createdAt))).toBeNull()
  },
)

test.each([-1, 8.64e15 - 86_400_000, 86_400_000 - 8.64e15])(
  'a time of %s is written, whatever it means (T-26)',
  (createdAt) => {
    for (const timeZone of [undefined, 'Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      expect(show(at(createdAt), 'en', timeZone)?.textContent).toMatch(/:\d\d\s[AP]M$/)
      cleanup()
    }
  },
)

test.each([
  ['nothing without a time zone', undefined, undefined],
  ['the time where the zone is given', 'Europe/Berlin', '9:41'],
])('a server renders %s', async (_, timeZone, rendered) => {
  const errors = vi.spyOn(console, 'error')
  const { chat } = chatInHand({ messages: [at(morning)] })
  const tree = (
    <StrictMode>
      <ChatProvider chat={chat} labels={{ locale: 'de' }}>
        <MessageRoot id="m">
          <MessageTime timeZone={timeZone} />
        </MessageRoot>
      </ChatProvider>
    </StrictMode>
  )
  const host = document.createElement('div')
  host.innerHTML = renderToString(tree)
  document.body.append(host)
  const time = host.querySelector('time')
  expect(time?.textContent).toBe(rendered)
  // Another machine writes the same moment in other words.
  if (time !== null) time.title = 'Dienstag, 3. März 2020, 9:41'
  const root = await act(async () => hydrateRoot(host, tree))
  expect(host.querySelector('time')?.textContent).toBe(rendered ?? '8:41')
  expect(errors).not.toHaveBeenCalled()
  errors.mockRestore()
  await act(async () => root.unmount())
  host.remove()
})

test('renders again when its time changes, not with the words of its message', () => {
  const message = answer('m', 'one', { timings: { createdAt: morning } })
  const { chat } = chatInHand({ messages: [message] })
  const rendered = vi.fn()
  const { container } = render(
    <ChatProvider chat={chat} labels={{ locale: 'de' }}>
      <MessageRoot id="m">
        <Profiler id="time" onRender={rendered}>
          <MessageTime />
        </Profiler>
      </MessageRoot>
    </ChatProvider>,
  )
  rendered.mockClear()
  act(() => chat.setMessages([answer('m', 'one two', { timings: { createdAt: morning } })]))
  expect(rendered).not.toHaveBeenCalled()
  const minuteLater = { timings: { createdAt: morning + 60_000 } }
  act(() => chat.setMessages([answer('m', 'one two', minuteLater)]))
  expect(container.querySelector('time')?.textContent).toBe('8:42')
  expect(rendered).toHaveBeenCalledTimes(1)
})
