import { ChatError, type Message } from '@millrace/protocol'
import { scriptedTransport, type ScriptedTransport } from '@millrace/core/testing'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { type ReactElement, type ReactNode, useCallback, useState } from 'react'
import { createPortal } from 'react-dom'
import { expect, fireEvent, userEvent, waitFor, within } from 'storybook/test'
import { stillness } from '../../../packages/react/src/fixtures/stillness.ts'
import styles from './OwnChat.css?inline'
import stylesSource from './OwnChat.css?raw'
import { OwnChat } from './OwnChat.tsx'
// oxlint-disable-next-line import/default -- The text of the file, which has one.
import source from './OwnChat.tsx?raw'

const said: Message[] = [
  { id: 'q', role: 'user', parts: [{ type: 'text', text: 'What can I bake with sour milk?' }] },
  {
    id: 'a',
    role: 'assistant',
    parts: [
      {
        type: 'text',
        text: 'Anything that rises with **baking soda**, for the acid sets it off:\n\n- soda bread,\n- pancakes,\n- scones.',
        state: 'done',
      },
    ],
  },
]

interface ApartProps {
  readonly heightPx: number
  readonly children: ReactNode
}

/** No stylesheet of the page reaches into it: what is seen is its own. */
function Apart({ heightPx, children }: ApartProps): ReactNode {
  const [inside, setInside] = useState<ShadowRoot>()
  const open = useCallback((host: HTMLDivElement | null) => {
    if (host !== null) setInside(host.shadowRoot ?? host.attachShadow({ mode: 'open' }))
  }, [])
  return (
    <div ref={open} style={{ inlineSize: 560, maxInlineSize: '100%', blockSize: heightPx }}>
      {inside !== undefined && createPortal(children, inside)}
    </div>
  )
}

/**
 * The parts have no look and need no stylesheet of ours. These are all that a chat needs, put together in one file of less
 * than 40 lines:
 *
 * - `Thread.Scroller` holds the view, `Thread.ToEnd` leads back to the end,
 * - `Message.Root` is a message by its id, with whatever you put into it,
 * - `Status.Root` says what is wrong and offers to try again,
 * - `Announcer` tells screen readers.
 *
 * Each part is one element with `data-part`, and shows its state as `data-…`: that is all a stylesheet needs.
 */
const meta = {
  title: 'Build your own chat from parts',
  // The server is played by hand.
  loaders: [() => ({ script: scriptedTransport() })],
  argTypes: { heightPx: { table: { disable: true } } },
  args: { heightPx: 750 },
  render: ({ heightPx }, { loaded }): ReactElement => (
    <Apart heightPx={heightPx}>
      <style>{styles}</style>
      <OwnChat transport={(loaded['script'] as ScriptedTransport).transport} messages={said} />
    </Apart>
  ),
  parameters: {
    docs: {
      source: { code: source, language: 'tsx' },
    },
  },
} satisfies Meta<Pick<ApartProps, 'heightPx'>>

export default meta

type Story = StoryObj<typeof meta>
type Play = NonNullable<Story['play']>

function inside(canvasElement: HTMLElement): ReturnType<typeof within> {
  const { shadowRoot = null } = canvasElement.firstElementChild ?? {}
  return within(shadowRoot?.querySelector('.own-chat') as HTMLElement)
}

/** Asks as a reader does. */
const ask: Play = async ({ canvasElement }) => {
  const box = inside(canvasElement).getByRole('textbox')
  box.focus()
  // In a shadow root, what `userEvent` types is not heard by React.
  await fireEvent.change(box, { target: { value: 'Pancakes for two, please.' } })
  await userEvent.keyboard('{Enter}')
}

export const AskedAndAnswered: Story = {
  play: async (context) => {
    const script = context.loaded['script'] as ScriptedTransport
    const canvas = inside(context.canvasElement)
    await ask(context)
    await script.accept()
    await script.text('Whisk 150 g flour, 1 tsp soda and a pinch of salt.')
    await waitFor(() => canvas.getByText(/pinch of salt/))
    await expect(canvas.getByRole('button', { name: 'Stop' })).toBeVisible()
    await script.text(
      '\n\n1. Add 1 egg and 200 ml sour milk.\n2. Fry in butter, ',
      '*not too hot*.',
    )
    await script.finish()
    await waitFor(() => canvas.getByText('not too hot'))
    await waitFor(() => canvas.getByRole('button', { name: 'Send' }))
    // A caret would blink in the picture.
    canvas.getByRole('textbox').blur()
    await expect(source.trimEnd().split('\n').length).toBeLessThan(40)
  },
  parameters: {
    looks: ['dark', 'rtl', 'phone', 'forced'],
    docs: {
      canvas: { sourceState: 'shown' },
      description: { story: `\`\`\`css\n${stylesSource}\n\`\`\`` },
    },
  },
}

export const Waiting: Story = {
  play: async (context) => {
    await ask(context)
    await (context.loaded['script'] as ScriptedTransport).accept()
  },
}

export const Refused: Story = {
  play: async (context) => {
    await ask(context)
    const full = new ChatError('overloaded', 'No capacity.', { retryable: true })
    await (context.loaded['script'] as ScriptedTransport).fail(full)
    await waitFor(() => inside(context.canvasElement).getByRole('button', { name: 'Try again' }))
  },
  parameters: { looks: ['dark'] },
}

export const AwayFromTheEnd: Story = {
  args: { heightPx: 300 },
  play: async ({ canvasElement }) => {
    const canvas = inside(canvasElement)
    await stillness()
    canvas.getByRole('region', { name: 'Conversation' }).scrollTop = 0
    await waitFor(() => canvas.getByRole('button', { name: 'Jump to the end' }))
  },
  parameters: { looks: ['dark'] },
}
