import { manualHistory } from '@millrace/core/testing'
import { ChatError, type Chunk, endOfStream, withFacts } from '@millrace/protocol'
import { manualClock, type ManualClock } from '@millrace/protocol/testing'
import { act, cleanup, render } from '@testing-library/react'
import { Profiler, type ReactNode, StrictMode } from 'react'
import { createPortal } from 'react-dom'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test, vi } from 'vitest'
import { Chat } from '../chat/Chat.tsx'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { playAnswer, playTurn } from '../fixtures/playTurn.ts'
import { answer, question } from '../fixtures/said.ts'
import type { MarkdownSettings } from '../markdown/MarkdownContext.ts'
import { Markdown } from '../markdown/Markdown.tsx'
import { math } from '../math/math.ts'
import { MessageParts } from '../message/MessageParts.tsx'
import { MessageRoot } from '../message/MessageRoot.tsx'
import type { PartComponents } from '../message/PartComponents.ts'
import { ThreadMessages } from '../thread/ThreadMessages.tsx'
import { ThreadRoot } from '../thread/ThreadRoot.tsx'
import { ThreadScroller } from '../thread/ThreadScroller.tsx'
import type { View } from '../view/createView.ts'
import { useView } from '../view/ViewContext.ts'
import { joinSentences } from './joinSentences.ts'
import { Announcer, type AnnouncerProps } from './Announcer.tsx'

afterEach(cleanup)

const responding = 'Assistant is responding'
const complete = 'Response complete'

interface Listener {
  readonly hand: ChatInHand
  readonly clock: ManualClock
  readonly view: View
  /** All that was ever said, in order; what interrupts begins with `!`. */
  readonly heard: () => string[]
  /** Time passes until nothing is said any more. */
  readonly listen: () => Promise<void>
  /** Some of a text comes, and the page shows it. */
  readonly text: (...deltas: string[]) => Promise<void>
  readonly finish: () => Promise<void>
  readonly unmount: () => void
  readonly rerender: (props: ShownProps) => void
}

/** Props of the announcer, and whether its code is here. */
interface ShownProps extends AnnouncerProps {
  readonly here?: boolean
}

interface ListenerOptions extends ShownProps {
  readonly hand?: ChatInHand
  readonly markdown?: MarkdownSettings
  readonly components?: PartComponents
  readonly message?: (id: string) => ReactNode
  readonly around?: (children: ReactNode) => ReactNode
}

function listener({
  hand = chatInHand(),
  markdown,
  components,
  message,
  around = (children) => children,
  ...props
}: ListenerOptions = {}): Listener {
  const clock = manualClock()
  const heard: string[] = []
  const observer = new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      const mark = (target as HTMLElement).dataset['part'] === 'announcer-assertive' ? '!' : ''
      if (!(target as Element).matches('[data-part=announcer] > *')) continue
      for (const { textContent } of addedNodes) heard.push(`${mark}${textContent ?? ''}`)
    }
  })
  observer.observe(document, { childList: true, subtree: true })
  let view: View | undefined
  function Peek(): ReactNode {
    view = useView()
    return null
  }
  const tree = ({ here = true, ...props }: ShownProps): ReactNode =>
    around(
      <ChatProvider chat={hand.chat} markdown={markdown}>
        <Peek />
        <ThreadRoot>
          <ThreadScroller>
            {message === undefined ? (
              <ThreadMessages components={components} />
            ) : (
              <ThreadMessages>{message}</ThreadMessages>
            )}
          </ThreadScroller>
        </ThreadRoot>
        {here && <Announcer clock={clock} {...props} />}
      </ChatProvider>,
    )
  const { unmount, rerender } = render(tree(props))
  if (view === undefined) throw new Error('There is no view.')
  return {
    hand,
    clock,
    view,
    heard: () => heard,
    listen: () => act(() => clock.advance(60_000)),
    text: (...deltas) =>
      act(async () => {
        await hand.script.text(...deltas)
        await show(hand)
      }),
    finish: () =>
      act(async () => {
        await hand.script.finish()
        hand.frames.all()
      }),
    unmount,
    rerender: (next) => rerender(tree(next)),
  }
}

