import { ChatError, endOfStream, type Facts, type TrimReport, withFacts } from '@millrace/protocol'
import { act, cleanup, render, screen, within } from '@testing-library/react'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, describe, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { Chat } from '../chat/Chat.tsx'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { playAnswer, playTurn } from '../fixtures/playTurn.ts'
import { prices } from '../fixtures/prices.ts'
import { reported } from '../fixtures/reported.ts'
import { answer, question } from '../fixtures/said.ts'
import { ContextWindowMeter, type ContextWindowMeterProps } from './ContextWindowMeter.tsx'
import * as ContextWindow from './parts.ts'

afterEach(cleanup)

/** A meter over a window of 1,000 tokens. */
function metered(hand: ChatInHand, props: ContextWindowMeterProps = {}): void {
  render(
    <ChatProvider chat={hand.chat}>
      <ContextWindowMeter {...props} />
    </ChatProvider>,
  )
}

const budget = 1000
const free: Facts = { usage: { inputTokens: 1, outputTokens: 0, totalTokens: 1 } }

function meter(): HTMLElement | null {
  return document.querySelector('[data-part=context-window]')
}

function share(): string | undefined {
  return meter()?.style.getPropertyValue('--millrace-context-share')
}

describe('what the meter shows', () => {
  test('nothing before anything is known', async () => {
    const hand = chatInHand({ messages: [question('q', 'Hi'), answer('a', 'Hello.')] })
    metered(hand)
    expect(meter()).toBeNull()
    await act(() => playTurn(hand))
    expect(meter()).toBeNull()
  })

  test.each([
    [0, 'low', '0%'],
    [100, 'low', '10%'],
    [699, 'low', '70%'],
    [700, 'near', '70%'],
    [940, 'near', '94%'],
    [950, 'full', '95%'],
    [1000, 'full', '100%'],
    [4000, 'full', '100%'],
  ] as const)('%i of 1,000 tokens are %s: %s', async (tokens, level, percent) => {
    const hand = chatInHand()
    metered(hand, { className: (state) => `is-${state.level}` })
    await act(() => playTurn(hand, { report: { tokens, budget }, facts: free }))
    expect(meter()?.dataset['level']).toBe(level)
    expect(meter()?.className).toBe(`is-${level}`)
    expect(share()).toBe(String(Math.min(1, tokens / 1000)))
    expect(screen.getByRole('button', { name: `Context: ${percent} used` })).toBeTruthy()
  })

  test('a backend that counts and tells no limit', async () => {
    const hand = chatInHand()
    metered(hand)
    const usage = { inputTokens: 12_000, outputTokens: 400, totalTokens: 12_400 }
    await act(() => playTurn(hand, { facts: { usage } }))
    expect(meter()?.dataset['level']).toBe('unknown')
    expect(share()).toBe('')
    const name = 'Context: 12,400 tokens used, limit unknown'
    expect(screen.getByRole('button', { name })).toBeTruthy()
  })

  test('that something was left out, whatever the share', async () => {
    const hand = chatInHand()
    metered(hand, { from: 'near' })
    const report = { tokens: 500, budget, droppedMessages: 2 }
    await act(() => playTurn(hand, { report, facts: free }))
    expect(meter()?.dataset).toMatchObject({ level: 'low', leftOut: '' })
  })

  test('from near on, if that is asked for', async () => {
    const hand = chatInHand()
    metered(hand, { from: 'near' })
    await act(() => playTurn(hand, { report: { tokens: 690, budget }, facts: free }))
    expect(meter()).toBeNull()
    await act(() => playTurn(hand, { report: { tokens: 710, budget }, facts: free }))
    expect(meter()).not.toBeNull()
    expect(meter()?.hasAttribute('data-left-out')).toBe(false)
  })

  test('it is no live region', async () => {
    const hand = chatInHand()
    metered(hand)
    await act(() => playTurn(hand, { report: { tokens: 500, budget }, facts: free }))
    expect(meter()?.closest('[aria-live], [role=status], output')).toBeNull()
    expect(meter()?.querySelector('[aria-live], [role=status], output')).toBeNull()
  })

  test('a caller adds a style and keeps the variable', async () => {
    const hand = chatInHand()
    metered(hand, { style: { color: 'red' }, render: <div style={{ opacity: 0.5 }} /> })
    await act(() => playTurn(hand, { report: { tokens: 500, budget }, facts: free }))
    expect(share()).toBe('0.5')
    expect(meter()?.style).toMatchObject({ color: 'red', opacity: '0.5' })
  })
})

