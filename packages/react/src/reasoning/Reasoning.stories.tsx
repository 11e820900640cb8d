import type { ReasoningPart } from '@millrace/protocol'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, userEvent, within } from 'storybook/test'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { answer, question } from '../fixtures/said.ts'
import { Stage } from '../fixtures/Stage.tsx'
import { ThreadStage } from '../fixtures/ThreadStage.tsx'
import * as Thread from '../thread/parts.ts'
import * as Reasoning from './parts.ts'

/**
 * What the model thought before it answered. It is open while it is being thought, in a box that stays at its end, and
 * closed afterwards; once the reader has opened or closed it, it stays so. `<Message.Parts>` shows it by itself.
 */
const meta = {
  component: Reasoning.Root,
  subcomponents: Reasoning,
  argTypes: stageControls,
  args: { widthPx: 640, heightPx: 400 },
  render: (stage, { loaded }): ReactElement => (
    <ThreadStage hand={loaded['hand'] as ChatInHand} {...stage}>
      <Thread.Messages />
    </ThreadStage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<Reasoning.Root part={part} streaming={streaming}>
  <Reasoning.Trigger />
  <Reasoning.Content />
</Reasoning.Root>
`),
    },
  },
} satisfies PartMeta<StageArgs>

export default meta

type Story = StoryObj<StageArgs>

const thoughts = [
  '**Counting the days**\n\nThe user asks how many days February has in 2028.',
  ' A year that can be divided by 4 is a leap year, unless it ends a century:\n\n- 2028 / 4 = 507, without a rest\n- 2028 does not end a century',
  '\n\nSo it is `29`.',
]

/** An answer that is brought to a moment of its being written. */
function brought(pieces: readonly string[], more?: (hand: ChatInHand) => Promise<void>): Story {
  return {
    loaders: [
      handLoader({}, async (hand) => {
        const { chat, script, frames } = hand
        void chat.sendMessage('How many days has February in 2028?')
        await script.accept(
          { type: 'start', messageId: 'a' },
          { type: 'start-step' },
          { type: 'reasoning-start', id: 'r' },
        )
        for (const delta of pieces) await script.push({ type: 'reasoning-delta', id: 'r', delta })
        await more?.(hand)
        frames.all()
      }),
    ],
  }
}

export const Streaming: Story = { ...brought(thoughts), parameters: { looks: ['dark', 'forced'] } }

export const StreamingBeforeTheFirstWord: Story = { ...brought([]), args: { heightPx: 240 } }

/** What is long stays in a box of its own, at its end. */
export const StreamingLong: Story = {
  ...brought(
    Array.from(
      { length: 30 },
      (_, index) =>
        `Step ${index + 1}: weigh what speaks for it and what against it, and go on.\n\n`,
    ),
  ),
  args: { heightPx: 420 },
}

const said = [
  { type: 'reasoning' as const, text: thoughts.join(''), state: 'done' as const },
  { type: 'text' as const, text: 'February 2028 has **29** days.' },
]

export const Done: Story = {
  args: { heightPx: 240 },
  loaders: [
    handLoader({
      messages: [question('q', 'How many days has February in 2028?'), answer('a', said)],
    }),
  ],
  parameters: { looks: ['dark', 'forced'] },
}

export const OpenedByKeyboard: Story = {
  loaders: Done.loaders ?? [],
  play: async ({ canvasElement }) => {
    const trigger = within(canvasElement).getByRole('button', { name: 'Thoughts' })
    trigger.focus()
    await userEvent.keyboard('{Enter}')
    await expect(trigger).toHaveAttribute('aria-expanded', 'true')
  },
  parameters: { looks: ['dark', 'forced', 'print'] },
}

const thought: ReasoningPart = {
  type: 'reasoning',
  text: 'السنة 2028 تقبل القسمة على 4.\nليست نهاية قرن، فهي **كبيسة**.',
  state: 'done',
}

export const Arabic: Story = {
  args: { heightPx: 280 },
  loaders: [
    handLoader({
      messages: [
        answer('a1', [thought]),
        answer('a2', [thought, { type: 'text', text: 'في شباط 29 يومًا.' }]),
      ],
    }),
  ],
  play: async ({ canvasElement }) => {
    const [trigger] = within(canvasElement).getAllByRole('button', { name: 'مسار التفكير' })
    if (trigger !== undefined) await userEvent.click(trigger)
  },
  globals: { language: 'ar' },
}

export const HostileThoughts: Story = {
  args: { heightPx: 620, widthPx: 320 },
  loaders: [
    handLoader({
      messages: [
        answer('a', [
          {
            type: 'reasoning',
            text: `<button onclick="alert(1)">Approve</button>\n![](https://collector.example/?d=1)\n[x](javascript:alert(1))\n${'unbroken'.repeat(40)}`,
          },
        ]),
      ],
    }),
  ],
  play: async ({ canvasElement }) => {
    await userEvent.click(within(canvasElement).getByRole('button', { name: 'Thoughts' }))
  },
}

/** The parts on their own, of a caller's own words. */
export const OwnParts: Story = {
  args: { heightPx: 160 },
  loaders: [handLoader()],
  render: (stage, { loaded }): ReactElement => (
    <Stage hand={(loaded['hand'] as ChatInHand | undefined) ?? chatInHand()} {...stage}>
      <div style={{ padding: 16 }}>
        <Reasoning.Root part={{ ...thought, text: 'A first idea.' }} defaultOpen>
          <Reasoning.Trigger>Why?</Reasoning.Trigger>
          <Reasoning.Content />
        </Reasoning.Root>
      </div>
    </Stage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<Reasoning.Root part={part} defaultOpen>
  <Reasoning.Trigger>Why?</Reasoning.Trigger>
  <Reasoning.Content />
</Reasoning.Root>
`),
    },
  },
}