async function ask({ hand }: Listener, words = 'Hi'): Promise<void> {
  await act(async () => {
    void hand.chat.sendMessage(words)
    await hand.script.accept()
  })
}

async function push({ hand }: Listener, ...chunks: readonly Chunk[]): Promise<void> {
  await act(async () => {
    await hand.script.push(...chunks)
    await show(hand)
  })
}

/** Text comes onto the screen at a pace. */
async function show({ clock, frames }: ChatInHand): Promise<void> {
  await clock.advance(50)
  frames.all()
}

test('an answer is spoken block by block, and never what is half open', async () => {
  const stage = listener()
  await ask(stage)
  await stage.listen()
  expect(stage.heard()).toEqual([responding])
  await stage.text('The sky is **bl')
  await stage.listen()
  await stage.text('ue**. Really. See [the bo')
  await stage.listen()
  expect(stage.heard()).toEqual([responding])
  await stage.text('ok](https://example.org).\n\nAnd `at')
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'The sky is blue. Really. See the book.'])
  await stage.text(' sunset` it is red.')
  await stage.finish()
  await stage.listen()
  expect(stage.heard()).toEqual([
    responding,
    'The sky is blue. Really. See the book.',
    'And at sunset it is red.',
    complete,
  ])
})

test('what is said comes with a pause between, and leaves the page after two seconds', async () => {
  const stage = listener()
  const outlets = document.querySelectorAll('[data-part=announcer] > *')
  expect([...outlets].map((outlet) => outlet.outerHTML)).toEqual([
    '<div data-part="announcer-polite" aria-live="polite" aria-atomic="false" aria-relevant="additions"></div>',
    '<div data-part="announcer-assertive" aria-live="assertive" aria-atomic="false" aria-relevant="additions"></div>',
  ])
  await act(() => playTurn(stage.hand, { text: 'Yes.' }))
  await act(() => stage.clock.advance(99))
  expect(stage.heard()).toEqual([])
  await act(() => stage.clock.advance(1))
  expect(stage.heard()).toEqual([responding])
  await act(() => stage.clock.advance(1499))
  expect(stage.heard()).toEqual([responding])
  await act(() => stage.clock.advance(1))
  expect(stage.heard()).toEqual([responding, 'Yes.'])
  expect(outlets[0]?.textContent).toBe('Assistant is respondingYes.')
  await act(() => stage.clock.advance(500))
  expect(outlets[0]?.textContent).toBe('Yes.')
  await act(() => stage.clock.advance(5000))
  expect(stage.heard()).toEqual([responding, 'Yes.', complete])
  expect(outlets[0]?.textContent).toBe('')
  expect(stage.clock.pending).toBe(0)
})

const page = `# Plan

1. Buy milk
2. Mix it:
   - slowly
   - well

- [x] wash
- [ ] dry

> Do not panic.

\`\`\`ts
const a = 1
const b = 2
\`\`\`

| a | b | c |
|---|---|---|
| 1 | 2 | 3 |
| 4 | 5 | 6 |

Energy is $$E = mc^2$$, says the note[^1]. ![A mill](https://img.example/mill.png)

\`\`\`
x
\`\`\`

<b>bold</b>

[^1]: By Einstein.
`

test.each([1, 7, 10_000])(
  'code, tables, formulas and images are told in words, %i characters at a time',
  async (size) => {
    const stage = listener({ markdown: math() })
    await ask(stage)
    for (let at = 0; at < page.length; at += size) {
      await stage.text(page.slice(at, at + size))
      await act(() => stage.clock.advance(40 * size))
    }
    await stage.finish()
    await stage.listen()
    const said = stage.heard()
    expect(said.length > 5).toBe(size < 10)
    expect(said[0]).toBe(responding)
    expect(said.at(-1)).toBe(complete)
    // The same words, wherever they were cut.
    expect(joinSentences(said.slice(1, -1))).toBe(
      'Plan. 1. Buy milk. 2. Mix it: slowly. well. Done, wash. To do, dry. Do not panic. ' +
        'TypeScript code, 2 lines. table, 3 rows, 3 columns. Energy is E = mc^2, says the note. ' +
        'Load image from img.example: A mill. Code, 1 line. <b>bold</b>. Footnotes. By Einstein.',
    )
  },
)

