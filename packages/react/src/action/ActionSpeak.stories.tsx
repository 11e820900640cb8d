import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, userEvent, waitFor } from 'storybook/test'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { answer, question } from '../fixtures/said.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { ThreadStage } from '../fixtures/ThreadStage.tsx'
import * as Message from '../message/parts.ts'
import { type FakeSpeech, fakeSpeech } from '../speech/fixtures/fakeSpeech.ts'
import { SpeechContext } from '../speech/SpeechContext.ts'
import * as Thread from '../thread/parts.ts'

const conversation = [
  question('q', 'How far do bees fly?'),
  answer('a', 'Up to **three kilometres**, rarely further: each trip costs honey.'),
]

/**
 * Answers read aloud, in plain words and in the language of the chat: code and tables are told, thoughts are left out. One
 * at a time in a page; pressed again, or with Escape, it is silent. By the browser's own voice, or by one that a
 * `SpeechContext` hands down.
 */
const meta = {
  component: Message.Speak,
  subcomponents: { Actions: Message.Actions },
  argTypes: stageControls,
  args: { heightPx: 240, widthPx: 640 },
  loaders: [handLoader({ messages: conversation }), () => ({ speech: fakeSpeech() })],
  render: (stage, { loaded }): ReactElement => (
    <SpeechContext value={speechIn(loaded)}>
      <ThreadStage hand={loaded['hand'] as ChatInHand} {...stage}>
        <Thread.Messages>
          {(id) => (
            <Message.Root id={id}>
              <div data-part="message-body">
                <Message.Parts />
              </div>
              <Message.Actions readAloud />
            </Message.Root>
          )}
        </Thread.Messages>
      </ThreadStage>
    </SpeechContext>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<SpeechContext value={voiceOfYourOwn}>
  <Message.Root id={id}>
    <Message.Parts />
    <Message.Actions readAloud />
  </Message.Root>
</SpeechContext>
`),
    },
  },
} satisfies PartMeta<StageArgs>

export default meta

type Story = StoryObj<StageArgs>

function speechIn(loaded: Readonly<Record<string, unknown>>): FakeSpeech {
  return loaded['speech'] as FakeSpeech
}

/** It is loaded with the first of them. */
async function speakOf(canvas: HTMLElement): Promise<HTMLElement> {
  return await waitFor(() => {
    const button = canvas.querySelector<HTMLElement>('[data-part=action-speak]')
    if (button === null) throw new Error('It is not there yet.')
    return button
  })
}

export const Silent: Story = {
  play: async ({ canvasElement }) => {
    await speakOf(canvasElement)
  },
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

export const Speaking: Story = {
  play: async ({ canvasElement, loaded }) => {
    const button = await speakOf(canvasElement)
    button.focus()
    await userEvent.keyboard('{Enter}')
    await expect(button).toHaveAttribute('aria-pressed', 'true')
    await expect(speechIn(loaded).isSpeaking).toBe(true)
  },
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

/** Its name says so, until the focus goes. */
export const CannotBeRead: Story = {
  play: async ({ canvasElement, loaded }) => {
    const button = await speakOf(canvasElement)
    button.focus()
    await userEvent.keyboard('{Enter}')
    speechIn(loaded).fail()
    await waitFor(() => expect(button).toHaveAttribute('data-failed'))
  },
  parameters: { looks: ['dark', 'forced'] },
}
