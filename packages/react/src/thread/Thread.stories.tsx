import { ChatError, type TrimReport } from '@millrace/protocol'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { answer, question } from '../fixtures/said.ts'
import { ThreadStage } from '../fixtures/ThreadStage.tsx'
import { StatusRoot } from '../status/StatusRoot.tsx'
import * as Thread from './parts.ts'

/**
 * The conversation: what stands there before the first message, the messages, the wait for a first word, and what is wrong
 * if something is. The scroller around them stays at the end until the reader leaves it. Each story is one state that a
 * thread can be in.
 */
const meta = {
  component: Thread.Root,
  subcomponents: Thread,
  argTypes: stageControls,
  args: { widthPx: 640, heightPx: 480 },
  render: (stage, { loaded }): ReactElement => (
    <ThreadStage hand={loaded['hand'] as ChatInHand} {...stage}>
      <Thread.Empty />
      <Thread.Messages />
      <Thread.Waiting />
      <StatusRoot />
    </ThreadStage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<ChatProvider chat={chat}>
  <Thread.Root>
    <Thread.Scroller>
      <Thread.Empty />
      <Thread.Messages />
      <Thread.Waiting />
      <Status.Root />
    </Thread.Scroller>
    <Thread.ToEnd />
  </Thread.Root>
</ChatProvider>
`),
    },
  },
} satisfies PartMeta<StageArgs>

export default meta

type Story = StoryObj<StageArgs>

const asked = question('q1', 'Why is the sky blue?')
const told = answer(
  'a1',
  'Air scatters **short wavelengths** more than long ones. Blue reaches you from every direction, so the whole sky looks blue.',
)

export const ShortConversation: Story = {
  loaders: [
    handLoader({
      messages: [
        asked,
        told,
        question('q2', 'And at sunset?'),
        answer(
          'a2',
          'The light then crosses far more air:\n\n1. blue is scattered out on the way,\n2. red and orange are what is left.',
        ),
      ],
    }),
  ],
  parameters: { looks: ['dark'] },
}

export const Welcome: Story = {
  loaders: [handLoader()],
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

export const WaitingForTheFirstWord: Story = {
  loaders: [
    handLoader({ messages: [asked, told] }, async ({ chat, script }) => {
      void chat.sendMessage('And at sunset?')
      await script.accept()
    }),
  ],
  parameters: { looks: ['dark', 'forced'] },
}

export const StreamingInTheMiddleOfAParagraph: Story = {
  loaders: [
    handLoader({}, async ({ chat, script, frames }) => {
      void chat.sendMessage('Why is the sky blue?')
      await script.accept()
      await script.text(
        'Sunlight is a mixture of all colours.\n\n',
        'Air scatters **short wavelengths** more than long ones, so that blue comes to you from eve',
      )
      frames.frame()
    }),
  ],
  parameters: { looks: ['dark', 'rtl'] },
}

export const StreamingWithAnOpenCodeFence: Story = {
  loaders: [
    handLoader({}, async ({ chat, script, frames }) => {
      void chat.sendMessage('How do I reverse a string?')
      await script.accept()
      await script.text(
        'By code points, so that emoji stay whole:\n\n```ts\nfunction reverse(text: string): string {\n',
        '  return [...text].rev',
      )
      frames.frame()
    }),
  ],
  parameters: { looks: ['dark'] },
}

export const HistoryWithAStoppedAnswer: Story = {
  loaders: [
    handLoader({
      messages: [
        question('q1', 'Tell me a story.\nA long one, please.'),
        answer('a1', 'Once upon a time there was a mill at the end of a', { status: 'stopped' }),
      ],
    }),
  ],
  parameters: { looks: ['dark'] },
}

const lasting = [
  question('q1', 'Why is the sky blue?'),
  answer('a1', 'Air scatters short wavelengths more than long ones.'),
  question('q2', 'And at sunset?'),
  answer('a2', 'The light comes a longer way through the air.'),
]

function leftOut(told: Partial<TrimReport> = {}): Story {
  const report = { droppedMessages: 2, droppedTurns: 1, firstKeptId: 'q2', ...told }
  const turn = { question: 'Thank you.', text: 'You are welcome.', report }
  return {
    args: { heightPx: 560 },
    loaders: [handLoader({ messages: lasting }, (hand) => playTurn(hand, turn))],
  }
}

export const OlderMessagesNotSentToTheModel: Story = {
  ...leftOut(),
  parameters: { looks: ['dark', 'rtl', 'forced'] },
}

export const OlderMessagesSentAsASummary: Story = leftOut({ summarized: true })

export const InterruptedAnswerWithTryAgain: Story = {
  loaders: [
    handLoader({ reconnect: { maxAttempts: 0 } }, async ({ chat, script, frames }) => {
      void chat.sendMessage('Why is the sky blue?')
      await script.accept()
      await script.text('Air scatters short wavelengths more than')
      frames.frame()
      await script.close()
      frames.all()
    }),
  ],
  parameters: { looks: ['dark', 'rtl', 'forced'] },
}

export const ConnectionLostAndReconnecting: Story = {
  loaders: [
    handLoader({}, async ({ chat, script, frames, clock }) => {
      void chat.sendMessage('Why is the sky blue?')
      await script.accept()
      await script.text('Air scatters short wavelengths more than')
      frames.frame()
      await script.close()
      await clock.advance(5000)
    }),
  ],
  parameters: { looks: ['dark', 'forced'] },
}

export const FailedBeforeAnything: Story = {
  loaders: [
    handLoader({}, async ({ chat, script }) => {
      void chat.sendMessage('Why is the sky blue?')
      await script.fail(new ChatError('overloaded', 'No capacity.', { retryable: true }))
    }),
  ],
  parameters: { looks: ['dark', 'rtl'] },
}