test('items of a list are spoken while the list still grows', async () => {
  const stage = listener()
  await ask(stage)
  await stage.text('3. One\n4. Two\n5. Thr')
  await stage.listen()
  expect(stage.heard()).toEqual([responding, '3. One. 4. Two'])
  await stage.text('ee\n')
  await stage.finish()
  await stage.listen()
  expect(stage.heard()).toEqual([responding, '3. One. 4. Two', '5. Three', complete])
})

test('an answer that is stopped says so, after what came', async () => {
  const stage = listener()
  await ask(stage)
  await stage.text('One.\n\nTwo')
  await act(() => stage.hand.chat.stop())
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'One. Two', 'Response stopped'])
})

test('one that is stopped before its first word says only that', async () => {
  const stage = listener()
  await ask(stage)
  await act(() => stage.hand.chat.stop())
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'Response stopped'])
})

test('an answer that fails on its way says why', async () => {
  const stage = listener()
  await ask(stage)
  await stage.text('One.\n\nTwo')
  await push(stage, { type: 'error', errorText: 'boom' })
  await stage.listen()
  expect(stage.heard()).toEqual([
    responding,
    'One. Two',
    'Response failed: Something went wrong. Please try again.',
  ])
})

test('a question that the server never took interrupts', async () => {
  const stage = listener()
  await act(async () => {
    void stage.hand.chat.sendMessage('Hi')
    await stage.hand.script.fail(new ChatError('overloaded', 'No capacity.', { retryable: true }))
  })
  await stage.listen()
  expect(stage.heard()).toEqual([
    '!Response failed: The model is overloaded right now. Please try again in a moment.',
  ])
})

test('a lost connection is told once, and the answer goes on where it was', async () => {
  const stage = listener()
  await ask(stage)
  await stage.text('One.\n\nTw')
  await act(async () => {
    await stage.hand.script.close()
    stage.hand.frames.all()
    // For the first moments nobody is told.
    await stage.hand.clock.advance(6000)
  })
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'One.', 'Connection lost. Reconnecting…'])
  await act(async () => {
    await stage.hand.clock.advance(1000)
    await stage.hand.script.accept()
    await stage.hand.script.text('o.')
    await stage.hand.script.finish()
    stage.hand.frames.all()
  })
  await stage.listen()
  expect(stage.heard().slice(3)).toEqual(['Two.', complete])
})

test('a reply that no model wrote says so first', async () => {
  const stage = listener()
  await act(() => playTurn(stage.hand, { text: 'The AI naps.', facts: { canned: 'outage' } }))
  await stage.listen()
  expect(stage.heard()).toEqual([
    responding,
    'Automatic reply. The AI naps.',
    complete,
    'The AI service is not answering right now.',
  ])
})

const thinking: readonly Chunk[] = [
  { type: 'start', messageId: 'a1' },
  { type: 'start-step' },
  { type: 'reasoning-start', id: 'r' },
  { type: 'reasoning-delta', id: 'r', delta: 'The user wants weather.\n\nI will look.\n\nNow.' },
  { type: 'reasoning-end', id: 'r' },
  { type: 'text-start', id: 't' },
  { type: 'text-delta', id: 't', delta: 'I will **look** outside.' },
  { type: 'text-end', id: 't' },
]

const asking: readonly Chunk[] = [
  {
    type: 'tool-input-available',
    toolCallId: 'c1',
    toolName: 'getWeather',
    title: 'Weather',
    input: { city: 'Oslo' },
  },
  { type: 'tool-approval-request', approvalId: 'p1', toolCallId: 'c1' },
]

