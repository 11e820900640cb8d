import { afterApprovals } from '@millrace/core'
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { StrictMode, type ReactNode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { cdp, userEvent } from 'vitest/browser'
import '../styles/styles.css'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { answer, question } from '../fixtures/said.ts'
import { threadTimeMs } from '../fixtures/threadTimeMs.ts'
import { useMessage } from '../message/useMessage.ts'
import { calls } from './fixtures/calls.ts'
import * as Tool from './parts.ts'
import { ToolCard } from './ToolCard.tsx'
import type { ToolCallPart } from './ToolContext.ts'

afterEach(cleanup)

/** The calls of the message `a`, as it is now. */
function Calls(): ReactNode {
  const parts = useMessage('a')?.parts ?? []
  return parts.map((part, index) => <ToolCard key={index} part={part as ToolCallPart} />)
}

function page(hand: ChatInHand): ReactNode {
  return (
    <ChatProvider chat={hand.chat}>
      <div data-part="chat">
        <Calls />
        <button type="button">elsewhere</button>
      </div>
    </ChatProvider>
  )
}

/** Shows calls that may still go on. */
function show(...parts: readonly ToolCallPart[]): ChatInHand {
  const hand = chatInHand({ messages: [answer('a', parts)] })
  void hand.chat.resumeStream()
  render(page(hand))
  return hand
}

/** Shows calls in an answer that has ended. */
function showEnded(...parts: readonly ToolCallPart[]): ChatInHand {
  const hand = chatInHand({
    messages: [answer('a', parts)],
    sendAutomaticallyWhen: afterApprovals(),
  })
  render(page(hand))
  return hand
}

interface OwnIds {
  readonly trigger?: string
  readonly content?: string
}

/** Shows a call that is asked in parts with ids of the caller's. */
function showOwnIds(ids: OwnIds): ChatInHand & { readonly show: (ids: OwnIds) => void } {
  const hand = chatInHand({ messages: [answer('a', [calls.asked])] })
  function Own({ trigger, content }: OwnIds): ReactNode {
    const call = useMessage('a')?.parts[0] as ToolCallPart
    return (
      <Tool.Root part={call}>
        <Tool.Trigger id={trigger} />
        <Tool.Content id={content} />
        <Tool.Approval />
      </Tool.Root>
    )
  }
  const own = (given: OwnIds): ReactNode => (
    <ChatProvider chat={hand.chat}>
      <Own {...given} />
    </ChatProvider>
  )
  const { rerender } = render(own(ids))
  return { ...hand, show: (given) => rerender(own(given)) }
}

function part(name: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`[data-part=${name}]`)
  if (found === null) throw new Error(`There is no ${name}.`)
  return found
}

function trigger(): HTMLElement {
  return part('tool-trigger')
}

function stateOf(hand: ChatInHand): unknown {
  const [first] = hand.chat.getState().messages[0]?.parts ?? []
  return first !== undefined && 'state' in first ? first.state : undefined
}

describe('the face of a call', () => {
  test.each([
    ['written', 'preparing', 'written'],
    ['running', 'running', 'running'],
    ['asked', 'needs approval', 'asked'],
    ['checked', 'being checked', 'running'],
    ['approved', 'approved', 'approved'],
    ['refused', 'declined', 'declined'],
    ['preliminary', 'running', 'running'],
    ['done', 'done', 'done'],
    ['failed', 'failed', 'failed'],
    ['declined', 'declined', 'declined'],
  ] as const)('that is %s says "%s"', (name, words, icon) => {
    show(calls[name])
    expect(trigger().textContent).toBe(`${calls[name].title} ${words}`)
    expect(part('tool-icon').dataset['icon']).toBe(icon)
    expect(part('tool').dataset['state']).toBe(calls[name].state)
  })

  test.each([
    ['written', 'interrupted'],
    ['running', 'interrupted'],
    ['asked', 'not answered'],
    ['checked', 'interrupted'],
    ['preliminary', 'interrupted'],
    ['done', 'done'],
  ] as const)('that is %s and passed over says "%s"', (name, words) => {
    const messages = [answer('a', [calls[name]]), question('q', 'Never mind.')]
    render(page(chatInHand({ messages })))
    expect(part('tool-state').textContent).toBe(words)
    expect(screen.queryByRole('group', { name: /^Allow/ })).toBeNull()
    expect(trigger().getAttribute('aria-expanded')).toBe('false')
  })

  test('that the application runs is running when the answer has ended as it should', () => {
    showEnded(calls.running)
    expect(part('tool-state').textContent).toBe('running')
    cleanup()
    const messages = [answer('a', [calls.running], { status: 'interrupted' })]
    render(page(chatInHand({ messages })))
    expect(part('tool-state').textContent).toBe('interrupted')
  })

  test('has the name of the tool where it has no title', () => {
    const { title: _, ...untitled } = calls.done
    show(untitled)
    expect(part('tool-name').textContent).toBe('weather')
  })
})

