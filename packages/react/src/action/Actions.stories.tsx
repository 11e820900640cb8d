import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, userEvent, within } from 'storybook/test'
import * as Branch from '../branch/parts.ts'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { playAnswer } from '../fixtures/playTurn.ts'
import { answer, question } from '../fixtures/said.ts'
import { ThreadStage } from '../fixtures/ThreadStage.tsx'
import * as Message from '../message/parts.ts'
import * as Thread from '../thread/parts.ts'

interface Shown extends StageArgs {
  readonly showUsage: boolean
}

/**
 * What can be done with a message: copy it, edit a question, ask for another answer, rate one, carry one on. The actions are
 * one toolbar: Tab stops once, arrow keys lead from one to the next. Without children `Message.Actions` has what fits the
 * message; with children it has those.
 */
const meta = {
  component: Message.Actions,
  subcomponents: {
    Copy: Message.Copy,
    Edit: Message.Edit,
    Regenerate: Message.Regenerate,
    Continue: Message.Continue,
    Retry: Message.Retry,
    Rate: Message.Rate,
    Previous: Message.Previous,
    Comment: Message.Comment,
    BranchRoot: Branch.Root,
    BranchPrevious: Branch.Previous,
    BranchCount: Branch.Count,
    BranchNext: Branch.Next,
  },
  argTypes: stageControls,
  args: { heightPx: 300, widthPx: 640, showUsage: false },
  render: ({ showUsage, ...stage }, { loaded }): ReactElement => (
    <ThreadStage hand={loaded['hand'] as ChatInHand} {...stage}>
      <Thread.Messages feedback showUsage={showUsage} />
    </ThreadStage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<Message.Root id={id}>
  <Message.Parts />
  <Message.Actions>
    <Branch.Root />
    <Message.Copy />
    <Message.Regenerate />
    <Message.Rate rating="up" />
    <Message.Rate rating="down" />
  </Message.Actions>
  <Message.Comment />
</Message.Root>
`),
    },
  },
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

const conversation = [
  question('q', 'How far do bees fly?'),
  answer('a', 'Up to **three kilometres**, rarely further: each trip costs honey.'),
]

/** Of the last answer they are to be seen, of all others when pointer or focus come near. */
export const AtRest: Story = {
  loaders: [handLoader({ messages: conversation })],
  parameters: { looks: ['dark', 'forced'] },
}

export const WithFocus: Story = {
  ...AtRest,
  play: async ({ canvasElement }) => {
    const [, copy] = within(canvasElement).getAllByRole('button', { name: 'Copy' })
    copy?.focus()
    await userEvent.keyboard('{ArrowRight}')
    await expect(document.activeElement).toHaveAccessibleName('Answer again')
  },
  parameters: { looks: ['dark', 'forced'] },
}

export const Copied: Story = {
  ...AtRest,
  play: async ({ canvasElement }) => {
    const [, copy] = within(canvasElement).getAllByRole('button', { name: 'Copy' })
    await userEvent.click(copy as HTMLElement)
    await within(canvasElement).findByRole('button', { name: /^(?:Copied|Selected)/ })
    getSelection()?.removeAllRanges()
  },
  // Whether the clipboard takes it depends on who has the focus.
  tags: ['!visual'],
}

const versions = handLoader({ messages: conversation }, async (hand) => {
  for (const text of ['About two.', 'As far as there are flowers, and three kilometres at most.']) {
    void hand.chat.regenerate()
    await playAnswer(hand, { text })
  }
  hand.chat.selectBranch(hand.chat.getState().messageIds[1] ?? '', 1)
})

export const SecondOfThreeVersions: Story = {
  loaders: [versions],
  parameters: { looks: ['rtl', 'forced'] },
}

export const EditingAQuestion: Story = {
  ...AtRest,
  play: async ({ canvasElement }) => {
    await userEvent.click(within(canvasElement).getByRole('button', { name: 'Edit' }))
    await userEvent.type(
      within(canvasElement).getByRole('textbox', { name: 'Edited message' }),
      ' And wasps, of the same size and in the same weather?',
    )
  },
  parameters: { looks: ['dark', 'phone', 'forced'] },
}

export const RatedGood: Story = {
  loaders: [
    handLoader({ messages: conversation }, ({ chat }) => {
      chat.rateMessage('a', 'up')
    }),
  ],
  parameters: { looks: ['dark', 'forced'] },
}

export const CommentingOnABadAnswer: Story = {
  ...AtRest,
  args: { heightPx: 400 },
  play: async ({ canvasElement }) => {
    await userEvent.click(within(canvasElement).getByRole('button', { name: 'Bad answer' }))
    await expect(document.activeElement).toHaveAccessibleName('What was wrong?')
  },
  parameters: { looks: ['dark', 'forced'] },
}

export const StoppedBeforeTheFirstWord: Story = {
  loaders: [
    handLoader({}, async ({ chat }) => {
      const asked = chat.sendMessage('How far do bees fly?')
      await chat.stop()
      await asked
    }),
  ],
  play: async ({ canvasElement }) => {
    within(canvasElement).getByRole('button', { name: 'Try again' }).focus()
  },
}

export const TimingsAndUsage: Story = {
  args: { showUsage: true },
  loaders: [
    handLoader({
      messages: [
        question('q', 'How far do bees fly?'),
        answer('a', 'Up to three kilometres, rarely further: each trip costs honey.', {
          model: 'small-1',
          provider: 'Example',
          usage: { inputTokens: 1204, outputTokens: 356, totalTokens: 1560 },
          timings: { firstTokenMs: 412, totalMs: 6150 },
        }),
      ],
    }),
  ],
  parameters: { looks: ['rtl'] },
}

/** A shell of one's own: names that are seen, a picture, and a line that nobody wrote. */
export const NamesPicturesAndANote: Story = {
  args: { heightPx: 420 },
  loaders: [
    handLoader({
      messages: [
        ...conversation,
        { ...question('s', 'Ada joined the conversation.'), role: 'system' },
        question('q2', 'And bumblebees?'),
      ],
    }),
  ],
  render: ({ showUsage: _, ...stage }, { loaded }): ReactElement => (
    <ThreadStage hand={loaded['hand'] as ChatInHand} {...stage}>
      <Thread.Messages>
        {(id) => (
          <Message.Root id={id}>
            <div style={{ display: 'flex', gap: 8, alignItems: 'center', marginBlockEnd: 4 }}>
              <Message.Author className="name" style={{ fontWeight: 600, order: 1 }} />
              <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
                <circle cx="10" cy="10" r="10" fill="currentColor" opacity="0.25" />
              </svg>
            </div>
            <Message.Parts />
            <Message.Actions />
          </Message.Root>
        )}
      </Thread.Messages>
    </ThreadStage>
  ),
  parameters: {
    looks: ['dark', 'rtl'],
    docs: {
      source: shownAs(`
<Thread.Messages>
  {(id) => (
    <Message.Root id={id}>
      <div className="head">
        <Message.Author className="name" />
        <Picture />
      </div>
      <Message.Parts />
      <Message.Actions />
    </Message.Root>
  )}
</Thread.Messages>
`),
    },
  },
}
