import { withFacts, type Message } from '@millrace/protocol'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, waitFor } from 'storybook/test'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { answer, question } from '../fixtures/said.ts'
import { stillness } from '../fixtures/stillness.ts'
import { ThreadStage } from '../fixtures/ThreadStage.tsx'
import { StatusRoot } from '../status/StatusRoot.tsx'
import * as Thread from './parts.ts'
import type { ThreadScrollerProps } from './ThreadScroller.tsx'

interface Shown extends StageArgs, Pick<ThreadScrollerProps, 'onQuestion'> {
  readonly showTimes?: boolean
}

/**
 * Where the thread stands: at its end until the reader goes up, then where it is read, whatever grows or comes. A button
 * leads back and says how much is new; `onQuestion="pin"` puts each question to the top. These stories scroll by
 * themselves when they are opened.
 */
const meta = {
  component: Thread.Scroller,
  subcomponents: { ToEnd: Thread.ToEnd, Unread: Thread.Unread, Messages: Thread.Messages },
  argTypes: {
    ...stageControls,
    onQuestion: { control: 'inline-radio', options: ['follow', 'pin'] },
  },
  args: { widthPx: 640, heightPx: 480, onQuestion: 'follow', showTimes: false },
  render: ({ showTimes, ...stage }, { loaded }): ReactElement => (
    <ThreadStage hand={loaded['hand'] as ChatInHand} {...stage}>
      <Thread.Messages showTimes={showTimes} />
      <Thread.Waiting />
      <StatusRoot />
    </ThreadStage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<Thread.Root>
  <Thread.Scroller onQuestion="pin">
    <Thread.Messages showTimes />
    <Thread.Waiting />
  </Thread.Scroller>
  <Thread.ToEnd />
</Thread.Root>
`),
    },
  },
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

const asked = [
  'Why is the sky blue?',
  'And at sunset?',
  'What about Mars?',
  'Does the sea take its colour from the sky?',
]

const told = [
  'Air scatters **short wavelengths** more than long ones. Blue reaches you from every direction, so the whole sky looks blue.',
  'The light then crosses far more air:\n\n1. blue is scattered out on the way,\n2. red and orange are what is left.',
  'There is little air and much dust. By day the sky is the colour of butterscotch, and around the setting sun it is blue.',
  'Only a little. Water itself takes up red light and leaves the blue; in shallow water you see that it has a colour of its own.',
]

/** So many questions with their answers. */
function turns(count: number): readonly Message[] {
  return Array.from({ length: count }, (_, n) => [
    question(`q${n}`, asked[n % asked.length] ?? ''),
    answer(`a${n}`, told[n % told.length] ?? ''),
  ]).flat()
}

function scrollerIn(canvas: HTMLElement): HTMLElement {
  return canvas.querySelector('[data-part=thread-scroller]') as HTMLElement
}

async function scrollUp(canvas: HTMLElement, byPx: number): Promise<void> {
  await stillness()
  scrollerIn(canvas).scrollTop -= byPx
  await stillness()
}

function handOf(loaded: Readonly<Record<string, unknown>>): ChatInHand {
  return loaded['hand'] as ChatInHand
}

/** The user has gone up while an answer is being written: the button says so. */
export const AwayWhileAnAnswerIsWritten: Story = {
  loaders: [
    handLoader({ messages: turns(6) }, async ({ chat, script, frames }) => {
      void chat.sendMessage('And on the Moon?')
      await script.accept()
      await script.text('There is no air at all, so nothing scatters the light.')
      frames.frame()
    }),
  ],
  play: ({ canvasElement }) => scrollUp(canvasElement, 420),
  parameters: { looks: ['dark', 'rtl', 'forced'] },
}

/** What came meanwhile is counted at the button and marked where it begins. */
export const NewMessages: Story = {
  loaders: [handLoader({ messages: turns(6) })],
  play: async ({ canvasElement, loaded }) => {
    const { chat } = handOf(loaded)
    await scrollUp(canvasElement, 330)
    chat.setMessages((messages) => [
      ...messages,
      answer('n1', 'I have looked it up: on the Moon the sky is black, day and night.'),
      answer('n2', 'And here is a list of the other planets.'),
      answer('n3', told.join('\n\n')),
    ])
    await stillness()
    const mark = canvasElement.querySelector('[data-part=thread-unread]')
    const scroller = scrollerIn(canvasElement)
    const { top } = scroller.getBoundingClientRect()
    scroller.scrollTop += (mark?.getBoundingClientRect().top ?? top) - top - 160
    await stillness()
  },
  parameters: { looks: ['dark', 'rtl', 'forced'] },
}

function ask(text: string, told: string): NonNullable<Story['play']> {
  return async ({ loaded }) => {
    const { chat, script, frames } = handOf(loaded)
    await stillness()
    void chat.sendMessage(text)
    await script.accept()
    await script.text(told)
    frames.all()
    await stillness()
  }
}

/** The question stands at the top, and there is room for its answer. */
export const QuestionPinned: Story = {
  args: { onQuestion: 'pin' },
  loaders: [handLoader({ messages: turns(4) })],
  play: ask('And on the Moon?', 'There is no air at all, so nothing scatters'),
  parameters: { looks: ['phone'] },
}

/** Of a question that is higher than the view its end is seen. */
export const QuestionPinnedThatIsHigherThanTheView: Story = {
  ...QuestionPinned,
  play: ask(
    `${'The sky is blue by day, red at sunset and black at night.\n'.repeat(24)}Why?`,
    'Because of the way that light takes through the air.',
  ),
  parameters: { looks: ['phone'] },
}

/** Of many messages those near the view are mounted. */
export const InTheMiddleOf500Messages: Story = {
  loaders: [handLoader({ messages: turns(250) })],
  play: async ({ canvasElement }) => {
    const scroller = scrollerIn(canvasElement)
    // What plans comes a moment later: then there is room for those that are not mounted.
    await waitFor(() => expect(scroller.scrollHeight).toBeGreaterThan(20_000))
    scroller.scrollTop = scroller.scrollHeight / 2
    await stillness()
    const message = canvasElement.querySelector('[data-message-id=q125]')
    const { top } = scroller.getBoundingClientRect()
    // What is not mounted has a height by estimate: the picture is of a message, not of a place.
    scroller.scrollTop += (message?.getBoundingClientRect().top ?? top) - top - 16
    await stillness()
  },
}

/** Days where they begin, and hours on request. */
export const DaysAndTimes: Story = {
  args: { showTimes: true, heightPx: 560 },
  loaders: [
    handLoader({
      messages: turns(3).map((message, n) =>
        withFacts(message, {
          timings: { createdAt: Date.parse(`2020-02-${27 + (n >> 1)}T09:4${n}:00Z`) },
        }),
      ),
    }),
  ],
  parameters: { looks: ['rtl'] },
}
