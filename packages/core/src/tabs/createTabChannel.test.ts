import { afterEach, expect, test, vi } from 'vitest'
import { createTabChannel, type TabChannel, type TabChannelOptions } from './createTabChannel.ts'

const name = 'millrace-test-channel'
const opened: { close(): void }[] = []
afterEach(() => {
  for (const channel of opened.splice(0)) channel.close()
})

/** A channel that takes numbers for news. */
function channelOf(
  tabId: string,
  options?: Partial<TabChannelOptions<number>>,
): TabChannel<number> {
  const read = (value: unknown): number | undefined =>
    typeof value === 'number' ? value : undefined
  const channel = createTabChannel({ name, tabId, read, ...options })
  opened.push(channel)
  return channel
}

/** What is heard there from now on. */
function heardOn(channel: TabChannel<number>): readonly number[] {
  const heard: number[] = []
  channel.onNews((news) => heard.push(news))
  return heard
}

test('news is heard by all other tabs, in order', async () => {
  const heard = ['b', 'c'].map((tabId) => heardOn(channelOf(tabId)))
  const teller = channelOf('a')
  for (const news of [1, 2, 3]) teller.tell(news)
  await vi.waitFor(() =>
    expect(heard).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]),
  )
})

test('own news is never heard, not by another channel of the same page either', async () => {
  const first = channelOf('a')
  const heard = [heardOn(first), heardOn(channelOf('a'))]
  first.tell(1)
  // From another tab, and so after it.
  const other = channelOf('b')
  const told = heardOn(other)
  await vi.waitFor(() => {
    first.tell(2)
    expect(told).toContain(2)
  })
  other.tell(3)
  await vi.waitFor(() => expect(heard).toEqual([[3], [3]]))
})

test('what is no news is not heard, whoever told it', async () => {
  const heard = heardOn(channelOf('a'))
  const anybody = new BroadcastChannel(name)
  opened.push(anybody)
  const values = [undefined, null, 7, 'x', [], {}, { from: 'b' }, { news: 1 }, { from: 1, news: 1 }]
  for (const value of values) anybody.postMessage(value)
  anybody.postMessage({ from: 'b', news: '1' })
  anybody.postMessage({ from: 'b', news: { toString: 1 } })
  anybody.postMessage({ from: 'b', news: 5 })
  await vi.waitFor(() => expect(heard).toEqual([5]))
})

test('nothing is opened before the first listener or the first news, and one channel serves all', () => {
  const open = vi.fn((channel: string) => new BroadcastChannel(channel))
  const [listening, telling] = [channelOf('a', { open }), channelOf('b', { open })]
  expect(open).not.toHaveBeenCalled()
  const leave = listening.onNews(() => undefined)
  leave()
  listening.onNews(() => undefined)
  listening.tell(1)
  expect(open.mock.calls).toEqual([[name]])
  telling.tell(1)
  expect(open).toHaveBeenCalledTimes(2)
})

test('a listener that left hears no more, and one that was added twice hears twice', async () => {
  const channel = channelOf('a')
  const heard: number[] = []
  const listener = (news: number): void => void heard.push(news)
  const leave = channel.onNews(listener)
  channel.onNews(listener)
  const teller = channelOf('b')
  teller.tell(1)
  await vi.waitFor(() => expect(heard).toEqual([1, 1]))
  leave()
  leave()
  teller.tell(2)
  await vi.waitFor(() => expect(heard).toEqual([1, 1, 2]))
})

test('a closed channel tells nothing, hears nothing and opens nothing', async () => {
  const closed = channelOf('a')
  const late = heardOn(closed)
  closed.close()
  closed.close()
  const heard = heardOn(channelOf('b'))
  closed.tell(1)
  const teller = channelOf('c')
  teller.tell(2)
  await vi.waitFor(() => expect(heard).toEqual([2]))
  expect([late, heardOn(closed)]).toEqual([[], []])
  const open = vi.fn(() => undefined)
  const unused = channelOf('d', { open })
  unused.close()
  unused.tell(3)
  unused.onNews(() => undefined)
  expect(open).not.toHaveBeenCalled()
})

test('what cannot be cloned is reported, not thrown, and what comes after it is told', async () => {
  const errors: unknown[] = []
  const heard: unknown[] = []
  const read = (value: unknown): unknown => value
  const options = { name, read, onError: (cause: unknown) => errors.push(cause) }
  const [teller, listener] = ['a', 'b'].map((tabId) => createTabChannel({ ...options, tabId }))
  opened.push(...[teller, listener].flatMap((channel) => channel ?? []))
  listener?.onNews((news) => heard.push(news))
  teller?.tell(() => undefined)
  teller?.tell('next')
  await vi.waitFor(() => expect(heard).toEqual(['next']))
  expect(errors).toEqual([expect.objectContaining({ name: 'DataCloneError' })])
})

test('where there are no channels, nobody hears and nothing breaks', () => {
  const channel = channelOf('a', { open: () => undefined })
  const heard = heardOn(channel)
  channel.tell(1)
  channel.close()
  expect(heard).toEqual([])
})

test('a browser that has none, or refuses one, is one where there are none', () => {
  for (const none of [undefined, () => new Error('no constructor')]) {
    vi.stubGlobal('BroadcastChannel', none)
    try {
      const channel = channelOf('a', { onError: (cause) => expect.fail(String(cause)) })
      expect(heardOn(channel)).toEqual([])
      channel.tell(1)
    } finally {
      vi.unstubAllGlobals()
    }
  }
})
