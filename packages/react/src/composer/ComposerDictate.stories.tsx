import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { Stage } from '../fixtures/Stage.tsx'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import type { DictationOutcome } from '../speech/Dictation.ts'
import { type FakeDictation, fakeDictation } from '../speech/fixtures/fakeDictation.ts'
import * as Composer from './parts.ts'

/**
 * Speaking in place of typing: what is said stands in the message box as it is heard, at the caret, and what is typed
 * meanwhile stays. Where the browser knows no speech there is no button. Hand in a `dictation` of your own for a recogniser
 * in the cloud.
 */
const meta = {
  component: Composer.Dictate,
  argTypes: stageControls,
  args: { heightPx: 160 },
  loaders: [handLoader(), () => ({ dictation: fakeDictation() })],
  render: (stage, { loaded }): ReactElement => (
    <Stage hand={loaded['hand'] as ChatInHand} {...stage}>
      <div />
      <div data-part="chat-footer">
        <Composer.Root>
          <Composer.Input />
          <Composer.Dictate dictation={dictationIn(loaded)} />
          <Composer.Submit />
        </Composer.Root>
      </div>
    </Stage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<Composer.Root>
  <Composer.Input />
  <Composer.Dictate />
  <Composer.Submit />
</Composer.Root>
`),
    },
  },
} satisfies PartMeta<StageArgs>

export default meta

type Story = StoryObj<StageArgs>

function dictationIn(loaded: Readonly<Record<string, unknown>>): FakeDictation {
  return loaded['dictation'] as FakeDictation
}

async function press(canvas: HTMLElement): Promise<void> {
  const button = canvas.querySelector<HTMLElement>('[data-part=composer-dictate]')
  await userEvent.click(button as HTMLElement)
}

export const Idle: Story = {
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

export const Listening: Story = {
  play: async ({ canvasElement, loaded }) => {
    await press(canvasElement)
    dictationIn(loaded).say('How far do bees fly?', 'final')
    dictationIn(loaded).say('And what do they')
    await expect(within(canvasElement).getByRole('textbox')).toHaveValue(
      'How far do bees fly? And what do they',
    )
  },
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

function ended(outcome: DictationOutcome, words = ''): Story {
  return {
    play: async ({ canvasElement, loaded }) => {
      await press(canvasElement)
      if (words !== '') dictationIn(loaded).say(words)
      dictationIn(loaded).end(outcome)
      const note = within(canvasElement).getByRole('status')
      await waitFor(() => expect(note).not.toBeEmptyDOMElement())
    },
  }
}

/** It says what is to be done, for the eye and for the ear. */
export const Denied: Story = {
  ...ended('denied'),
  args: { heightPx: 320 },
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced', 'narrow', 'large'] },
}

/** What was heard before stays. */
export const Failed: Story = {
  ...ended('network', 'How far do bees'),
  parameters: { looks: ['dark', 'forced'] },
}