test('thoughts are not spoken; a tool that needs approval is, once, and the answer goes on after it', async () => {
  const stage = listener()
  await ask(stage)
  await push(stage, ...thinking)
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'I will look outside.'])
  await push(stage, ...asking)
  await stage.listen()
  await act(async () => {
    await stage.hand.script.push({ type: 'finish-step' }, { type: 'finish' }, endOfStream)
    await stage.hand.script.close()
    stage.hand.frames.all()
  })
  await stage.listen()
  // It is not complete: it waits for the reader.
  expect(stage.heard()).toEqual([responding, 'I will look outside.', 'Weather needs approval'])
})

test('a call that asks is spoken of by the name that is shown: cut, and in one line (T-55)', async () => {
  for (const [title, heard] of [
    [`Letter\u202e\n${'x'.repeat(10_000)}`, `Letter ${'x'.repeat(72)}…`],
    ['\u202e', 'getWeather'],
  ] as const) {
    const stage = listener()
    await ask(stage)
    const [input, ...others] = asking
    if (input?.type !== 'tool-input-available') throw new Error('A call is asked for.')
    await push(stage, { ...input, title }, ...others)
    await stage.listen()
    expect(stage.heard()).toEqual([responding, `${heard} needs approval`])
    cleanup()
  }
})

test.each(['complete', 'status'] as const)(
  'approval is asked for in the mode %s too',
  async (mode) => {
    const stage = listener({ mode })
    await ask(stage)
    await act(async () => {
      await stage.hand.script.push(
        ...thinking,
        ...asking,
        { type: 'finish-step' },
        { type: 'finish' },
      )
      await stage.hand.script.push(endOfStream)
      stage.hand.frames.all()
    })
    await stage.listen()
    expect(stage.heard()).toEqual([
      responding,
      ...(mode === 'complete' ? ['I will look outside.'] : []),
      'Weather needs approval',
    ])
  },
)

test('an answer that goes on by itself after a tool begins once and ends once', async () => {
  const hand = chatInHand({
    sendAutomaticallyWhen: (messages) => {
      const last = messages.at(-1)?.parts.at(-1)
      return last !== undefined && 'output' in last && last.output === 'rain'
    },
    onToolCall: ({ toolCallId }) => {
      void hand.chat.addToolOutput({ toolCallId, output: 'rain' })
    },
  })
  const stage = listener({ hand })
  await ask(stage)
  await act(async () => {
    await hand.script.push(
      ...thinking,
      { type: 'tool-input-available', toolCallId: 'c1', toolName: 'getWeather', input: {} },
      { type: 'finish-step' },
      { type: 'finish' },
      endOfStream,
    )
    hand.frames.all()
    await hand.script.close()
    await hand.script.accept()
    hand.frames.all()
  })
  expect(hand.script.sent).toHaveLength(2)
  await stage.listen()
  await act(() => playRest(hand))
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'I will look outside.', 'It rains.', complete])
})

async function playRest({ script, frames }: ChatInHand): Promise<void> {
  await script.push(
    { type: 'start', messageId: 'a1' },
    { type: 'start-step' },
    { type: 'text-start', id: 't' },
    { type: 'text-delta', id: 't', delta: 'It rains.' },
    { type: 'text-end', id: 't' },
    { type: 'finish-step' },
    { type: 'finish', finishReason: 'stop' },
    endOfStream,
  )
  frames.all()
  await script.close()
}

test('while the reader has scrolled away, an answer is spoken when it is complete', async () => {
  const stage = listener()
  await ask(stage)
  await stage.text('One.\n\nTwo.\n\nThr')
  await stage.listen()
  act(() => stage.view.setState({ away: true }))
  await stage.text('ee.\n\nFour.\n\nFi')
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'One. Two.'])
  await stage.text('ve.')
  await stage.finish()
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'One. Two.', 'Three. Four. Five.', complete])
})

