import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { ThreadStage } from '../fixtures/ThreadStage.tsx'
import * as Thread from '../thread/parts.ts'
import type { Suggestion } from './Suggestion.ts'
import { SuggestionList } from './SuggestionList.tsx'

const starters: readonly Suggestion[] = [
  'Why is the sky blue?',
  { label: 'Plan a week', description: 'of meals, for two' },
  { label: 'Write a letter', text: 'Write a letter to ', does: 'write' },
  'What can I cook with four eggs, an onion and what is left of a bag of rice?',
]

const goOn = (): readonly Suggestion[] => ['And at sunset?', 'And on Mars?']

/**
 * Questions that are offered: before the first message, and after an answer. A press asks one, or writes it into the
 * message box to be completed; what was being written there stays.
 */
const meta = {
  component: SuggestionList,
  subcomponents: {
    'Thread.Suggestions': Thread.Suggestions,
    'Thread.FollowUps': Thread.FollowUps,
  },
  argTypes: stageControls,
  args: { widthPx: 640, heightPx: 480 },
  render: (stage, { loaded }): ReactElement => (
    <ThreadStage hand={loaded['hand'] as ChatInHand} {...stage}>
      <Thread.Empty />
      <Thread.Suggestions suggestions={starters} />
      <Thread.Messages />
      <Thread.FollowUps suggest={goOn} />
    </ThreadStage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<Thread.Empty />
<Thread.Suggestions suggestions={['Why is the sky blue?']} />
<Thread.Messages />
<Thread.FollowUps suggest={(answer) => followUpsOf(answer)} />
`),
    },
  },
} satisfies PartMeta<StageArgs>

export default meta

type Story = StoryObj<StageArgs>

export const ToBeginWith: Story = {
  loaders: [handLoader()],
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

export const ToGoOnWith: Story = {
  loaders: [handLoader({}, (hand) => playTurn(hand, { question: 'Why is the sky blue?' }))],
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}
