import { ChatError } from '@millrace/protocol'
import { act, cleanup, render, screen } from '@testing-library/react'
import { type ReactNode, useEffect } from 'react'
import { afterEach, expect, test } from 'vitest'
import { chatInHand } from '../fixtures/chatInHand.ts'
import {
  answer,
  answerAutomatically,
  beginAnswer,
  limit,
  unreachable,
} from '../status/fixtures/faces.ts'
import { useStatus } from '../status/useStatus.ts'
import { ChatProvider } from './ChatProvider.tsx'
import { useChat } from './useChat.ts'
import { useConnection, useService } from './useConnection.ts'

afterEach(cleanup)

function Ways({ seen }: { readonly seen: string[] }): ReactNode {
  const connection = useConnection()
  const service = useService()
  const status = useStatus()
  useEffect(() => {
    seen.push([connection.status, service.status, status?.face ?? 'none'].join(' '))
  })
  return null
}

test('the way, the service and the face, and no render for anything else', async () => {
  const hand = chatInHand({ whenOffline: 'wait' })
  const seen: string[] = []
  render(
    <ChatProvider chat={hand.chat}>
      <Ways seen={seen} />
    </ChatProvider>,
  )
  await act(() => answer(hand, []))
  expect(seen.at(-1)).toBe('online ok none')
  const before = seen.length
  await act(() => answer(hand, []))
  expect(seen).toHaveLength(before)
  await act(() => answerAutomatically(hand, 'rate-limit', limit(hand, 8000)))
  expect(seen.at(-1)).toBe('online limited limited')
  await act(async () => {
    void hand.chat.sendMessage('And now?')
    await hand.script.fail(unreachable())
  })
  // A countdown that was begun is not forgotten over it.
  expect(seen.at(-1)).toBe('offline limited offline')
  await act(() => hand.clock.advance(8000))
  expect(seen.at(-1)?.split(' ').slice(1)).toEqual(['ok', 'offline'])
})

function Read(): ReactNode {
  const { connection, service, patience } = useChat({ chat: hand.chat })
  useEffect(() => {
    renders++
  })
  return <p>{[connection.status, service.status, patience].join(' ')}</p>
}

let hand = chatInHand()
let renders = 0

test('useChat has them too, and renders for those that were read', async () => {
  hand = chatInHand({ random: () => 1 })
  renders = 0
  render(<Read />)
  const words = (): string | null => screen.getByRole('paragraph').textContent
  expect(words()).toBe('online ok fresh')
  await act(() => beginAnswer(hand, 'Air'))
  const before = renders
  await act(async () => {
    await hand.script.text(' scatters')
    await hand.clock.advance(60)
    hand.frames.all()
  })
  expect(renders).toBe(before)
  await act(() => hand.clock.advance(5000))
  expect(words()).toBe('online ok strained')
  await act(async () => {
    await hand.script.close()
    await hand.clock.advance(0)
  })
  expect(words()).toBe('reconnecting ok strained')
  await act(async () => {
    await hand.clock.advance(500)
    await hand.script.fail(new ChatError('overloaded', 'No capacity.'))
    hand.frames.all()
  })
  expect(words()).toBe('online outage fresh')
})