test.each([
  ['complete', [responding, 'One. Two.', complete]],
  ['status', [responding, complete]],
  ['off', []],
] as const)('mode %s', async (mode, expected) => {
  const stage = listener({ mode })
  await ask(stage)
  await stage.text('One.\n\nTw')
  await stage.listen()
  expect(stage.heard()).toEqual(mode === 'off' ? [] : [responding])
  await stage.text('o.')
  await stage.finish()
  await stage.listen()
  expect(stage.heard()).toEqual(expected)
  expect(stage.clock.pending).toBe(0)
})

test('another mode counts from when it is chosen', async () => {
  const stage = listener({ mode: 'status' })
  await ask(stage)
  await stage.text('One.\n\nTwo.\n\nThr')
  await stage.listen()
  stage.rerender({ mode: 'sentences' })
  await stage.text('ee.')
  await stage.finish()
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'One. Two. Three.', complete])
  stage.rerender({ mode: 'off' })
  await act(() => playTurn(stage.hand, { text: 'Four.' }))
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'One. Two. Three.', complete])
})

test('what was loaded is not spoken, nor is another way of the conversation', async () => {
  const hand = chatInHand({ messages: [question('q1', 'Hi'), answer('a1', 'One.\n\nTwo.')] })
  const stage = listener({ hand })
  await stage.listen()
  act(() => hand.chat.setMessages([question('q2', 'Ho'), answer('a2', 'Three.\n\nFour.')]))
  await stage.listen()
  expect(stage.heard()).toEqual([])
  expect(stage.clock.pending).toBe(0)
})

test('following an answer of which there is none says nothing', async () => {
  const hand = chatInHand({ messages: [question('q1', 'Hi'), answer('a1', 'One.')] })
  const stage = listener({ hand })
  await act(async () => {
    void hand.chat.resumeStream()
    await hand.script.fail(new ChatError('not_found', 'None runs.'))
  })
  await stage.listen()
  expect(stage.heard()).toEqual([])
})

test('two answers in a row are told one after the other', async () => {
  const stage = listener()
  await ask(stage)
  await stage.text('One.\n\nTwo.')
  await act(() => stage.hand.chat.sendMessage('And now?'))
  await act(async () => {
    await stage.hand.script.finish()
    stage.hand.frames.all()
    stage.hand.script.nextStreamId('stream-2')
    await stage.hand.script.accept()
  })
  await stage.text('Three.')
  await stage.finish()
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'One. Two.', complete, responding, 'Three.', complete])
})

test('a new question silences what is left of the answer before it', async () => {
  const stage = listener()
  const long = `${'It is so. '.repeat(30)}\n\n`
  await act(() => playTurn(stage.hand, { text: long.repeat(5) }))
  await act(() => stage.clock.advance(1700))
  expect(stage.heard()).toEqual([responding, long.trim()])
  await act(() => playTurn(stage.hand, { text: 'No.' }))
  await stage.listen()
  expect(stage.heard().slice(2)).toEqual([complete, responding, 'No.', complete])
})

test('Continue goes on with the sentence that was cut', async () => {
  const stage = listener()
  await ask(stage)
  await stage.text('One.\n\nTwo. And thr')
  await act(() => stage.hand.chat.stop())
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'One. Two. And thr', 'Response stopped'])
  await act(async () => {
    void stage.hand.chat.continueAnswer()
    await playAnswer(stage.hand, { text: 'ee. Four.\n\nFive.' })
  })
  await stage.listen()
  expect(stage.heard().slice(3)).toEqual([responding, 'And three. Four. Five.', complete])
})

test('Continue of an answer that was loaded says only what comes', async () => {
  const cut = withFacts(answer('a1', 'One.\n\nTwo. And thr'), { finishReason: 'length' })
  const hand = chatInHand({ messages: [question('q1', 'Hi'), cut] })
  const stage = listener({ hand })
  await act(async () => {
    void hand.chat.continueAnswer()
    await playAnswer(hand, { text: 'ee. Four.', facts: { finishReason: 'length' } })
  })
  await stage.listen()
  expect(stage.heard()).toEqual([
    responding,
    'And three. Four.',
    'Response complete. The answer reached its length limit.',
  ])
})