describe('what counts as used', () => {
  const used = (outputTokens: number): Facts => ({
    usage: { inputTokens: 1, outputTokens, totalTokens: outputTokens + 1 },
  })

  test('an answer, once it has ended, on top of what was sent', async () => {
    const hand = chatInHand()
    metered(hand)
    void hand.chat.sendMessage('Hi')
    await act(async () => {
      await hand.script.accept(reported({ tokens: 400, budget }))
      await hand.script.text('Hello '.repeat(100))
      hand.frames.frame()
    })
    expect(share()).toBe('0.4')
    await act(async () => {
      const messageMetadata = { millrace: used(100) }
      await hand.script.push({ type: 'finish', finishReason: 'stop', messageMetadata }, endOfStream)
      hand.frames.all()
    })
    expect(share()).toBe('0.5')
  })

  test('the next question changes nothing until the route has counted anew', async () => {
    const hand = chatInHand()
    metered(hand)
    await act(() => playTurn(hand, { report: { tokens: 400, budget }, facts: used(100) }))
    hand.script.nextStreamId('stream-2')
    void hand.chat.sendMessage('And now?')
    await act(() => hand.script.accept())
    expect(share()).toBe('0.5')
    await act(() => hand.script.push(reported({ tokens: 520, budget })))
    expect(share()).toBe('0.52')
  })

  test('of an answer that was carried on only what came since', async () => {
    const hand = chatInHand()
    metered(hand)
    const cut = { ...used(300), finishReason: 'length' as const }
    await act(() => playTurn(hand, { report: { tokens: 100, budget }, facts: cut }))
    expect(share()).toBe('0.4')
    void hand.chat.continueAnswer()
    // The route's report has the first half; its usage is the sum of both requests.
    const turn = { text: ' one two three.', report: { tokens: 400, budget }, facts: used(600) }
    await act(() => playAnswer(hand, turn))
    expect(Number(share())).toBeGreaterThan(0.4)
    expect(Number(share())).toBeLessThan(0.42)
  })

  test('a question that was refused leaves it as it was', async () => {
    const hand = chatInHand()
    metered(hand)
    await act(() => playTurn(hand, { report: { tokens: 400, budget }, facts: used(100) }))
    void hand.chat.sendMessage('A question')
    await act(() => hand.script.fail(new ChatError('rate_limit', 'x')))
    expect(share()).toBe('0.5')
  })
})

describe('hostile facts', () => {
  test.each([
    ['strings', { inputTokens: '12', outputTokens: '<b>' }],
    ['negative numbers', { inputTokens: -12, outputTokens: -1 }],
    ['no numbers', { inputTokens: Number.NaN, outputTokens: Infinity }],
    ['a list', []],
  ])('a usage of %s counts for nothing', async (_, usage) => {
    const stored = withFacts(answer('a', 'Hi'), { usage: usage as never, model: '__proto__' })
    const hand = chatInHand({ messages: [question('q', 'Hi'), stored] })
    render(<Chat chat={hand.chat} showUsage catalogue={prices} />)
    expect(meter()).toBeNull()
    expect(document.querySelector('[data-part=message-usage]')?.textContent).toMatch(
      /^about \d+ out$/,
    )
  })

  test.each([
    ['strings', { tokens: '10', budget: '100' }],
    ['a negative limit', { tokens: 10, budget: -1 }],
    ['no number', { tokens: Number.NaN }],
  ])('a report of %s is none', async (_, told) => {
    const hand = chatInHand()
    metered(hand)
    await act(() => playTurn(hand, { report: told as Partial<TrimReport> }))
    expect(meter()).toBeNull()
  })

  test('a limit of nothing is no limit', async () => {
    const hand = chatInHand()
    metered(hand)
    await act(() => playTurn(hand, { report: { tokens: 10, budget: 0 }, facts: free }))
    expect(meter()?.dataset['level']).toBe('unknown')
    expect(document.body.innerHTML).not.toMatch(/NaN|Infinity/)
  })
})

