import { type TextPart, textOf } from '@millrace/protocol'
import { seededRandom } from '@millrace/protocol/testing'
import { act, cleanup, render, screen } from '@testing-library/react'
import { type ReactNode, StrictMode, useEffect, useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { Chat } from '../chat/Chat.tsx'
import type { PartComponentProps } from '../message/PartComponents.ts'
import { type ThreadsInHand, threadsInHand } from './fixtures/threadsInHand.ts'
import * as ThreadList from './parts.ts'
import { useThreads, useThreadsContext } from './ThreadsContext.ts'
import { ThreadsProvider } from './ThreadsProvider.tsx'

afterEach(cleanup)

/** The texts that were drawn since it was emptied. */
type Drawn = string[]

function Shown({ drawn }: { readonly drawn: Drawn }): ReactNode {
  const threads = useThreadsContext()
  const activeId = useThreads((state) => state.activeId)
  const [components] = useState(() => ({
    text({ part }: PartComponentProps<TextPart>): ReactNode {
      useEffect(() => {
        drawn.push(part.text)
      })
      return <p>{part.text}</p>
    },
  }))
  return (
    <Chat key={activeId} chat={threads.chatOf(activeId)} components={components} announce="off" />
  )
}

function show(hand: ThreadsInHand, drawn: Drawn): void {
  render(
    <StrictMode>
      <ThreadsProvider threads={hand.threads}>
        <div style={{ display: 'flex', blockSize: 400 }}>
          <ThreadList.Root />
          <div style={{ flex: 1 }}>
            <Shown drawn={drawn} />
          </div>
        </div>
      </ThreadsProvider>
    </StrictMode>,
  )
}

function shownAnswer(): string {
  return document.querySelector('[data-role=assistant] p')?.textContent ?? ''
}

test('Two threads streaming at once, switched back and forth 50 times, seeded: both exact, each drawn only while visible', async () => {
  const random = seededRandom(20_261_129)
  const hand = threadsInHand()
  const { threads, frames, clock } = hand
  const drawn: Drawn = []
  const first = threads.getState().activeId
  show(hand, drawn)
  await act(async () => {
    void threads.chatOf(first).sendMessage('First')
    await hand.script(first).accept()
  })
  const second = threads.create()
  await act(async () => {
    void threads.chatOf(second).sendMessage('Second')
    await hand.script(second).accept()
  })
  const ids = [first, second]
  const sent = ['', '']
  let marks = 0
  const list = document.querySelector('[data-part=thread-items]') as Element
  const changes = new MutationObserver(() => {})

  for (let turn = 0; turn < 50; turn++) {
    const shown = turn % 2
    const name = shown === 0 ? 'First, answer is being written' : 'Second, answer is being written'
    const opener = screen.getByRole('button', { name })
    // By keyboard and by the pointer.
    if (random() < 0.5) {
      opener.focus()
      await userEvent.keyboard('{Enter}')
    } else await userEvent.click(opener)
    expect(threads.getState().activeId).toBe(ids[shown])
    expect(opener.getAttribute('aria-current')).toBe('true')
    // As much of it is there at once as came while it was away.
    await act(async () => frames.all())
    expect(shownAnswer()).toBe(sent[shown])

    drawn.length = 0
    changes.observe(list, { subtree: true, childList: true, characterData: true, attributes: true })
    for (let n = 1 + Math.floor(random() * 4); n > 0; n--) {
      const at = Math.floor(random() * 2)
      const word = `${'ab'[at]}${marks++} `
      sent[at] += word
      await act(async () => {
        await hand.script(ids[at] as string).text(word)
        await clock.advance(60)
        frames.all()
      })
    }
    expect(shownAnswer()).toBe(sent[shown])
    // The other one was not drawn, and the list heard of neither.
    const other = 'ab'[1 - shown] as string
    expect(drawn.filter((text) => text.includes(other))).toEqual([])
    expect(changes.takeRecords()).toEqual([])
    changes.disconnect()
  }

  for (const id of ids) {
    await act(async () => {
      await hand.script(id).finish()
      frames.all()
    })
  }
  for (const [at, id] of ids.entries()) {
    await act(async () => threads.open(id))
    expect(shownAnswer()).toBe(sent[at])
    const [, answer] = threads.chatOf(id).getState().messages
    expect(answer === undefined ? '' : textOf(answer)).toBe(sent[at])
    // One question, one connection, never made anew.
    expect(hand.script(id).sent).toHaveLength(1)
    expect(hand.script(id).resumed).toHaveLength(0)
    expect(hand.script(id).open).toBe(0)
  }
  expect(threads.getState().threads.map(({ run, unread }) => [run, unread])).toEqual([
    ['idle', false],
    ['idle', false],
  ])
})
