import type { StoredThread, ThreadStorage } from '@millrace/core'
import { ChatError } from '@millrace/protocol'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import {
  type InHandOptions,
  threadOf,
  type ThreadsInHand,
  threadsInHand,
} from './fixtures/threadsInHand.ts'
import { ThreadsStage } from './fixtures/ThreadsStage.tsx'
import * as ThreadList from './parts.ts'

interface Shown extends StageArgs {
  readonly besideChat: boolean
}

/** A story's loader: threads in hand, brought to the moment that is shown. */
function loader(
  options: InHandOptions = {},
  bring: (hand: ThreadsInHand) => Promise<void> | void = () => {},
): () => Promise<Record<string, unknown>> {
  return async () => {
    const hand = threadsInHand(options)
    if (options.storage === undefined) await hand.threads.load()
    await bring(hand)
    return { hand }
  }
}

/** Long gone: it stays in its month. */
const longAgo = Date.UTC(2019, 2, 10)

const stored: readonly StoredThread[] = [
  threadOf('plan', 'Plan for the new apiary behind the barn', 40, { pinned: true }),
  threadOf('bees', 'How far do bees fly?', 0),
  threadOf('lime', 'Lime trees that flower in July, and what they give when it is dry', 0, {
    createdAt: 0,
  }),
  threadOf('honey', 'كم يُنتج النحل من العسل؟', 0, { createdAt: 1 }),
  threadOf('wax', 'Wax foundations', 1),
  threadOf('mites', 'Mites, and when to count them', 4),
  threadOf('winter', 'Winter feed', 21),
  threadOf('first', 'First questions', 0, { createdAt: longAgo, updatedAt: longAgo }),
]

/** An answer on its way, one that came unseen, and one that did not come. */
async function busy(hand: ThreadsInHand): Promise<void> {
  const { threads } = hand
  threads.open('bees')
  for (const id of ['lime', 'honey', 'wax', 'bees']) {
    await threads.chatOf(id).loadEarlier()
    void threads.chatOf(id).sendMessage('And how far do they fly when it is cold?')
    // What was asked later stands above.
    await hand.clock.advance(1000)
  }
  await hand.script('wax').fail(new ChatError('quota', 'No.'))
  for (const id of ['lime', 'honey', 'bees']) {
    await hand.script(id).accept()
    await hand
      .script(id)
      .text(
        'Not far. Below 10 °C a bee cannot move its wings, so it stays within reach of the hive:\n\n',
        '- at 12 °C some hundred metres,\n- from 16 °C on as far as ever.',
      )
  }
  hand.frames.all()
  for (const id of ['honey', 'bees']) await hand.script(id).finish()
  hand.frames.all()
  await hand.clock.advance(0)
}

/**
 * The conversations of a reader, beside a chat: new ones, groups by day, a search by title, and for each a menu with
 * renaming, pinning, exports and deleting, which can be undone. An answer goes on in a conversation that is not shown.
 */
const meta = {
  component: ThreadList.Root,
  subcomponents: {
    New: ThreadList.New,
    Search: ThreadList.Search,
    Scroller: ThreadList.Scroller,
    Status: ThreadList.Status,
    Items: ThreadList.Items,
    Item: ThreadList.Item,
    Empty: ThreadList.Empty,
    More: ThreadList.More,
    Undo: ThreadList.Undo,
    Import: ThreadList.Import,
  },
  argTypes: {
    ...stageControls,
    besideChat: { description: 'Whether a chat stands beside it.', control: 'boolean' },
  },
  args: { widthPx: 280, heightPx: 560, besideChat: false },
  render: (stage, { loaded }): ReactElement => (
    <ThreadsStage hand={loaded['hand'] as ThreadsInHand} {...stage} />
  ),
  parameters: {
    docs: {
      source: shownAs(`
<ThreadList.Root>
  <ThreadList.New />
  <ThreadList.Search />
  <ThreadList.Scroller>
    <ThreadList.Status />
    <ThreadList.Items />
    <ThreadList.Empty />
    <ThreadList.More />
  </ThreadList.Scroller>
  <ThreadList.Undo />
  <ThreadList.Import />
</ThreadList.Root>
`),
    },
  },
} satisfies PartMeta<Shown>

export default meta

type Story = StoryObj<Shown>

