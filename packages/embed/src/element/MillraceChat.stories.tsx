import { scriptedTransport, type ScriptedTransport } from '@millrace/core/testing'
import { endOfStream } from '@millrace/protocol'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { createElement, type ReactElement } from 'react'
import { waitFor } from 'storybook/test'
import { defineMillraceChat } from './defineMillraceChat.ts'
import type { ElementAttributes, MillraceChatElement } from './MillraceChatElement.ts'

defineMillraceChat()

type Shown = Pick<ElementAttributes, 'mode' | 'open' | 'theme' | 'heading'> & {
  readonly lang: string
}

/**
 * `<millrace-chat>` in a page that says of all elements what it likes. Nothing of that reaches inside, and slots and
 * `::part()` are how the page has its say.
 */
const meta = {
  title: 'millrace-chat',
  argTypes: {
    mode: { control: 'inline-radio', options: ['inline', 'floating', 'sidebar'] },
    theme: { control: 'inline-radio', options: [undefined, 'light', 'dark'] },
  },
  args: { mode: 'inline', open: false, theme: undefined, heading: 'Ask the miller', lang: 'en' },
  loaders: [() => ({ script: scriptedTransport() })],
  render: ({ mode, open, theme, heading, lang }, { loaded }): ReactElement => (
    <div style={{ blockSize: '100vh', contain: 'layout' }} className="hostile">
      <style>{hostile}</style>
      <h1>The old mill</h1>
      {createElement('millrace-chat', {
        transport: (loaded['script'] as ScriptedTransport).transport,
        mode,
        open,
        theme,
        heading,
        lang,
      })}
    </div>
  ),
  play: async ({ canvasElement, loaded }) => {
    const element = canvasElement.querySelector<MillraceChatElement>('millrace-chat')
    const script = loaded['script'] as ScriptedTransport
    if (element === null) throw new Error('There is no element.')
    const asked = element.sendMessage('May I bring a dog?')
    await waitFor(() => {
      if (script.sent.length === 0) throw new Error('Nothing is asked yet.')
    })
    await script.accept(
      { type: 'start', messageId: 'a1' },
      { type: 'text-start', id: '0' },
      {
        type: 'text-delta',
        id: '0',
        delta: 'Yes, **on a lead**. There is water at the gate:\n\n```sh\nopen gate\n```',
      },
      { type: 'text-end', id: '0' },
      { type: 'finish', finishReason: 'stop' },
      endOfStream,
    )
    await script.close()
    await asked
    await waitFor(() => {
      const shown = element.shadowRoot?.querySelector('[data-part=panel-launcher][data-unread]')
      const read = element.shadowRoot?.querySelector('[data-part=code]')
      if (shown == null && read == null) throw new Error('Nothing is seen of it yet.')
    })
  },
  parameters: {
    docs: {
      source: {
        code: '<script src="/millrace/millrace-chat.js" data-api="/api/chat" data-mode="floating" defer></script>',
        language: 'html',
      },
      // What it says of the page is for all that is around.
      story: { inline: false, height: '800px' },
    },
  },
} satisfies Meta<Shown>

export default meta

type Story = StoryObj<Shown>

/** Resets, and worse. */
const hostile = `
.hostile, .hostile * { font: 30px fantasy; letter-spacing: 3px; line-height: 3; text-transform: uppercase; color: maroon }
.hostile { box-sizing: border-box; direction: rtl; padding: 20px }
.hostile h1 { font: 600 30px "Inter Variable"; text-transform: none; letter-spacing: 0 }
.hostile millrace-chat { --millrace-accent: light-dark(#7a3b12, #e0a77f); inline-size: min(600px, 100%) }
button { display: none !important } textarea { transform: rotate(9deg) !important }
`

export const Inline: Story = { parameters: { looks: ['dark', 'forced', 'narrow'] } }

export const Floating: Story = { args: { mode: 'floating' }, parameters: { looks: ['dark'] } }

export const Open: Story = {
  args: { mode: 'floating', open: true },
  parameters: { looks: ['dark', 'phone', 'forced'] },
}

export const Sidebar: Story = {
  args: { mode: 'sidebar', open: true, lang: 'ar', heading: undefined },
}
