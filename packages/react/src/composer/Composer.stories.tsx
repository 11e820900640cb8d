import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import { Stage } from '../fixtures/Stage.tsx'
import { QueueList } from '../status/QueueList.tsx'
import * as Composer from './parts.ts'

const meta = {
  render: (_, { loaded }): ReactElement => (
    <Stage hand={loaded['hand'] as ChatInHand} heightPx={200}>
      <div />
      <div data-part="chat-footer">
        <QueueList />
        <Composer.Root>
          <Composer.Input />
          <Composer.Submit />
        </Composer.Root>
      </div>
    </Stage>
  ),
} satisfies Meta

export default meta

type Story = StoryObj<typeof meta>

export const Empty: Story = { loaders: [handLoader()] }

export const ThreeLinesWritten: Story = {
  loaders: [
    handLoader({}, ({ chat }) => {
      chat.composer
        .getState()
        .setText('Dear Ada,\nwould you read this once more before it goes out?\nThank you!')
    }),
  ],
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
}

export const QuestionsInTheQueue: Story = {
  loaders: [
    handLoader({}, async ({ chat, script, frames }) => {
      void chat.sendMessage('Why is the sky blue?')
      await script.accept()
      await script.text('Air scatters')
      frames.frame()
      void chat.sendMessage('And at sunset?')
      void chat.sendMessage(
        'And on Mars, where the air is thin and full of dust that is finer than flour?',
      )
    }),
  ],
}
