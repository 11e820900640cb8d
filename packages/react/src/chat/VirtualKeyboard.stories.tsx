import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, within } from 'storybook/test'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { answer, question } from '../fixtures/said.ts'
import { Chat, type ChatProps } from './Chat.tsx'

/** The chat in what is left of a phone's screen above its keyboard. */
const meta = {
  component: Chat,
  render: (props, { loaded }): ReactElement => (
    <div style={{ inlineSize: 375, maxInlineSize: '100%', blockSize: 380 }}>
      <Chat chat={(loaded['hand'] as ChatInHand).chat} {...props} />
    </div>
  ),
} satisfies PartMeta<Pick<ChatProps, 'theme'>>

export default meta

type Story = StoryObj<Pick<ChatProps, 'theme'>>

const messages = [
  question('q1', 'How far do bees fly?'),
  answer('a1', 'Up to **three kilometres**, rarely further. Most stay within one.'),
]

/** The end of the conversation and the whole composer are in sight. */
export const ComposerAboveIt: Story = {
  loaders: [
    handLoader({ messages }, ({ chat }) =>
      chat.composer.getState().setText('And how do they find the way back?'),
    ),
  ],
  play: async ({ canvasElement }) => {
    const box = within(canvasElement).getByRole('textbox')
    box.focus()
    const chat = canvasElement.querySelector('[data-part=chat]')?.getBoundingClientRect()
    const composer = box.closest('form')?.getBoundingClientRect()
    await expect(composer?.bottom).toBeLessThanOrEqual(chat?.bottom ?? 0)
  },
  parameters: { looks: ['phone'] },
}

/** A long draft leaves room for what it answers. */
export const LongDraftAboveIt: Story = {
  loaders: [
    handLoader({ messages }, ({ chat }) =>
      chat.composer.getState().setText('Line by line, all that I have seen today.\n'.repeat(12)),
    ),
  ],
  play: ({ canvasElement }) => within(canvasElement).getByRole('textbox').focus(),
  parameters: { looks: ['phone'] },
}
