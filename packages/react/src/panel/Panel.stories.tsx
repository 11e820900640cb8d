import '../styles/panel.css'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, within } from 'storybook/test'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { playTurn } from '../fixtures/playTurn.ts'
import { answer, question } from '../fixtures/said.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { noControl } from '../fixtures/stageControls.ts'
import { ChatPanel, type ChatPanelProps } from './ChatPanel.tsx'
import * as Panel from './parts.ts'

type Shown = Pick<ChatPanelProps, 'mode' | 'defaultOpen' | 'theme' | 'title' | 'labels'>

/**
 * A chat behind a button: in a corner of the page, or along its side. On a phone it fills the screen. `<ChatPanel>` is the
 * whole of it; the parts are what it is made of.
 */
const meta = {
  component: ChatPanel,
  subcomponents: Panel,
  argTypes: {
    mode: { control: 'inline-radio', options: ['floating', 'sidebar'] },
    labels: noControl,
  },
  args: { mode: 'floating', defaultOpen: false },
  render: (props, { loaded }): ReactElement => (
    <div style={{ blockSize: '100vh', contain: 'layout' }}>
      <div style={{ padding: '1.5rem', maxInlineSize: '40rem', font: '1rem/1.6 Inter Variable' }}>
        <h1>Opening hours</h1>
        <p>The mill is open from nine to five. The last wheel turns at half past four.</p>
      </div>
      <ChatPanel chat={(loaded['hand'] as ChatInHand).chat} {...props} />
    </div>
  ),
  parameters: {
    docs: {
      source: shownAs(`
import { ChatPanel } from '@millrace/react'
import '@millrace/react/styles.css'
import '@millrace/react/panel.css'

export const App = () => <ChatPanel api="/api/chat" />
`),
      // Its boxes are fixed to the window: each story has one of its own.
      story: { inline: false, height: '800px' },
    },
  },
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

const messages = [
  question('q1', 'May I bring a dog?'),
  answer('a1', 'Yes, **on a lead**. There is water for it at the gate.'),
]

export const Closed: Story = {
  loaders: [handLoader({ messages })],
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

/** Two answers came while nobody saw them. */
export const WithABadge: Story = {
  loaders: [handLoader({ messages })],
  play: async ({ canvasElement, loaded }) => {
    const hand = loaded['hand'] as ChatInHand
    await playTurn(hand, { question: 'Is there parking?', text: 'Behind the barn.' })
    await playTurn(hand, { question: 'And for bicycles?', text: 'At the gate.' })
    await expect(await within(canvasElement).findByRole('button', { name: /2|٢/ })).toHaveAttribute(
      'data-unread',
      '2',
    )
  },
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

export const Open: Story = {
  args: { defaultOpen: true },
  loaders: [handLoader({ messages })],
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

export const Sidebar: Story = {
  args: { mode: 'sidebar', defaultOpen: true, title: 'Ask the miller' },
  loaders: [handLoader({ messages })],
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}