describe('an approval', () => {
  test('is given by keyboard: the call is open, and after the answer the focus is on it', async () => {
    const hand = showEnded(calls.asked)
    expect(trigger().getAttribute('aria-expanded')).toBe('true')
    expect(part('tool-value').textContent).toContain('"Ada"')
    const group = screen.getByRole('group', { name: 'Allow “\u2068Send a letter\u2069”?' })
    expect(document.getElementById(group.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'It leaves your account.',
    )
    // To the trigger, its input, and Approve.
    for (const name of ['tool-trigger', 'tool-value', 'tool-approve']) {
      await userEvent.tab()
      expect((document.activeElement as HTMLElement).dataset['part']).toBe(name)
    }
    await userEvent.keyboard('{Enter}')
    expect(document.activeElement).toBe(trigger())
    expect(trigger().textContent).toBe('Send a letter approved')
    expect(screen.queryByRole('group', { name: /^Allow/ })).toBeNull()
    await vi.waitFor(() => expect(hand.script.sent).toHaveLength(1))
  })

  test('hands the focus to a trigger with an id of the caller, which names its content', async () => {
    const hand = showOwnIds({ trigger: 'own-trigger', content: 'own-content' })
    expect(trigger().id).toBe('own-trigger')
    expect(trigger().getAttribute('aria-controls')).toBe('own-content')
    expect(part('tool-content').id).toBe('own-content')
    screen.getByRole('button', { name: 'Approve' }).focus()
    await userEvent.keyboard('{Enter}')
    expect(stateOf(hand)).toBe('approval-responded')
    expect(document.activeElement).toBe(trigger())
    hand.show({ trigger: 'other-trigger', content: 'other-content' })
    expect(trigger().id).toBe('other-trigger')
    expect(trigger().getAttribute('aria-controls')).toBe('other-content')
    // Without one it is ours again.
    hand.show({})
    const { id } = part('tool-content')
    expect(id).not.toBe('other-content')
    expect(trigger().getAttribute('aria-controls')).toBe(id)
    expect(trigger().id).not.toBe('other-trigger')
  })

  test('is refused by keyboard', async () => {
    const hand = showEnded(calls.asked)
    screen.getByRole('button', { name: 'Approve' }).focus()
    await userEvent.tab()
    await userEvent.keyboard(' ')
    expect(document.activeElement).toBe(trigger())
    expect(trigger().textContent).toBe('Send a letter declined')
    await vi.waitFor(() => expect(hand.script.sent).toHaveLength(1))
  })

  test('is given once by a double press, and not to the call that has moved up', async () => {
    const second = { ...calls.asked, toolCallId: '3b', approval: { id: 'approval-3b' } }
    const hand = showEnded(calls.asked, second)
    const answers = vi.spyOn(hand.chat, 'addToolApprovalResponse')
    const [first, other] = screen.getAllByRole('button', { name: 'Approve' })
    if (first === undefined || other === undefined) throw new Error('Two are asked.')
    fireEvent.click(first, { detail: 1 })
    fireEvent.click(first, { detail: 2 })
    fireEvent.click(other, { detail: 2 })
    expect(answers).toHaveBeenCalledTimes(1)
    expect(screen.getAllByRole('button', { name: 'Approve' })).toEqual([other])
  })

  test('can be given while the answer is still being written, and stays given', async () => {
    const hand = chatInHand()
    render(
      <ChatProvider chat={hand.chat}>
        <Calls />
      </ChatProvider>,
    )
    await act(async () => {
      void hand.chat.sendMessage('Write to Ada')
      await hand.script.accept(
        { type: 'start', messageId: 'a' },
        { type: 'tool-input-available', toolCallId: '1', toolName: 'letter', input: { to: 'Ada' } },
        { type: 'tool-approval-request', toolCallId: '1', approvalId: 'ok' },
      )
      hand.frames.all()
    })
    fireEvent.click(screen.getByRole('button', { name: 'Approve' }))
    expect(part('tool-state').textContent).toBe('approved')
    await act(async () => {
      await hand.script.push({
        type: 'tool-input-start',
        toolCallId: '2',
        toolName: 'letter',
      })
      await hand.clock.advance(100)
      hand.frames.all()
    })
    expect(
      [...document.querySelectorAll('[data-part=tool-state]')].map((node) => node.textContent),
    ).toEqual(['approved', 'preparing'])
  })

  test('that nobody is asked for has no buttons', () => {
    show(calls.checked)
    expect(screen.queryAllByRole('button', { name: /Approve|Deny/ })).toEqual([])
    expect(trigger().getAttribute('aria-expanded')).toBe('false')
  })

  test('can be given while the details are closed', () => {
    const hand = showEnded(calls.asked)
    fireEvent.click(trigger())
    expect(trigger().getAttribute('aria-expanded')).toBe('false')
    fireEvent.click(screen.getByRole('button', { name: 'Deny' }))
    expect(stateOf(hand)).toBe('approval-responded')
  })

  test('that a caller prevents is not given; a reason for refusing is handed on', () => {
    const hand = chatInHand({ messages: [answer('a', [calls.asked])] })
    render(
      <ChatProvider chat={hand.chat}>
        <Tool.Root part={calls.asked}>
          <Tool.Approval>
            <Tool.Approve onClick={(event) => event.preventDefault()} />
            <Tool.Deny reason="Not today." />
          </Tool.Approval>
        </Tool.Root>
      </ChatProvider>,
    )
    fireEvent.click(screen.getByRole('button', { name: 'Approve' }))
    expect(stateOf(hand)).toBe('approval-requested')
    fireEvent.click(screen.getByRole('button', { name: 'Deny' }))
    expect(hand.chat.getState().messages[0]?.parts[0]).toMatchObject({
      approval: { approved: false, reason: 'Not today.' },
    })
  })
})

describe('open and closed', () => {
  test('a call closes by itself once it is answered, unless the reader has opened it', () => {
    showEnded(calls.asked)
    fireEvent.click(screen.getByRole('button', { name: 'Approve' }))
    expect(trigger().getAttribute('aria-expanded')).toBe('false')
    cleanup()
    showEnded(calls.asked)
    fireEvent.click(trigger())
    fireEvent.click(trigger())
    fireEvent.click(screen.getByRole('button', { name: 'Approve' }))
    expect(trigger().getAttribute('aria-expanded')).toBe('true')
    expect(part('tool').dataset['open']).toBe('')
  })

  test('a call does not close around the focus', () => {
    const hand = showEnded(calls.asked)
    act(() => part('tool-value').focus())
    act(() => void hand.chat.addToolApprovalResponse({ id: 'approval-3', approved: true }))
    expect(trigger().getAttribute('aria-expanded')).toBe('true')
    expect(document.activeElement).toBe(part('tool-value'))
  })

  test('what is closed takes no focus, and opens where the browser finds something in it', async () => {
    show(calls.done)
    const content = part('tool-content')
    expect(content.getAttribute('hidden')).toBe('until-found')
    expect(trigger().getAttribute('aria-controls')).toBe(content.id)
    part('tool-value').focus()
    expect(document.activeElement).toBe(document.body)
    trigger().focus()
    await userEvent.tab()
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'elsewhere' }))
    expect(content.getBoundingClientRect().height).toBe(0)
    act(() => void content.dispatchEvent(new Event('beforematch', { bubbles: true })))
    expect(content.hidden).toBe(false)
    fireEvent.click(trigger())
    expect(content.getAttribute('hidden')).toBe('until-found')
  })

  test('a page may say whether it is open, and is told what the reader wants', () => {
    const { chat } = chatInHand({ messages: [answer('a', [calls.done])] })
    const wanted: boolean[] = []
    render(
      <ChatProvider chat={chat}>
        <Tool.Root
          part={calls.done}
          open={false}
          onOpenChange={(open) => wanted.push(open)}
          className={({ open, state }) => `${state} ${open ? 'open' : 'closed'}`}
        >
          <Tool.Trigger />
          <Tool.Content />
        </Tool.Root>
      </ChatProvider>,
    )
    fireEvent.click(trigger())
    expect(wanted).toEqual([true])
    expect(part('tool-content').getAttribute('hidden')).toBe('')
    expect(part('tool').className).toBe('output-available closed')
  })

  test('the content takes a ref of the caller as well', () => {
    const { chat } = chatInHand({ messages: [answer('a', [calls.done])] })
    const seen: (HTMLElement | string | null)[] = []
    const { unmount } = render(
      <ChatProvider chat={chat}>
        <Tool.Root part={calls.done}>
          <Tool.Content
            hiddenUntilFound
            ref={(node) => {
              seen.push(node)
              return () => void seen.push('gone')
            }}
          />
        </Tool.Root>
      </ChatProvider>,
    )
    const content = part('tool-content')
    expect(content.getAttribute('hidden')).toBe('until-found')
    unmount()
    expect(seen).toEqual([content, 'gone'])
  })
})

