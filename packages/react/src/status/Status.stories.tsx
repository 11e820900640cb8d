import type { ChatOptions } from '@millrace/core'
import { ChatError } from '@millrace/protocol'
import type { StoryObj } from '@storybook/react-vite'
import type { ReactElement, ReactNode } from 'react'
import { Chat } from '../chat/Chat.tsx'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { handLoader } from '../fixtures/handLoader.ts'
import type { PartMeta } from '../fixtures/PartMeta.ts'
import { answer, question } from '../fixtures/said.ts'
import { shownAs } from '../fixtures/shownAs.ts'
import { type StageArgs, stageControls } from '../fixtures/stageControls.ts'
import {
  answerAutomatically,
  beginAnswer,
  type Bringing,
  faces,
  notKept,
  unreachable,
} from './fixtures/faces.ts'
import * as Status from './parts.ts'

/**
 * What is told of a chat: one calm row, one thing at a time, with what can be done about it. That the server cannot be
 * reached, that a limit is reached and for how long, that no model answers. Most of it goes by itself.
 */
const meta = {
  component: Status.Root,
  subcomponents: Status,
  argTypes: stageControls,
  args: { widthPx: 640, heightPx: 480 },
  render: ({ widthPx, heightPx, ...props }, { loaded }): ReactElement => {
    const { chat, clock } = loaded['hand'] as ChatInHand
    return (
      <div style={{ inlineSize: widthPx, maxInlineSize: '100%', blockSize: heightPx }}>
        <Chat chat={chat} clock={clock} statusUrl="https://status.example.com" {...props} />
      </div>
    )
  },
  parameters: {
    docs: {
      source: shownAs(`
<Status.Root>
  <Status.Text />
  <Status.Countdown />
  <Status.Link />
  <Status.TryNow />
  <Status.Retry />
  <Status.Dismiss />
</Status.Root>
`),
    },
  },
} satisfies PartMeta<StageArgs>

export default meta

type Story = StoryObj<StageArgs>

const messages = [
  question('q1', 'Why is the sky blue?'),
  answer(
    'a1',
    'Air scatters **short wavelengths** more than long ones, and so blue comes from everywhere.',
  ),
]

function brought(
  { bring, options }: Bringing,
  more: Partial<ChatOptions> = { messages },
): NonNullable<Story['loaders']> {
  return [handLoader({ ...options, ...more }, bring)]
}

/** What was sent waits, and what is being written stays. */
export const Offline: Story = {
  loaders: brought({
    options: { whenOffline: 'wait' },
    bring: async ({ chat, script }) => {
      void chat.sendMessage('And at sunset?')
      await script.fail(unreachable())
      void chat.sendMessage('And on Mars, where the air is thin and full of dust?')
      chat.composer.getState().setText('And what is the gre')
    },
  }),
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

export const Reconnecting: Story = {
  loaders: brought(faces.reconnecting, {}),
  parameters: { looks: ['dark', 'forced'] },
}

/** The row goes, and the answer goes on where it was. */
export const BackOnline: Story = {
  loaders: brought(
    {
      bring: async (hand) => {
        await faces.reconnecting.bring(hand)
        await hand.script.accept()
        await hand.script.text(' long ones. Blue reaches you from every')
        await hand.clock.advance(100)
        hand.frames.all()
      },
    },
    {},
  ),
  parameters: { looks: ['dark', 'forced'] },
}

/** An automatic reply stands in for the model; the row leads to the page that knows more. */
export const Outage: Story = {
  loaders: brought(faces.outage),
  parameters: { looks: ['dark', 'rtl', 'forced'] },
}

export const SlowAnswer: Story = {
  loaders: brought(
    {
      bring: async (hand) => {
        await beginAnswer(hand, 'Sunlight is a mixture of all colours.')
        await hand.clock.advance(15_000)
      },
    },
    {},
  ),
  args: { heightPx: 360 },
  parameters: { looks: ['dark'] },
}

export const QuotaUsedUp: Story = {
  loaders: brought(faces.quota, {}),
  args: { heightPx: 420 },
  parameters: { looks: ['dark', 'forced'] },
}

interface LoadedHands {
  readonly hands: readonly ChatInHand[]
  readonly [key: string]: unknown
}

/** Several chats, one row of each below the other. */
function loadAll(all: readonly Bringing[]): () => Promise<LoadedHands> {
  return async () => {
    const hands = all.map(({ options }) => chatInHand({ ...options, messages }))
    // Somebody looks from the beginning: who comes later would have the queue go on.
    for (const { chat } of hands) chat.retain()
    for (const [at, { bring }] of all.entries()) await bring(hands[at] as ChatInHand)
    return { hands }
  }
}

function Rows({
  hands,
  widthPx,
}: Pick<LoadedHands, 'hands'> & { readonly widthPx: number }): ReactNode {
  return (
    <div style={{ inlineSize: widthPx, maxInlineSize: '100%' }}>
      {hands.map(({ chat, clock }, at) => (
        <ChatProvider
          key={at}
          chat={chat}
          statusUrl="https://status.example.com"
          onExport={() => {}}
        >
          <div
            data-part="chat"
            style={{ blockSize: 'auto', paddingInline: 16, paddingBlockEnd: 1 }}
          >
            <Status.Root clock={clock} style={{ marginBlock: 8 }} />
          </div>
        </ChatProvider>
      ))}
    </div>
  )
}

const rows: Pick<Story, 'render'> = {
  render: ({ widthPx = 640 }, { loaded }) => (
    <Rows hands={loaded['hands'] as readonly ChatInHand[]} widthPx={widthPx} />
  ),
}

function limitedFor(passedMs: number): Bringing {
  return {
    bring: async ({ chat, script, clock }) => {
      void chat.sendMessage('And at sunset?')
      const info = { retryable: true, retryAfterMs: 30_000 }
      await script.fail(new ChatError('rate_limit', 'Too many requests.', info))
      await clock.advance(passedMs)
    },
  }
}

/** Thirty seconds are left, one, and none. */
export const RateLimited: Story = {
  ...rows,
  loaders: [loadAll([limitedFor(0), limitedFor(29_000), limitedFor(30_000)])],
  parameters: { looks: ['dark', 'rtl', 'forced'] },
}

/** Under the automatic reply nothing can be asked again before the time. */
export const RateLimitedWithAnAutomaticReply: Story = {
  loaders: brought({
    bring: (hand) =>
      answerAutomatically(hand, 'rate-limit', { kind: 'limited', until: hand.clock.now() + 8000 }),
  }),
}

/** What keeps from being answered, in the order of its weight. */
export const FacesOfTrouble: Story = {
  ...rows,
  loaders: [
    loadAll([
      faces.offline,
      faces.reconnecting,
      faces.limited,
      faces.quota,
      faces.outage,
      faces.failed,
    ]),
  ],
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}

/** What is good to know. */
export const FacesOfNews: Story = {
  ...rows,
  loaders: [
    async () =>
      await loadAll([
        await notKept('story'),
        faces['not-saved'],
        faces.slow,
        faces['failed-over'],
        faces.cached,
        faces.queued,
      ])(),
  ],
  parameters: { looks: ['dark', 'rtl', 'phone', 'forced'] },
}