test('an answer that takes something back goes on where that was', async () => {
  const stage = listener()
  await ask(stage)
  await stage.text('One.\n\nTwo.\n\nThr')
  await stage.listen()
  await push(stage, { type: 'reset-step' } as Chunk)
  await push(stage, { type: 'text-start', id: 'n' }, { type: 'text-delta', id: 'n', delta: 'Eins' })
  await stage.listen()
  await push(
    stage,
    { type: 'text-delta', id: 'n', delta: '.\n\nZwei.' },
    { type: 'text-end', id: 'n' },
  )
  await stage.finish()
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'One. Two.', 'Eins. Zwei.', complete])
})

test('of a long answer the rest is left to be read, and nothing waits for minutes', async () => {
  const stage = listener()
  const text = Array.from({ length: 400 }, (_, index) => `Sentence number ${index}.`).join('\n\n')
  await act(() => playTurn(stage.hand, { text }))
  await act(() => stage.clock.advance(24_000))
  expect(stage.clock.pending).toBe(0)
  const said = stage.heard()
  expect(said.at(-1)).toBe('Response complete. There is more to read in the conversation')
  const sentences =
    said
      .slice(1, -1)
      .join(' ')
      .match(/Sentence number \d+\./g) ?? []
  expect(sentences).toEqual(Array.from(sentences, (_, index) => `Sentence number ${index}.`))
  expect(Math.max(...said.map(({ length }) => length))).toBeLessThanOrEqual(300)
  expect(said.join('').length).toBeLessThan(3400)
})

test('a message that the application draws in its own way is spoken when it has ended', async () => {
  const stage = listener({
    components: { text: ({ part }) => <p>{part.text}</p>, reasoning: () => null },
  })
  await ask(stage)
  await push(stage, ...thinking)
  await stage.listen()
  expect(stage.heard()).toEqual([responding])
  await stage.finish()
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'I will **look** outside.', complete])
})

test('thoughts that the application draws in its own way are not spoken either', async () => {
  const stage = listener({
    components: {
      text: ({ part }) => <p>{part.text}</p>,
      reasoning: ({ part }) => <p>{part.text}</p>,
    },
  })
  await ask(stage)
  await push(stage, ...thinking)
  await stage.finish()
  await stage.listen()
  expect(stage.heard()).toEqual([responding, complete])
})

test('Markdown in a card of the application is not taken for the answer', async () => {
  const stage = listener({
    components: {
      tool: () => <Markdown text={'Forecast.\n\nRain, much of it.'} />,
      reasoning: ({ part }) => <Markdown text={part.text} />,
    },
  })
  await ask(stage)
  await push(stage, ...thinking, ...asking)
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'I will look outside.', 'Weather needs approval'])
})

test('a file that an answer brings is named', async () => {
  const stage = listener()
  await ask(stage)
  await stage.text('Here:')
  await push(
    stage,
    { type: 'text-end', id: '0' },
    { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,AA==' },
    { type: 'file', mediaType: 'text/csv', url: 'data:text/csv,1' },
  )
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'Here: Image. File: text/csv'])
})

test('a message that is not in the page has a beginning and an end', async () => {
  const stage = listener({ message: () => <i>?</i> })
  await act(() => playTurn(stage.hand, { text: 'Yes.' }))
  await stage.listen()
  expect(stage.heard()).toEqual([responding, complete])
})

test('what the reader has done is confirmed at once', async () => {
  const stage = listener()
  await act(async () => stage.view.say('Copied'))
  expect(stage.heard()).toEqual(['Copied'])
})

test('in a shadow root, the live regions are in the page, seen from where the chat is, and the words come from the shadow', async () => {
  const host = document.createElement('div')
  host.lang = 'de'
  document.body.append(host)
  const root = host.attachShadow({ mode: 'open' })
  const stage = listener({ around: (children) => createPortal(children, root) })
  const outside = host.querySelector<HTMLElement>('[data-part=announcer]')
  expect(outside?.parentElement?.assignedSlot?.getRootNode()).toBe(root)
  expect(outside?.lang).toBe('de')
  expect(root.querySelector('[data-part=announcer]')).toBeNull()
  await act(() => playTurn(stage.hand, { text: '**Yes**.' }))
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'Yes.', complete])
  stage.unmount()
  expect(host.childElementCount).toBe(0)
  expect(root.querySelector('slot')).toBeNull()
  host.remove()
})

