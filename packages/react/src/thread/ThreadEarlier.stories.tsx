import type { ChatHistory } from '@millrace/core'
import { ChatError } from '@millrace/protocol'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { answer, question } from '../fixtures/said.ts'
import { ThreadStage } from '../fixtures/ThreadStage.tsx'
import * as Thread from './parts.ts'

/**
 * What was said before, loaded a page at a time as the reader comes near it. It says that more is coming, and what to do
 * where it did not come. It needs a chat with a `history`.
 */
const meta = {
  component: Thread.Earlier,
  argTypes: stageControls,
  args: { widthPx: 640, heightPx: 480 },
  render: (stage, { loaded }): ReactElement => (
    <ThreadStage hand={loaded['hand'] as ChatInHand} {...stage}>
      <Thread.Earlier />
      <Thread.Empty />
      <Thread.Messages />
    </ThreadStage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<Thread.Root>
  <Thread.Scroller>
    <Thread.Earlier />
    <Thread.Empty />
    <Thread.Messages />
  </Thread.Scroller>
  <Thread.ToEnd />
</Thread.Root>
`),
    },
  },
} satisfies PartMeta<StageArgs>

export default meta

type Story = StoryObj<StageArgs>

const messages = [
  question('q1', 'And at sunset?'),
  answer(
    'a1',
    'The light then crosses far more air:\n\n1. blue is scattered out on the way,\n2. red and orange are what is left.',
  ),
]

/** Its pages are on their way for ever. */
const slow: ChatHistory = { load: () => new Promise(() => {}) }

const broken: ChatHistory = {
  load: () => Promise.reject(new ChatError('network', 'Unreachable.', { retryable: true })),
}

export const NothingHereYet: Story = {
  loaders: [handLoader({ history: slow }, ({ chat }) => void chat.loadEarlier())],
  parameters: { looks: ['dark', 'forced'] },
}

export const EarlierMessagesOnTheirWay: Story = {
  loaders: [handLoader({ history: slow, messages }, ({ chat }) => void chat.loadEarlier())],
  parameters: { looks: ['dark'] },
}

export const Failed: Story = {
  args: { heightPx: 320 },
  loaders: [handLoader({ history: broken, messages }, ({ chat }) => chat.loadEarlier())],
  parameters: { looks: ['dark', 'rtl', 'forced', 'narrow'] },
}

export const FailedWithNothingHere: Story = {
  loaders: [handLoader({ history: broken }, ({ chat }) => chat.loadEarlier())],
}
