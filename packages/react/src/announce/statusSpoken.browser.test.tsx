import { ChatError } from '@millrace/protocol'
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { type ChatInHand, chatInHand } from '../fixtures/chatInHand.ts'
import { playAnswer } from '../fixtures/playTurn.ts'
import { german } from '../labels/german.ts'
import { english, type Labels } from '../labels/labels.ts'
import { StatusRoot } from '../status/StatusRoot.tsx'
import {
  answer,
  answerAutomatically,
  beginAnswer,
  faces,
  limit,
  unreachable,
} from '../status/fixtures/faces.ts'
import { ThreadMessages } from '../thread/ThreadMessages.tsx'
import { Announcer } from './Announcer.tsx'
import type { AnnounceMode } from './createAnnouncer.ts'

afterEach(cleanup)

const responding = 'Assistant is responding'
const complete = 'Response complete'

/** All that is said from now on, in order; what interrupts begins with `!`. */
function listen(
  { chat, clock }: ChatInHand,
  { mode = 'status', labels }: { readonly mode?: AnnounceMode; readonly labels?: Labels } = {},
): readonly string[] {
  const heard: string[] = []
  const observer = new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      if (!(target instanceof HTMLElement && target.matches('[data-part=announcer] > *'))) continue
      const mark = target.dataset['part'] === 'announcer-assertive' ? '!' : ''
      for (const { textContent } of addedNodes) heard.push(`${mark}${textContent ?? ''}`)
    }
  })
  observer.observe(document, { childList: true, subtree: true })
  render(
    <ChatProvider chat={chat} labels={labels}>
      <ThreadMessages />
      <StatusRoot clock={clock} />
      <Announcer clock={clock} mode={mode} />
    </ChatProvider>,
  )
  return heard
}

/** Time goes by. */
async function pass({ clock }: ChatInHand, ms = 5000): Promise<void> {
  await act(() => clock.advance(ms))
}

test('offline and back again: once each, with what waits', async () => {
  const hand = chatInHand({ whenOffline: 'wait', random: () => 1 })
  const heard = listen(hand)
  await act(() => faces.offline.bring(hand))
  await pass(hand, 200)
  expect(heard).toEqual([
    'You are offline (since 12:00 PM). What you write is kept. 1 message will be sent when you are back.',
  ])
  // It is tried, in vain.
  for (const waitedMs of [20_000, 40_000, 60_000]) {
    await pass(hand, waitedMs)
    await act(() => hand.script.fail(unreachable()))
  }
  expect(heard.slice(1)).toEqual([])
  await act(async () => void hand.chat.sendMessage('And on Mars?'))
  await act(() => hand.script.fail(unreachable()))
  await pass(hand)
  expect(heard.slice(1)).toEqual(['2 messages will be sent when you are back.'])
  await act(async () => {
    hand.chat.tryNow()
    await hand.script.fail(new ChatError('not_found', 'Nothing runs.'))
  })
  await pass(hand)
  expect(heard.slice(2)).toEqual([responding, 'You are online again.'])
})

test('a countdown is told when it begins and when it is over, and no second between', async () => {
  const hand = chatInHand()
  const heard = listen(hand)
  await act(() => answerAutomatically(hand, 'rate-limit', limit(hand, 80_100)))
  await pass(hand, 5000)
  expect(heard).toEqual([
    responding,
    'Automatic reply',
    complete,
    'You can try again in 1 minute 20 seconds',
  ])
  await pass(hand, 75_000)
  expect(heard).toHaveLength(4)
  await pass(hand, 1000)
  expect(heard.slice(4)).toEqual(['You can try again now'])
  await pass(hand, 600_000)
  expect(heard).toHaveLength(5)
})

test('of a question that is refused for a limit, the reason interrupts and the time follows', async () => {
  const hand = chatInHand()
  const heard = listen(hand)
  await act(async () => {
    void hand.chat.sendMessage('Hi')
    const info = { retryable: true, retryAfterMs: 8100 }
    await hand.script.fail(new ChatError('rate_limit', 'Slow down.', info))
  })
  await pass(hand, 4000)
  expect(heard).toEqual([
    `!Response failed: ${english.errors.rate_limit}`,
    'You can try again in 8 seconds',
  ])
  await pass(hand, 10_000)
  expect(heard.slice(2)).toEqual(['You can try again now'])
})

test('who asked again meanwhile is not told that it can be done', async () => {
  const hand = chatInHand()
  const heard = listen(hand)
  await act(() => answerAutomatically(hand, 'rate-limit', limit(hand, 20_000)))
  await pass(hand)
  const before = heard.length
  await act(() => answer(hand, []))
  await pass(hand, 60_000)
  expect(heard.slice(before)).toEqual([responding, complete])
})