describe('what went in and what came out', () => {
  function value(): HTMLElement {
    return part('tool-value')
  }

  test('input is shown as far as it is written, and its text where no value came of it', () => {
    show(calls.written)
    expect(value().textContent).toBe('{\n  "city": "Ber"\n}')
    cleanup()
    show({ ...calls.written, input: undefined, rawInput: '{"ci' })
    expect(value().textContent).toBe('{"ci')
    cleanup()
    show({ ...calls.written, input: 'parsed', rawInput: 'print(1', inputEncoding: 'text' })
    expect(value().textContent).toBe('print(1')
    cleanup()
    show({ ...calls.failed, input: undefined, rawInput: '{"city": "Ber' })
    expect(value().textContent).toBe('{"city": "Ber')
  })

  test('an error, and why a call was declined, are said', () => {
    show(calls.failed)
    expect(part('tool-error').textContent).toBe('The weather station does not answer.')
    expect(value().dir).toBe('ltr')
    cleanup()
    show(calls.declined)
    expect(part('tool-error').textContent).toBe('Letters go out on weekdays only.')
  })

  test('output that is text is shown as it is: no element comes of it (T-51, T-57)', () => {
    const output = '<button>Approve</button><img src=x onerror=alert(1)>\n**bold**'
    show({ ...calls.done, output, title: '<b>tool</b>' })
    fireEvent.click(trigger())
    const shown = within(part('tool-output')).getByRole('group', { name: 'Output' })
    expect(shown.textContent).toBe(output)
    expect(shown.getAttribute('dir')).toBe('auto')
    expect(shown.querySelector('button, img, strong')).toBeNull()
    expect(part('tool-name').textContent).toBe('<b>tool</b>')
  })

  test('a value that is huge, deep or throws is shown in part, and the page stands (T-53)', async () => {
    let deep: unknown = 1
    for (let depth = 0; depth < 100_000; depth++) deep = [deep]
    const cyclic: { self?: unknown; big: bigint } = { big: 1n }
    cyclic.self = cyclic
    const thrown = {
      get x() {
        throw new Error('x')
      },
    }
    const tookMs = await threadTimeMs(() =>
      show(
        { ...calls.done, output: 'x'.repeat(10_000_000) },
        { ...calls.done, output: deep },
        { ...calls.done, output: cyclic },
        { ...calls.done, output: thrown },
        { ...calls.failed, errorText: 'x'.repeat(10_000_000) },
        { ...calls.asked, title: 'x'.repeat(10_000_000) },
      ),
    )
    expect(tookMs).toBeLessThan(15_000)
    for (const shown of document.querySelectorAll('[data-part=tool-value]')) {
      expect(shown.textContent.length).toBeLessThanOrEqual(10_000)
    }
    const names = [...document.querySelectorAll('[data-part=tool-name]')]
    expect(names.at(-1)?.textContent).toBe(`${'x'.repeat(79)}…`)
  })

  test('more is shown on request, and the focus is not lost with the button', async () => {
    show({ ...calls.done, input: undefined, output: 'x'.repeat(150_000) })
    fireEvent.click(trigger())
    const more = (): HTMLElement => screen.getByRole('button', { name: /^Show more/ })
    expect(value().textContent).toHaveLength(10_000)
    expect(more().textContent).toBe('Show more (100,000 characters)')
    more().focus()
    await userEvent.keyboard('{Enter}')
    expect(value().textContent).toHaveLength(110_000)
    expect(document.activeElement).toBe(more())
    expect(more().textContent).toBe('Show more (40,000 characters)')
    await userEvent.keyboard('{Enter}')
    expect(value().textContent).toHaveLength(150_000)
    expect(document.activeElement).toBe(value())
  })

  test('what would turn the words around is marked, and is not in the name (T-55)', () => {
    show({ ...calls.asked, title: 'Read\u202e\nfile', input: { command: 'a\u202eb' } })
    expect(part('bidi-mark').dataset['code']).toBe('U+202E')
    expect(part('tool-name').textContent).toBe('Read file')
    expect(part('tool-question').textContent).toBe('Allow “\u2068Read file\u2069”?')
  })

  test.each([[''], ['  \n'], ['\u202e\u2066\u200f'], ['\u200b\u2060\u3164']])(
    'a title %j of which nothing is seen does not hide what is asked (T-55)',
    (title) => {
      show({ ...calls.asked, title })
      expect(part('tool-name').textContent).toBe('weather')
      expect(part('tool-question').textContent).toBe('Allow “\u2068weather\u2069”?')
      cleanup()
      show({ ...calls.asked, title, toolName: title })
      expect(part('tool-name').textContent).toBe('dynamic-tool')
    },
  )

  test('output is copied as plain text, also what is not shown (T-56)', async () => {
    const written: string[] = []
    const clipboard = vi
      .spyOn(navigator.clipboard, 'writeText')
      .mockImplementation(async (text) => void written.push(text))
    const output = { rows: Array.from({ length: 20_000 }, (_, index) => index) }
    show({ ...calls.done, output })
    fireEvent.click(trigger())
    await act(async () => fireEvent.click(screen.getByRole('button', { name: 'Copy output' })))
    expect(written).toEqual([JSON.stringify(output, null, 2)])
    clipboard.mockRestore()
  })
})

