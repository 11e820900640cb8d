import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, within } from 'storybook/test'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { Stage } from '../fixtures/Stage.tsx'
import * as Composer from './parts.ts'

/** The message box itself: how it shows that it has the focus, and how high it grows. */
const meta = {
  component: Composer.Input,
  argTypes: stageControls,
  args: { heightPx: 160 },
  render: (stage, { loaded }): ReactElement => (
    <Stage hand={loaded['hand'] as ChatInHand} {...stage}>
      <div />
      <div data-part="chat-footer">
        <Composer.Root>
          {/* A caret that blinks is in the picture or is not: forced colours show it also where it is hidden. */}
          <Composer.Input style={{ caretAnimation: 'manual' }} />
          <Composer.Submit />
        </Composer.Root>
      </div>
    </Stage>
  ),
} satisfies PartMeta<StageArgs>

export default meta

type Story = StoryObj<StageArgs>

/** The whole box shows that it has the focus, as it does for the keyboard. */
export const Focused: Story = {
  loaders: [handLoader()],
  play: ({ canvasElement }) => within(canvasElement).getByRole('textbox').focus(),
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

const letter = Array.from(
  { length: 12 },
  (_, index) => `${index + 1}. What I would like to know about my bees, line by line`,
).join('\n')

/** It grows with what is written, up to a height from which on it scrolls. */
export const AsHighAsItGets: Story = {
  args: { heightPx: 320 },
  loaders: [handLoader({}, ({ chat }) => chat.composer.getState().setText(letter))],
  play: async ({ canvasElement }) => {
    const box = within(canvasElement).getByRole('textbox')
    await expect(box.scrollHeight).toBeGreaterThan(box.clientHeight)
  },
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}