test('where that page is in another shadow root, they are at its end', () => {
  const outer = document.createElement('div')
  document.body.append(outer)
  const host = document.createElement('div')
  outer.attachShadow({ mode: 'open' }).append(host)
  const root = host.attachShadow({ mode: 'open' })
  const { unmount } = listener({ around: (children) => createPortal(children, root) })
  expect(document.querySelector('body > [data-part=announcer]')).not.toBeNull()
  unmount()
  expect(document.querySelector('[data-part=announcer]')).toBeNull()
  outer.remove()
})

test('the live regions go where they are told', () => {
  const container = document.createElement('aside')
  document.body.append(container)
  const { unmount } = listener({ container })
  expect(document.querySelectorAll('[data-part=announcer]')).toHaveLength(1)
  expect(container.querySelector('[data-part=announcer-polite]')).not.toBeNull()
  unmount()
  expect(container.childElementCount).toBe(0)
  container.remove()
})

test('they are out of sight without a stylesheet, and take no room', () => {
  const before = [document.body.scrollWidth, document.body.scrollHeight]
  const { unmount } = listener()
  const box = document.querySelector('[data-part=announcer]')?.getBoundingClientRect()
  expect([box?.width, box?.height]).toEqual([1, 1])
  expect([document.body.scrollWidth, document.body.scrollHeight]).toEqual(before)
  unmount()
})

test('StrictMode mounts twice and says everything once', async () => {
  const stage = listener({ around: (children) => <StrictMode>{children}</StrictMode> })
  expect(document.querySelectorAll('[data-part=announcer]')).toHaveLength(1)
  await act(() => playTurn(stage.hand, { text: 'Yes.' }))
  await stage.listen()
  expect(stage.heard()).toEqual([responding, 'Yes.', complete])
})

test('taken away in the middle of an answer, it leaves no timer and no live region', async () => {
  const stage = listener()
  await ask(stage)
  await stage.text('One.\n\nTwo.\n\nThr')
  await act(() => stage.clock.advance(1650))
  expect(stage.heard()).toEqual([responding, 'One. Two.'])
  await stage.text('ee.\n\nFour.\n\nFive')
  expect(stage.clock.pending).toBeGreaterThan(0)
  stage.unmount()
  expect(stage.clock.pending).toBe(0)
  expect(document.querySelector('[data-part^=announcer]')).toBeNull()
})

test('earlier messages that are loaded are never spoken, and the answer goes on being spoken', async () => {
  const history = manualHistory()
  const stage = listener({ hand: chatInHand({ messages: [question('q2', 'And?')], history }) })
  const page = async (name: string) => {
    await act(async () => {
      void stage.hand.chat.loadEarlier()
      await history.bring([question(`q-${name}`, 'Who?'), answer(`a-${name}`, `Ada, ${name}.`)])
    })
    await stage.listen()
  }
  await page('before')
  expect(stage.heard()).toEqual([])
  await ask(stage)
  await stage.text('One.\n\nTwo')
  await page('meanwhile')
  await stage.text('.\n\nThree.')
  await stage.finish()
  await page('afterwards')
  expect(stage.heard()).toEqual([responding, 'One.', 'Two. Three.', complete])
  expect(stage.hand.chat.getState().messageIds).toHaveLength(9)
})

test('a chat that is shown in the middle of an answer goes on with what comes', async () => {
  const hand = chatInHand()
  const release = hand.chat.retain()
  await act(async () => {
    void hand.chat.sendMessage('Hi')
    await hand.script.accept()
    await hand.script.text('One.\n\nTwo')
    hand.frames.all()
  })
  const stage = listener({ hand })
  await stage.text('. And three.')
  await stage.finish()
  await stage.listen()
  expect(stage.heard()).toEqual(['Two. And three.', complete])
  release()
})

