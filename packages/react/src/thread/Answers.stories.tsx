import type { Chunk } from '@millrace/protocol'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { answer, question } from '../fixtures/said.ts'
import { ThreadStage } from '../fixtures/ThreadStage.tsx'
import { StatusRoot } from '../status/StatusRoot.tsx'
import * as Thread from './parts.ts'

/** What comes in place of an answer, or comes of it: its first word, a piece that is missing, an automatic reply. */
const meta = {
  component: Thread.Messages,
  subcomponents: { Waiting: Thread.Waiting, StatusRoot },
  argTypes: stageControls,
  args: { heightPx: 320 },
  render: (stage, { loaded }): ReactElement => (
    <ThreadStage hand={loaded['hand'] as ChatInHand} {...stage}>
      <Thread.Messages />
      <Thread.Waiting />
      <StatusRoot />
    </ThreadStage>
  ),
} satisfies PartMeta<StageArgs>

export default meta

type Story = StoryObj<StageArgs>

/** The word stands where the dots were. */
export const FirstToken: Story = {
  loaders: [
    handLoader({}, async ({ chat, script, frames }) => {
      void chat.sendMessage('Why is the sky blue?')
      await script.accept()
      await script.text('Air')
      frames.frame()
    }),
  ],
  parameters: { looks: ['dark'] },
}

const word = (delta: string): Chunk => ({ type: 'text-delta', id: '0', delta })

/** The chunks 4 and 6 to 8 have come, 5 has not: what is behind it is here and is not shown. */
async function leaveOutChunk5({ chat, script, frames }: ChatInHand): Promise<void> {
  void chat.sendMessage('Why is the sky blue?')
  await script.accept()
  await script.text('Sunlight is a mixture of all colours.\n\n', 'Air scatters short waves')
  await script.pushFrames(
    { n: 6, chunk: word(' more than long.') },
    { n: 7, chunk: word(' So blue comes to you') },
    { n: 8, chunk: word(' from everywhere.') },
  )
  frames.frame()
}

export const WaitingForAMissingChunk: Story = {
  loaders: [handLoader({}, leaveOutChunk5)],
  parameters: { looks: ['dark'] },
}

/** Nobody could bring it: what is in order stays, is said not to be whole, and there are ways on. */
export const MissingChunkNeverCame: Story = {
  args: { heightPx: 400 },
  loaders: [
    handLoader({ reconnect: { maxAttempts: 0 } }, async (hand) => {
      await leaveOutChunk5(hand)
      await hand.clock.advance(2000)
      hand.frames.all()
    }),
  ],
  parameters: { looks: ['dark', 'forced'] },
}

/** No model wrote the second: it says so, and looks like no other. */
export const AutomaticReplyAmongAnswers: Story = {
  args: { heightPx: 620 },
  loaders: [
    handLoader({
      messages: [
        question('q1', 'Why is the sky blue?'),
        answer('a1', 'Air scatters **short wavelengths** more than long ones.', {
          model: 'small-1',
          provider: 'Example',
        }),
        question('q2', 'And at sunset?'),
        answer('a2', 'The AI is taking a nap. Please try again in a little while.', {
          canned: 'outage',
        }),
        question('q3', 'And at sunset?'),
        answer('a3', 'The light comes a longer way through the air, and blue is lost on it.', {
          model: 'small-2',
          provider: 'Elsewhere',
        }),
      ],
    }),
  ],
  parameters: { looks: ['dark', 'forced'] },
}