test('what a server rendered comes to life without a warning, in StrictMode too', async () => {
  const errors = vi.spyOn(console, 'error')
  const hand = chatInHand({ messages: [answer('a', Object.values(calls))] })
  const tree = <StrictMode>{page(hand)}</StrictMode>
  const host = document.createElement('div')
  host.innerHTML = renderToString(tree)
  document.body.append(host)
  const before = [...host.querySelectorAll('[data-part]')]
  expect(host.querySelectorAll('[data-part=tool]')).toHaveLength(10)
  const root = await act(async () => hydrateRoot(host, tree))
  expect([...host.querySelectorAll('[data-part]')]).toEqual(before)
  fireEvent.click(screen.getByRole('button', { name: 'Approve' }))
  expect(document.activeElement).toBe(document.body)
  expect(screen.queryByRole('button', { name: 'Approve' })).toBeNull()
  expect(errors).not.toHaveBeenCalled()
  errors.mockRestore()
  await act(async () => root.unmount())
  host.remove()
})

describe('in the theme', () => {
  test('what is pressed is 24 pixels high at least, and nothing is wider than 320 pixels', () => {
    show(calls.asked, { ...calls.done, title: 'unbroken'.repeat(20) })
    part('chat').style.inlineSize = '320px'
    for (const closed of screen.getAllByRole('button', { expanded: false })) fireEvent.click(closed)
    for (const button of part('chat').querySelectorAll(
      '[data-part^=tool] button, button[data-part^=tool]',
    )) {
      expect(button.getBoundingClientRect().height).toBeGreaterThanOrEqual(24)
    }
    expect(part('chat').scrollWidth).toBe(320)
  })

  test('the mark points to where it opens, in either direction', () => {
    show(calls.done)
    const turn = (): string => getComputedStyle(part('chevron')).rotate
    expect(turn()).toBe('none')
    part('chat').dir = 'rtl'
    expect(turn()).toBe('180deg')
    fireEvent.click(trigger())
    expect(turn()).toBe('90deg')
  })

  describe('with emulated media', () => {
    const session = (): { send: (method: string, params: object) => Promise<unknown> } =>
      cdp() as never
    afterEach(async () => {
      await session().send('Emulation.setEmulatedMedia', { media: '', features: [] })
    })

    test('in forced colours the buttons and values have borders', async () => {
      const features = [{ name: 'forced-colors', value: 'active' }]
      await session().send('Emulation.setEmulatedMedia', { features })
      show(calls.asked)
      const text = getComputedStyle(part('tool-name')).color
      expect(getComputedStyle(part('tool-icon')).color).toBe(text)
      for (const name of ['tool', 'tool-approve', 'tool-value']) {
        expect([name, getComputedStyle(part(name)).borderTopColor]).toEqual([name, text])
      }
    })

    test('on paper nothing is there to be pressed but the line itself', async () => {
      show(calls.asked, { ...calls.done, output: 'x'.repeat(20_000) })
      await session().send('Emulation.setEmulatedMedia', { media: 'print' })
      expect(screen.getAllByRole('button', { name: /weather|letter/ })).toHaveLength(2)
      expect(screen.queryAllByRole('button', { name: /Approve|Deny|Copy|Show/ })).toEqual([])
    })
  })
})