export const Groups: Story = {
  loaders: [loader({ stored }, ({ threads }) => threads.open('bees'))],
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

export const RunningUnreadAndFailed: Story = {
  loaders: [loader({ stored }, busy)],
  parameters: { looks: ['dark', 'rtl', 'forced'] },
}

export const BesideAChat: Story = {
  args: { widthPx: 960, besideChat: true },
  loaders: [loader({ stored }, busy)],
  parameters: { looks: ['dark', 'rtl', 'forced'] },
}

export const Renaming: Story = {
  loaders: [loader({ stored }, ({ threads }) => threads.open('bees'))],
  play: async ({ canvasElement }) => {
    canvasElement.querySelector<HTMLElement>('[data-thread=bees] button')?.focus()
    await userEvent.keyboard('{F2}')
    await expect(within(canvasElement).getByRole('textbox')).toHaveFocus()
  },
  parameters: { looks: ['dark', 'phone', 'forced'] },
}

export const Menu: Story = {
  loaders: [loader({ stored }, ({ threads }) => threads.open('bees'))],
  play: async ({ canvasElement }) => {
    canvasElement
      .querySelector<HTMLElement>('[data-thread=lime] [data-part=thread-item-actions]')
      ?.focus()
    await userEvent.keyboard('{Enter}')
    await waitFor(async () => {
      await expect(canvasElement.querySelector('[role=menuitem]')).toHaveFocus()
    })
  },
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

export const Empty: Story = {
  loaders: [loader()],
  args: { heightPx: 320 },
  parameters: { looks: ['dark', 'rtl', 'forced'] },
}

export const NothingFound: Story = {
  loaders: [loader({ stored })],
  args: { heightPx: 320 },
  play: async ({ canvasElement }) => {
    await userEvent.type(within(canvasElement).getByRole('searchbox'), 'zebra')
  },
  parameters: { looks: ['dark', 'phone', 'forced'] },
}

export const Found: Story = {
  loaders: [loader({ stored })],
  args: { heightPx: 320 },
  play: async ({ canvasElement }) => {
    await userEvent.type(within(canvasElement).getByRole('searchbox'), 'fly')
  },
}

/** Nobody hears of it. */
const silent: ThreadStorage = {
  list: () => new Promise(() => {}),
  save: async () => {},
  remove: async () => {},
}

export const Loading: Story = {
  loaders: [loader({ storage: silent })],
  args: { heightPx: 400 },
  parameters: { looks: ['dark', 'forced'] },
}

const broken: ThreadStorage = {
  ...silent,
  list: () => Promise.reject(new ChatError('network', 'Gone.', { retryable: true })),
}

export const NotLoaded: Story = {
  loaders: [loader({ storage: broken }, ({ threads }) => threads.load())],
  args: { heightPx: 320 },
  parameters: { looks: ['dark', 'rtl', 'forced'] },
}

const unsaved: ThreadStorage = {
  ...silent,
  list: async () => ({ threads: stored, more: true }),
  save: () => Promise.reject(new ChatError('network', 'Gone.', { retryable: true })),
}

export const NotSaved: Story = {
  loaders: [
    loader({ storage: unsaved }, async ({ threads, clock }) => {
      await threads.load()
      threads.rename('wax', 'Wax')
      await clock.advance(0)
    }),
  ],
  parameters: { looks: ['dark'] },
}

export const Removed: Story = {
  loaders: [
    loader({ stored }, ({ threads }) => {
      threads.open('bees')
      threads.remove('lime')
    }),
  ],
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

const exported = {
  millrace: 'thread',
  version: 1,
  thread: { title: 'Swarms', updatedAt: Date.UTC(2020, 4, 2) },
  messages: [
    { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Why do bees swarm?' }] },
    null,
  ],
}

export const Imported: Story = {
  loaders: [loader({ stored: stored.slice(1, 3) })],
  args: { heightPx: 600 },
  play: async ({ canvasElement }) => {
    const input = canvasElement.querySelector<HTMLInputElement>('input[type=file]')
    const files = [
      new File([JSON.stringify([exported, { version: 1 }])], 'all.json'),
      new File(['<html>'], 'page.json'),
    ]
    if (input === null) throw new Error('There is no file to be chosen.')
    await userEvent.upload(input, files, { applyAccept: false })
    await within(canvasElement).findByText(/^(?:1 conversation added|أُضيفت محادثة واحدة)$/)
  },
  parameters: { looks: ['dark', 'forced'] },
}

/** Titles of any length, and in a window that is as narrow as it gets. */
export const LongTitles: Story = {
  args: { widthPx: 240, heightPx: 480 },
  loaders: [
    loader({
      stored: [
        threadOf('a', 'Unbroken'.repeat(14)),
        threadOf('b', 'Many words in a row that go on and on until nobody reads them'),
        threadOf('c', '12', 0, { createdAt: 2 }),
      ],
    }),
  ],
  parameters: { looks: ['narrow', 'large'] },
}
