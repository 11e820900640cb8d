import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { noControl, type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { prices } from '../fixtures/prices.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { Stage, type StageProps } from '../fixtures/Stage.tsx'
import { QueueList } from '../status/QueueList.tsx'
import * as Composer from './parts.ts'

interface Shown extends StageArgs, Pick<StageProps, 'catalogue'> {
  readonly cost: boolean
}

/**
 * The message box and what belongs to it. Enter sends, Shift+Enter breaks the line; while an answer comes one can write on,
 * and what is sent then waits in a queue. `Composer.Limit` warns before a draft is longer than what the model can read.
 */
const meta = {
  component: Composer.Root,
  subcomponents: {
    Input: Composer.Input,
    Submit: Composer.Submit,
    Limit: Composer.Limit,
    QueueList,
  },
  argTypes: { ...stageControls, catalogue: noControl },
  args: { widthPx: 640, heightPx: 200, cost: false },
  render: ({ cost, ...stage }, { loaded }): ReactElement => (
    <Stage hand={loaded['hand'] as ChatInHand} {...stage}>
      <div />
      <div data-part="chat-footer">
        <QueueList />
        <Composer.Root>
          <Composer.Input />
          <Composer.Submit />
          <Composer.Limit cost={cost} />
        </Composer.Root>
      </div>
    </Stage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<QueueList />
<Composer.Root>
  <Composer.Input />
  <Composer.Submit />
  <Composer.Limit cost />
</Composer.Root>
`),
    },
  },
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

export const Empty: Story = {
  loaders: [handLoader()],
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

export const ThreeLinesWritten: Story = {
  loaders: [
    handLoader({}, ({ chat }) => {
      chat.composer
        .getState()
        .setText('Dear Ada,\nwould you read this once more before it goes out?\nThank you!')
    }),
  ],
  parameters: { looks: ['rtl', 'phone'] },
}

export const WritingOnWhileAnAnswerComes: Story = {
  loaders: [
    handLoader({}, async ({ chat, script, frames }) => {
      void chat.sendMessage('Why is the sky blue?')
      await script.accept()
      await script.text('Air scatters')
      frames.frame()
      chat.composer.getState().setText('And at sunset?')
    }),
  ],
  parameters: { looks: ['dark', 'forced'] },
}

export const QuestionsInTheQueue: Story = {
  loaders: [
    handLoader({}, async ({ chat, script, frames }) => {
      void chat.sendMessage('Why is the sky blue?')
      await script.accept()
      await script.text('Air scatters')
      frames.frame()
      const photo = {
        type: 'file',
        mediaType: 'image/png',
        url: 'data:image/png;base64,AAAA',
      } as const
      void chat.sendMessage({ text: 'And at sunset?', files: [photo, photo] })
      void chat.sendMessage(
        'And on Mars, where the air is thin and full of dust that is finer than flour?',
      )
    }),
  ],
  parameters: { looks: ['dark', 'rtl', 'forced'] },
}

/** A model with a small window: a draft that fills it is drawn in no time. */
const small = { tokens: 400, budget: 3072, windowTokens: 4096, maxOutputTokens: 1024 }

/** So many words that an estimate makes them that many tokens. */
const words = (tokens: number): string => 'word '.repeat(tokens / 1.08)

function written(tokens: number): Story {
  return {
    args: { heightPx: 320 },
    loaders: [
      handLoader({}, async (hand) => {
        await playTurn(hand, { report: small, facts: { model: 'small-1' } })
        hand.chat.composer.getState().setText(words(tokens))
      }),
    ],
  }
}

const models = {
  models: [{ id: 'fast' }, { id: 'thorough' }, { id: 'reads-images' }],
  default: 'thorough',
}

export const ModelToChoose: Story = {
  loaders: [handLoader({ models: { load: () => Promise.resolve(models) } })],
  render: (stage, { loaded }) => (
    <Stage hand={loaded['hand'] as ChatInHand} {...stage}>
      <div />
      <div data-part="chat-footer">
        <Composer.Root>
          <Composer.Input />
          <Composer.Model />
          <Composer.Submit />
        </Composer.Root>
      </div>
    </Stage>
  ),
  play: async ({ canvas }) => {
    await canvas.findByRole('combobox')
  },
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

export const NearTheLimit: Story = {
  ...written(2600),
  parameters: { looks: ['dark', 'forced'] },
}

export const NearTheLimitWithCost: Story = {
  ...written(2600),
  args: { heightPx: 320, cost: true, catalogue: prices },
}

export const OverTheLimit: Story = {
  ...written(3300),
  parameters: { looks: ['dark', 'forced'] },
}
