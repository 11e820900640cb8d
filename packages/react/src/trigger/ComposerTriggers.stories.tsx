import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, userEvent, within } from 'storybook/test'
import * as Composer from '../composer/parts.ts'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { answer, question } from '../fixtures/said.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { noControl, type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { Stage } from '../fixtures/Stage.tsx'
import * as Thread from '../thread/parts.ts'
import { ComposerTriggers } from './ComposerTriggers.tsx'
import type { Trigger } from './Trigger.ts'

interface Shown extends StageArgs {
  readonly triggers: readonly Trigger[]
}

const people: Trigger = {
  character: '@',
  label: 'People',
  items: [
    { id: 'ada', label: 'Ada Lindqvist', description: 'Keeper of the east garden' },
    { id: 'agnes', label: 'Agnes', description: 'Looks after the honey' },
    { id: 'amal', label: 'أمل', description: 'Writes about bees' },
    { id: 'andre', label: 'André' },
    {
      id: 'archibald',
      label: 'Archibald Featherstonehaugh-Cholmondeley the Younger',
      description:
        'Who reads what is written here once more before it goes out to all of the others',
    },
    ...['Arne', 'Asta', 'August', 'Ayla'].map((label) => ({ id: label, label })),
  ],
}

const commands: Trigger = {
  character: '/',
  label: 'Commands',
  items: [
    { id: 'summary', label: 'summary', description: 'What was said so far, in ten lines' },
    { id: 'shorter', label: 'shorter', description: 'The last answer again, in fewer words' },
    {
      id: 'clear',
      label: 'clear',
      description: 'Begins anew',
      run: (chat) => chat.setMessages([]),
    },
  ],
}

const messages = [
  question('q', 'Who looks after the hives in winter?'),
  answer(
    'a',
    'In winter the hives look after themselves: the bees sit close together and keep each other warm. All there is to do is to weigh them now and then, and to keep the snow from the entrance.',
  ),
]

/**
 * Suggestions above the message box: people behind `@`, commands behind `/`, whatever a chat has. A list is searched, or
 * a function finds it elsewhere. Up and Down go through them, Enter and Tab choose, Escape closes them.
 */
const meta = {
  component: ComposerTriggers,
  argTypes: { ...stageControls, triggers: noControl },
  args: { widthPx: 640, heightPx: 440, triggers: [people, commands] },
  loaders: [handLoader({ messages })],
  render: ({ triggers, ...stage }, { loaded }): ReactElement => (
    <Stage hand={loaded['hand'] as ChatInHand} {...stage}>
      <Thread.Root>
        <Thread.Scroller>
          <Thread.Messages />
        </Thread.Scroller>
      </Thread.Root>
      <div data-part="chat-footer">
        <Composer.Root>
          <Composer.Triggers triggers={triggers} />
          {/* A caret that blinks is in the picture or is not: forced colours show it also where it is hidden. */}
          <Composer.Input style={{ caretAnimation: 'manual' }} />
          <Composer.Submit />
        </Composer.Root>
      </div>
    </Stage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
<Composer.Root>
  <Composer.Triggers
    triggers={[
      { character: '@', label: 'People', items: (query, { signal }) => findPeople(query, signal) },
      {
        character: '/',
        label: 'Commands',
        items: [{ id: 'clear', label: 'clear', run: (chat) => chat.setMessages([]) }],
      },
    ]}
  />
  <Composer.Input />
  <Composer.Submit />
</Composer.Root>
`),
    },
  },
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

function typing(text: string): NonNullable<Story['play']> {
  return async ({ canvasElement }) => {
    await userEvent.type(within(canvasElement).getByRole('textbox'), text)
    await expect(within(canvasElement).getByRole('status')).not.toBeEmptyDOMElement()
  }
}

export const People: Story = {
  play: typing('Please ask @a{ArrowDown}'),
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced', 'narrow', 'large'] },
}

export const Commands: Story = {
  play: typing('/'),
  parameters: { looks: ['dark', 'phone'] },
}

const inArabic: Trigger = {
  character: '@',
  label: 'الأشخاص',
  items: [
    { id: '1', label: 'سارة', description: 'تعتني بالعسل' },
    { id: '2', label: 'سامي' },
    { id: '3', label: 'Sam', description: 'Writes about bees' },
  ],
}

export const PeopleInArabic: Story = {
  args: { triggers: [inArabic] },
  play: typing('اسأل @س'),
  globals: { language: 'ar' },
}

/** In a box that has little room above the composer the list is as high as that. */
export const InALowBox: Story = {
  args: { widthPx: 320, heightPx: 200 },
  play: typing('@'),
}

export const Pending: Story = {
  args: { triggers: [{ ...people, items: () => new Promise(() => {}) }] },
  play: typing('@a'),
  parameters: { looks: ['dark', 'phone'] },
}

export const NothingFound: Story = {
  play: typing('@nobody'),
  parameters: { looks: ['dark', 'phone'] },
}

export const Failed: Story = {
  args: { triggers: [{ ...people, items: () => Promise.reject(new Error('No network.')) }] },
  play: async (context) => {
    await typing('@a')(context)
    await within(context.canvasElement).findByText('Suggestions could not be loaded.')
  },
  parameters: { looks: ['dark', 'phone', 'forced'] },
}

/** Whoever wrote them: each is one line of plain words, and turns nothing around it. */
export const Hostile: Story = {
  args: {
    triggers: [
      {
        ...people,
        items: [
          { id: '1', label: '<img src=x onerror=alert(1)>', description: '<b>bold</b>' },
          { id: '2', label: '\u202eseeb ksa\u202c', description: '\u2067seeb\u2069' },
          { id: '3', label: 'x'.repeat(10_000), description: 'y\n'.repeat(10_000) },
        ],
      },
    ],
  },
  play: typing('@'),
}