describe('the details', () => {
  const facts: Facts = {
    model: 'small-1',
    usage: { inputTokens: 600, outputTokens: 100, totalTokens: 700 },
  }

  async function opened(told: Partial<TrimReport> = {}, known: Facts = facts): Promise<string> {
    const hand = chatInHand()
    render(
      <ChatProvider chat={hand.chat} catalogue={prices}>
        <ContextWindowMeter />
      </ChatProvider>,
    )
    await act(() => playTurn(hand, { report: { tokens: 600, budget, ...told }, facts: known }))
    await userEvent.click(screen.getByRole('button'))
    const lines = document.querySelectorAll('[data-part=context-window-details] :is(dt, dd)')
    return [...lines].map((line) => line.textContent).join(' ')
  }

  test('open by keyboard, say everything in words, and give the focus back', async () => {
    const hand = chatInHand()
    render(<Chat chat={hand.chat} showUsage />)
    await act(() => playTurn(hand, { report: { tokens: 600, budget }, facts }))
    screen.getByRole('textbox').focus()
    await userEvent.keyboard('{Tab}')
    const trigger = screen.getByRole('button', { name: 'Context: 70% used' })
    expect(document.activeElement).toBe(trigger)
    expect(screen.queryByRole('meter')).toBeNull()
    await userEvent.keyboard('{Enter}')
    const details = screen.getByRole('group', { name: 'Context window' })
    expect(details.matches(':popover-open')).toBe(true)
    const bar = within(details).getByRole('meter', { name: 'Context window' })
    expect(bar.getAttribute('aria-valuetext')).toBe('700 of 1,000 tokens, 70%')
    expect([bar.ariaValueMin, bar.ariaValueNow, bar.ariaValueMax]).toEqual(['0', '700', '1000'])
    expect(bar.style.getPropertyValue('--millrace-context-share')).toBe('0.7')
    await userEvent.keyboard('{Escape}')
    expect(details.matches(':popover-open')).toBe(false)
    expect(document.activeElement).toBe(trigger)
    expect(screen.queryByRole('meter')).toBeNull()
  })

  test('used, held back, tokens and cost', async () => {
    expect(await opened()).toBe(
      'Used 700 of 1,000 tokens Held back for the answer 1,024 tokens ' +
        'Conversation 600 in · 100 out Cost $0.0004',
    )
    expect(document.querySelector('[data-part=context-window-note]')).toBeNull()
  })

  test('never more than all, also where the answer went over', async () => {
    expect(await opened({ tokens: 980 })).toContain('Used 1,000 of 1,000 tokens')
  })

  test('a cost that is not known is not shown, least of all as nothing', async () => {
    for (const model of ['unpriced-1', 'unheard-of', '__proto__', undefined]) {
      const told = model === undefined ? { usage: facts.usage } : { ...facts, model }
      expect(await opened({}, told as Facts)).not.toMatch(/Cost|\$/)
      cleanup()
    }
  })

  test('what is no longer sent, and what is sent as a summary', async () => {
    expect(await opened({ droppedMessages: 12 })).toContain('No longer sent 12 messages')
    cleanup()
    const summarized = { droppedMessages: 1200, summarized: true }
    expect(await opened(summarized)).toContain('Sent as a summary 1,200 messages')
  })

  test('that counts are estimates', async () => {
    await opened({ estimated: true })
    expect(screen.getByText('Some of these counts are estimates.')).toBeTruthy()
    cleanup()
    const usage = { ...facts.usage, estimated: true }
    expect(await opened({}, { ...facts, usage })).toContain(
      'Conversation about 600 in · 100 out Cost about $0.0004',
    )
  })

  test('in a shadow root, beside another chat', async () => {
    const hosts = [document.createElement('div'), document.createElement('div')]
    const hands = [chatInHand(), chatInHand()]
    document.body.append(...hosts)
    const roots = hosts.map((host, index) => {
      const root = createRoot(host.attachShadow({ mode: 'open' }))
      const hand = hands[index]
      act(() => root.render(<Chat chat={hand?.chat} showUsage />))
      return root
    })
    for (const hand of hands) {
      await act(() => playTurn(hand, { report: { tokens: 600, budget }, facts }))
    }
    const trigger = hosts[1]?.shadowRoot?.querySelector('[data-part=context-window-trigger]')
    await userEvent.click(trigger as HTMLElement)
    const open = hosts.map((host) => host.shadowRoot?.querySelector(':popover-open'))
    expect(open[0]).toBeNull()
    expect(open[1]?.textContent).toContain('700 of 1,000 tokens')
    act(() => roots.forEach((root) => root.unmount()))
    hosts.forEach((host) => host.remove())
  })
})

test('a trigger or details without a meter say what they need', () => {
  const failing = (part: ReactNode) => () =>
    render(<ChatProvider chat={chatInHand().chat}>{part}</ChatProvider>)
  expect(failing(<ContextWindow.Trigger />)).toThrow('<ContextWindow.Meter>')
  expect(failing(<ContextWindow.Details />)).toThrow('<ContextWindow.Meter>')
})
