import type { Message, Part } from '@millrace/protocol'
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, type Mock, test, vi } from 'vitest'
import { Chat } from '../chat/Chat.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { answer, question } from '../fixtures/said.ts'
import type { PartComponentProps } from './PartComponents.ts'

let errors: Mock

beforeEach(() => {
  errors = vi.spyOn(console, 'error').mockImplementation(() => undefined)
})

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const call = { type: 'dynamic-tool', toolName: 'weather', toolCallId: 'c', input: { city: 'Bern' } }
const cited = (citations: unknown): object => ({ type: 'text', text: 'As they say.', citations })
const file = { type: 'file', mediaType: 'image/png', filename: 'a.png', url: 'data:image/png,a' }
const continued = { providerMetadata: { millrace: { continues: 'a' } } }

/** Parts as an older version, another program or an enemy has stored them. */
const malformed: Readonly<Record<string, readonly object[]>> = {
  'a call in a state of an older SDK': [{ ...call, state: 'result', result: 'Rain.' }],
  'a call without a state': [call],
  'a call whose state is no word': [{ ...call, state: {} }],
  ...Object.fromEntries(
    ['approval-requested', 'approval-responded', 'output-denied'].flatMap((state) =>
      [undefined, null, {}, 'yes', { id: 5, approved: 'yes' }].map((approval) => [
        `a call that is ${state} with the approval ${JSON.stringify(approval)}`,
        [{ ...call, state, approval }],
      ]),
    ),
  ),
  'an error without words': [{ ...call, state: 'output-error' }],
  'an error that is an object': [{ ...call, state: 'output-error', errorText: { code: 5 } }],
  'a call of a tool without a name': [{ ...call, toolName: undefined, state: 'output-available' }],
  'a call whose title is a number': [{ ...call, title: 5, state: 'output-available', output: 1 }],
  'a file without a type': [{ ...file, mediaType: undefined }],
  'a file whose type is a number': [{ ...file, mediaType: 5 }],
  'a file without an address': [{ ...file, url: undefined }],
  'a document without an address': [{ type: 'file', mediaType: 'application/pdf' }],
  'a file whose address is null': [{ ...file, url: null }],
  'a file whose name is a number': [{ ...file, filename: 5 }],
  'a file of thoughts that is nothing': [{ type: 'reasoning-file' }],
  'a source whose address is null': [{ type: 'source-url', sourceId: 's', url: null }],
  'a source whose address is a number': [
    { type: 'source-url', sourceId: 's', url: 5 },
    { type: 'source-url', sourceId: 't', url: 'https://good.example/', title: 5 },
  ],
  'a document that is nothing': [{ type: 'source-document' }],
  'a document with an address': [{ type: 'source-document', title: 5, mediaType: null, url: 5 }],
  'a cited document with an address': [
    cited([{ source: { sourceType: 'document', title: 't', url: 5 }, endIndex: 4 }]),
  ],
  'citations that are none': [
    cited([null, 5, 'x', {}, { source: null }, { source: { sourceType: 'url', url: 5 } }]),
  ],
  'citations that are no list': [cited({})],
  'citations that are null': [cited(null)],
  'citations of a continuation that are no list': [
    { type: 'text', text: 'And', citations: 'x' },
    { ...cited({}), ...continued },
  ],
  'citations of a continuation that are none': [
    { type: 'text', text: 'And', citations: {} },
    { ...cited([null, 5, { source: { sourceType: 'document', title: 't' } }]), ...continued },
  ],
  'a continuation without a text': [
    { type: 'text', text: 'And' },
    { type: 'text', state: 'streaming', ...continued },
  ],
  'a continuation of nothing': [{ type: 'text' }, { type: 'text', text: 'so on', ...continued }],
  'a text without one': [{ type: 'text' }],
  'a text that is null': [{ type: 'text', text: null }],
  'a text that is an object': [{ type: 'text', text: { toString: 5 } }],
  'thoughts without a text': [{ type: 'reasoning' }],
  'thoughts that are null': [{ type: 'reasoning', text: null, state: 'streaming' }],
  'an own part of nobody': [{ type: 'data-' }, { type: 'custom' }, { type: 'tool-' }, { type: '' }],
}

function stored(): readonly Message[] {
  return Object.values(malformed).flatMap((parts, index) => [
    {
      ...question(`q${index}`, ''),
      metadata: null,
      parts: parts.filter((part) => 'text' in part) as Part[],
    },
    { ...answer(`m${index}`, parts as Part[]), metadata: index % 2 === 0 ? null : { millrace: 5 } },
    answer(`g${index}`, `Good answer ${index}.`),
  ])
}

function expectAllGood(): void {
  const count = Object.keys(malformed).length
  for (let index = 0; index < count; index++) {
    expect(screen.getByText(`Good answer ${index}.`)).toBeTruthy()
  }
}