test.each([
  ['before its first word', []],
  ['in the middle of it', ['One.\n\nTwo']],
])('where it comes late, the answer is told from its beginning: %s', async (_, begun) => {
  const stage = listener({ here: false })
  await ask(stage)
  if (begun.length > 0) await stage.text(...begun)
  stage.rerender({ clock: stage.clock })
  await stage.listen()
  expect(stage.heard()[0]).toBe(responding)
  await stage.text(begun.length > 0 ? '. And three.' : 'One.\n\nTwo. And three.')
  await stage.finish()
  await stage.listen()
  expect(stage.heard().join(' ')).toBe(`${responding} One. Two. And three. ${complete}`)
})

test('where it comes after the answer, that is told, once', async () => {
  const stage = listener({ here: false })
  await act(() => playTurn(stage.hand, { text: 'One.\n\nTwo.' }))
  stage.rerender({ clock: stage.clock })
  await stage.listen()
  expect(stage.heard()).toEqual(['One. Two.', complete])
  stage.rerender({ here: false })
  stage.rerender({ clock: stage.clock })
  await stage.listen()
  expect(stage.heard()).toEqual(['One. Two.', complete])
  await act(() => playTurn(stage.hand, { text: 'Three.' }))
  await stage.listen()
  expect(stage.heard().slice(2).join(' ')).toMatch(/Three\. Response complete$/)
})

test('where it comes after a question that the server never took, that is told', async () => {
  const stage = listener({ here: false })
  await act(async () => {
    void stage.hand.chat.sendMessage('Hi')
    await stage.hand.script.fail(new ChatError('invalid_request', 'No.'))
  })
  stage.rerender({ clock: stage.clock })
  await stage.listen()
  expect(stage.heard()).toEqual([expect.stringMatching(/^!/)])
})

test('whoever wants nothing told when it comes is not told later', async () => {
  const stage = listener({ here: false })
  await act(() => playTurn(stage.hand))
  stage.rerender({ clock: stage.clock, mode: 'off' })
  stage.rerender({ here: false })
  stage.rerender({ clock: stage.clock })
  await stage.listen()
  expect(stage.heard()).toEqual([])
})

test('a token renders nothing here, and the page is read once in the pause between', async () => {
  const renders = vi.fn()
  const stage = listener({
    message: (id) => (
      <MessageRoot id={id}>
        <MessageParts />
      </MessageRoot>
    ),
  })
  const other = manualClock()
  render(
    <ChatProvider chat={stage.hand.chat}>
      <Profiler id="announcer" onRender={renders}>
        <Announcer clock={other} mode="off" />
      </Profiler>
    </ChatProvider>,
  )
  await ask(stage)
  await stage.listen()
  renders.mockClear()
  const reads = vi.spyOn(Document.prototype, 'querySelector')
  for (let token = 0; token < 100; token++) {
    await stage.text(`word ${token}\n\n`)
    await act(() => stage.clock.advance(30))
  }
  const count = reads.mock.calls.filter(([selector]) =>
    selector.startsWith('[data-message-id'),
  ).length
  reads.mockRestore()
  expect(renders).not.toHaveBeenCalled()
  // Three seconds.
  expect(count).toBeGreaterThanOrEqual(2)
  expect(count).toBeLessThanOrEqual(3)
})

test('a server renders nothing that speaks, and it comes to life without a warning', async () => {
  const errors = vi.spyOn(console, 'error')
  const { chat } = chatInHand()
  const tree = <Chat chat={chat} announce="complete" />
  const host = document.createElement('div')
  host.innerHTML = renderToString(tree)
  expect(host.querySelector('[data-part=announcer], [style]')).toBeNull()
  document.body.append(host)
  const root = await act(async () => hydrateRoot(host, tree))
  expect(host.querySelector('[data-part=announcer-polite]')).not.toBeNull()
  expect(errors).not.toHaveBeenCalled()
  errors.mockRestore()
  await act(async () => root.unmount())
  host.remove()
})
