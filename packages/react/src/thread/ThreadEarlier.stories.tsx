import type { ChatHistory } from '@millrace/core'
import { ChatError } from '@millrace/protocol'
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import { answer, question } from '../fixtures/said.ts'
import type { StageProps } from '../fixtures/Stage.tsx'
import { ThreadStage } from '../fixtures/ThreadStage.tsx'
import * as Thread from './parts.ts'

type Shown = Pick<StageProps, 'theme' | 'dir' | 'labels' | 'widthPx' | 'heightPx'>

const meta = {
  args: { heightPx: 480 },
  render: (stage, { loaded }): ReactElement => (
    <ThreadStage hand={loaded['hand'] as ChatInHand} {...stage}>
      <Thread.Earlier />
      <Thread.Empty />
      <Thread.Messages />
    </ThreadStage>
  ),
} satisfies Meta<Shown>

export default meta

type Story = StoryObj<typeof meta>

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