test('a limit after another is told anew', async () => {
  const hand = chatInHand()
  const heard = listen(hand)
  await act(() => answerAutomatically(hand, 'rate-limit', limit(hand, 20_100)))
  await pass(hand, 10_000)
  await act(() => answerAutomatically(hand, 'rate-limit', limit(hand, 60_100)))
  await pass(hand, 10_000)
  expect(heard.filter((words) => words.startsWith('You can'))).toEqual([
    'You can try again in 20 seconds',
    'You can try again in 1 minute',
  ])
})

test('a used up allowance says who can help; where the failure gave the reason, only that', async () => {
  const hand = chatInHand()
  const heard = listen(hand)
  await act(() => faces.quota.bring(hand))
  await pass(hand)
  expect(heard.slice(3)).toEqual([
    'The allowance of this chat is used up. Whoever runs this chat can raise it.',
  ])
  cleanup()
  const other = chatInHand()
  const heardThere = listen(other)
  await act(async () => {
    void other.chat.sendMessage('Hi')
    await other.script.fail(new ChatError('quota', 'Pay.'))
  })
  await pass(other)
  expect(heardThere).toEqual([
    `!Response failed: ${english.errors.quota}`,
    'Whoever runs this chat can raise it.',
  ])
})

test.each([
  ['outage', [responding, 'Automatic reply', complete, english.outage]],
  ['slow', [responding, english.slow]],
  ['not-saved', [responding, complete, english.notSavedOnServer]],
  ['failed-over', [responding, complete, 'Another provider answers: small-2 · Elsewhere.']],
  [
    'cached',
    [responding, complete, 'This was answered before: Tuesday, March 3, 2020 at 9:41 AM.'],
  ],
  ['reconnecting', [responding, english.reconnecting]],
] as const)('%s is told once', async (face, expected) => {
  const hand = chatInHand(faces[face].options)
  const heard = listen(hand)
  await act(() => faces[face].bring(hand))
  await pass(hand, 8000)
  expect(heard).toEqual(expected)
})

test('a connection that comes back within the first moments is nothing to tell', async () => {
  const hand = chatInHand({ random: () => 0 })
  const heard = listen(hand)
  await act(async () => {
    await beginAnswer(hand, 'Air')
    await hand.script.close()
    await hand.clock.advance(3000)
    await hand.script.accept()
    await hand.script.text(' scatters')
    await hand.script.finish()
    hand.frames.all()
  })
  await pass(hand)
  expect(heard).toEqual([responding, complete])
})

test('a question of the queue that the server refuses is told with its reason, once (T-41)', async () => {
  const hand = chatInHand({ whenOffline: 'wait' })
  const heard = listen(hand)
  await act(() => faces.offline.bring(hand))
  await pass(hand)
  await act(async () => {
    hand.chat.tryNow()
    await hand.script.fail(new ChatError('not_found', 'Nothing runs.'))
    await hand.script.fail(new ChatError('content_policy', 'Refused.'))
  })
  await pass(hand, 60_000)
  const reason = `Not sent: ${english.errors.content_policy}`
  expect(heard.filter((words) => words === reason)).toHaveLength(1)
  await act(() => answer(hand, []))
  await pass(hand, 60_000)
  expect(heard.filter((words) => words === reason)).toHaveLength(1)
})

test('what is there already when somebody begins to listen is not told, and what comes of it is', async () => {
  const hand = chatInHand({ whenOffline: 'wait' })
  const release = hand.chat.retain()
  await faces.offline.bring(hand)
  const heard = listen(hand)
  await pass(hand, 500)
  expect(heard).toEqual([])
  await act(async () => {
    hand.chat.tryNow()
    await hand.script.fail(new ChatError('not_found', 'Nothing runs.'))
    await playAnswer(hand)
  })
  await pass(hand, 10_000)
  expect(heard).toContain('You are online again.')
  release()
})

test('in another language, with its own numbers and times', async () => {
  const hand = chatInHand()
  const heard = listen(hand, { labels: german })
  await act(() => answerAutomatically(hand, 'rate-limit', limit(hand, 80_100)))
  await pass(hand)
  expect(heard.at(-1)?.replaceAll('\u00a0', ' ')).toBe(
    'Ein neuer Versuch ist möglich in 1 Minute 20 Sekunden',
  )
})

test('where nothing is to be spoken, nothing is, and no timer waits for it', async () => {
  const hand = chatInHand()
  const heard = listen(hand, { mode: 'off' })
  await act(() => faces.quota.bring(hand))
  expect(hand.clock.pending).toBe(0)
  await pass(hand)
  expect(heard).toEqual([])
})
