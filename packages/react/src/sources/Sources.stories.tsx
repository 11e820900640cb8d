import type { Citation, Part } from '@millrace/protocol'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, userEvent, within } from 'storybook/test'
import type { ChatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import { Stage } from '../fixtures/Stage.tsx'
import { CitationMarker } from './CitationMarker.tsx'
import { citedText } from './fixtures/cite.ts'
import { CitedAnswer } from './fixtures/CitedAnswer.tsx'
import * as Sources from './parts.ts'

interface Shown extends StageArgs {
  readonly parts: readonly Part[]
}

/**
 * The numbers of sources in an answer, and the sources behind it. A number is a button: it opens the title, the host and
 * the passage that is cited. `<Message.Parts>` shows all of this by itself; no icon of a site is ever fetched.
 */
const meta = {
  component: Sources.Root,
  subcomponents: {
    Trigger: Sources.Trigger,
    List: Sources.List,
    Item: Sources.Item,
    CitationMarker,
  },
  argTypes: {
    ...stageControls,
    parts: { description: 'The parts of the message.', control: 'object' },
  },
  args: { widthPx: 640, heightPx: 360, parts: [] },
  loaders: [handLoader()],
  render: ({ parts, ...stage }, { loaded }): ReactElement => (
    <Stage hand={loaded['hand'] as ChatInHand} {...stage}>
      <div data-part="thread-scroller">
        <div data-part="thread-content">
          <CitedAnswer parts={parts} />
        </div>
      </div>
    </Stage>
  ),
  parameters: {
    docs: {
      source: shownAs(`
const sources = useSources(message.parts)

<SourcesContext value={sources}>
  <Markdown text={part.text} citations={part.citations} />
  <Sources.Root sources={sources.list}>
    <Sources.Trigger />
    <Sources.List />
  </Sources.Root>
</SourcesContext>
`),
    },
  },
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

const bees: Omit<Citation, 'endIndex'> = {
  source: {
    type: 'source',
    sourceType: 'url',
    id: '1',
    url: 'https://example.com/bees',
    title: 'How far bees fly',
  },
  citedText:
    'Most foragers were seen within one kilometre of the hive; a few were followed for more than three.',
}

const lime: Omit<Citation, 'endIndex'> = {
  source: {
    type: 'source',
    sourceType: 'url',
    id: '2',
    url: 'https://trees.example.org/lime',
    title: 'Lime trees, and what they give in a dry July',
  },
}

const notes: Omit<Citation, 'endIndex'> = {
  source: {
    type: 'source',
    sourceType: 'document',
    id: '3',
    mediaType: 'application/pdf',
    title: 'Field notes, summer 2021',
    filename: 'notes-2021.pdf',
  },
}

const answer: readonly Part[] = [
  {
    type: 'text',
    ...citedText(
      `Bees fly up to **three kilometres**,⟦1⟧ though most of them stay within one.⟦1⟧⟦3⟧ What they find there depends on the trees:

- Lime trees flower in July, and give little when it is dry.⟦2⟧
- Clover fills the weeks before.

So your hives are likely to fly to the park⟦1⟧⟦2⟧⟦3⟧ and not to the forest.`,
      [bees, lime, notes],
    ),
  },
]

const openSecond: Story['play'] = async ({ canvasElement }) => {
  const [, marker] = within(canvasElement).getAllByRole('button', { name: /1.*(?:How far|النحل)/ })
  if (marker === undefined) throw new Error('There are two numbers of this source.')
  marker.focus()
  await userEvent.keyboard('{Enter}')
  await expect(canvasElement.querySelector(':popover-open')).not.toBeNull()
}

export const NumbersInTheText: Story = {
  args: { parts: answer },
  parameters: { looks: ['dark', 'narrow', 'forced', 'print'] },
}
export const Opened: Story = {
  args: { parts: answer },
  play: openSecond,
  parameters: { looks: ['dark', 'forced'] },
}
export const OpenedInArabic: Story = {
  args: {
    parts: [
      {
        type: 'text',
        ...citedText(
          'يطير النحل حتى ثلاثة كيلومترات،⟦1⟧ لكن معظمه يبقى ضمن كيلومتر واحد.⟦1⟧⟦2⟧ وما يجده هناك يتعلق بالأشجار.⟦3⟧',
          [
            {
              source: { ...bees.source, title: 'كم يطير النحل؟' } as Citation['source'],
              citedText: 'شوهد معظم النحل ضمن كيلومتر واحد من الخلية.',
            },
            lime,
            notes,
          ],
        ),
      },
    ],
  },
  play: openSecond,
  globals: { language: 'ar' },
}

export const OneSource: Story = {
  args: {
    heightPx: 200,
    parts: [
      { type: 'text', text: 'Bees fly up to three kilometres, rarely further.' },
      { type: 'source-url', sourceId: '1', url: 'https://journal.example.org/foraging/2021' },
    ],
  },
}

const many: readonly Part[] = [
  {
    type: 'text',
    text: 'There are many studies of how far bees fly; they agree within a kilometre.',
    citations: Array.from({ length: 14 }, (_, index) => ({
      source: {
        type: 'source',
        sourceType: 'url',
        id: String(index),
        url: `https://study-${index + 1}.example.org/`,
        title: `Foraging distances, part ${index + 1}`,
      },
    })),
  },
]

export const ManySources: Story = { args: { parts: many, heightPx: 200 } }

export const ManySourcesOpen: Story = {
  args: { parts: many, heightPx: 440 },
  play: async ({ canvasElement }) => {
    await userEvent.click(within(canvasElement).getByRole('button', { name: '14 sources' }))
  },
}

/** Nothing here may be followed that should not be, and nothing is as it pretends to be. */
export const Hostile: Story = {
  args: {
    heightPx: 240,
    parts: [
      {
        type: 'text',
        ...citedText(
          'Numbers behind `code`,⟦1⟧ in **bold wo⟦2⟧rds**, and a [link](https://exam⟦3⟧ple.com).',
          [
            source('javascript:alert(1)', 'Press me'),
            source('https://bank.example@evil.example/login', '\u202eelpmaxe.knab'),
            source('https://xn--pple-43d.example/', `${'very '.repeat(400)}long`),
          ],
        ),
      },
      { type: 'source-url', sourceId: '1', url: 'data:text/html,<script>alert(1)</script>' },
      { type: 'source-url', sourceId: '2', url: `https://long.example/${'a/'.repeat(3000)}` },
    ],
  },
  play: async ({ canvasElement }) => {
    const [trigger] = within(canvasElement).getAllByRole('button', { name: '5 sources' })
    if (trigger !== undefined) await userEvent.click(trigger)
  },
}

function source(url: string, title: string): Omit<Citation, 'endIndex'> {
  return { source: { type: 'source', sourceType: 'url', id: url, url, title } }
}