/** What the server says next is heard, shown and asked all the same. */
async function goOn(hand: ChatInHand): Promise<void> {
  await act(async () => {
    void hand.chat.sendMessage('And now?')
    await hand.script.accept()
    await hand.script.text('Now it rains.')
    await hand.script.finish()
    await hand.clock.advance(10_000)
    hand.frames.all()
  })
}

test('a conversation that was stored by anybody else is shown, and goes on (T-53)', async () => {
  const hand = chatInHand({ messages: [...stored()] })
  render(<Chat chat={hand.chat} virtualAbove={Infinity} showUsage />)
  expectAllGood()
  expect(document.querySelector('[data-part=part-error]')).toBeNull()
  for (const trigger of screen.queryAllByRole('button', { expanded: false })) {
    fireEvent.click(trigger)
  }
  await goOn(hand)
  expect(screen.getByText('Now it rains.')).toBeTruthy()
  expectAllGood()
  expect(document.querySelector('[data-part=part-error]')).toBeNull()
  expect(errors.mock.calls).toEqual([])
})

test.each(Object.entries(malformed))('%s harms nothing', (_, parts) => {
  const messages = [answer('a', parts as Part[]), answer('b', 'Good.'), question('q', 'So?')]
  const { chat } = chatInHand({ messages })
  render(<Chat chat={chat} showUsage />)
  cleanup()
  // The last one is where something may still come of it.
  const last = chatInHand({ messages: [...messages.slice(1), ...messages.slice(0, 1)] })
  void last.chat.resumeStream()
  render(<Chat chat={last.chat} showUsage />)
  expect(screen.getByText('Good.')).toBeTruthy()
  expect(document.querySelector('[data-part=part-error]')).toBeNull()
  expect(errors.mock.calls).toEqual([])
})

test('a call whose state or approval is none looks as if it were over, and asks nothing', () => {
  const parts = [
    { ...call, state: 'result' },
    { ...call, state: 'approval-requested' },
    { ...call, state: 'approval-responded' },
  ]
  const { chat } = chatInHand({ messages: [answer('a', parts as Part[])] })
  render(<Chat chat={chat} />)
  const states = [...document.querySelectorAll('[data-part=tool-state]')]
  expect(states.map((state) => state.textContent)).toEqual([
    'interrupted',
    'not answered',
    'interrupted',
  ])
  expect(screen.queryByRole('button', { name: 'Approve' })).toBeNull()
})

test('a cited document is one, whatever address it names, and an address that is none is no source', () => {
  const parts = [
    cited([{ source: { sourceType: 'document', title: 'Rain', url: 'https://x.example/' } }]),
    { type: 'source-url', sourceId: 's', url: 5 },
  ]
  const { chat } = chatInHand({ messages: [answer('a', parts as Part[])] })
  render(<Chat chat={chat} />)
  const source = screen.getByRole('region', { name: 'Sources' }).querySelector('li')
  expect(source?.dataset).toMatchObject({ kind: 'document', dead: '' })
  expect(screen.queryAllByRole('link')).toEqual([])
})

/** A component of the application's that cannot draw one of its parts. */
function Picky({ part }: PartComponentProps<Part>): ReactNode {
  if (!('data' in part) || part.data !== 'good') throw new Error('It is not good.')
  return <p>It is good.</p>
}

test('what cannot be drawn leaves the rest alone, and is tried again when it changes', async () => {
  const bad = answer('a', [
    { type: 'data-own', data: 'bad' } as Part,
    { type: 'text', text: 'Hi.' },
  ])
  const { chat } = chatInHand({ messages: [bad, answer('b', 'Good.')] })
  render(<Chat chat={chat} components={{ 'data-own': Picky }} />)
  const [note, ...others] = document.querySelectorAll('[data-part=part-error]')
  expect(others).toEqual([])
  expect(note?.getAttribute('role')).toBe('note')
  expect(note?.textContent).toBe('This message cannot be formatted.')
  expect(screen.getByText('Hi.')).toBeTruthy()
  expect(screen.getByText('Good.')).toBeTruthy()
  const tried = errors.mock.calls.length
  expect(tried).toBeGreaterThan(0)

  const worse = {
    ...bad,
    parts: [{ type: 'data-own', data: 'worse' } as Part, ...bad.parts.slice(1)],
  }
  act(() => chat.setMessages([worse, answer('b', 'Good.')]))
  expect(document.querySelectorAll('[data-part=part-error]')).toHaveLength(1)
  const better = {
    ...bad,
    parts: [{ type: 'data-own', data: 'good' } as Part, ...bad.parts.slice(1)],
  }
  act(() => chat.setMessages([better, answer('b', 'Good.')]))
  expect(screen.getByText('It is good.')).toBeTruthy()
  expect(document.querySelector('[data-part=part-error]')).toBeNull()
  act(() => chat.setMessages([bad, answer('b', 'Good.')]))
  expect(document.querySelectorAll('[data-part=part-error]')).toHaveLength(1)
  expect(screen.getByText('Hi.')).toBeTruthy()
})
