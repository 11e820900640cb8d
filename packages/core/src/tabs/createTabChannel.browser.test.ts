import { randomId } from '@millrace/protocol'
import { afterEach, expect, test, vi } from 'vitest'
import { createTabChannel, type TabChannelOptions } from './createTabChannel.ts'
import { openTab, type OpenTab } from './fixtures/openTab.ts'

const opened: OpenTab[] = []
afterEach(() => {
  for (const tab of opened.splice(0)) tab.window.close()
})

const channelOf = (tabId: string): TabChannelOptions<string> => ({
  name: 'millrace-test-channel',
  tabId,
  read: (value) => (typeof value === 'string' ? value : undefined),
})

test('tabs hear each other, in order, and none hears itself or one that is closed', async () => {
  const tabs = [await openTab(), await openTab()]
  opened.push(...tabs)
  const channels = [
    createTabChannel(channelOf('here')),
    ...tabs.map(({ page }, at) => page.createTabChannel(channelOf(`tab-${at}`))),
  ]
  const heard = channels.map((channel) => {
    const news: string[] = []
    channel.onNews((one) => news.push(one))
    return news
  })
  const [here, first, second] = channels
  here?.tell('one')
  here?.tell('two')
  await vi.waitFor(() => expect(heard).toEqual([[], ['one', 'two'], ['one', 'two']]))
  first?.tell('three')
  await vi.waitFor(() => expect(heard[2]).toEqual(['one', 'two', 'three']))
  second?.close()
  first?.tell('four')
  await vi.waitFor(() => expect(heard[0]).toEqual(['three', 'four']))
  expect(heard.slice(1)).toEqual([
    ['one', 'two'],
    ['one', 'two', 'three'],
  ])
  for (const channel of channels) channel.close()
})

test('a copied tab is another one: its page has an id of its own, and nothing that is copied is of ours (T-37)', async () => {
  sessionStorage.setItem('of-the-page', 'copied')
  const first = await openTab()
  const copy = await openTab(first.window)
  opened.push(first, copy)
  // The browser has copied what there is.
  expect(copy.window.sessionStorage.getItem('of-the-page')).toBe('copied')
  expect(Object.keys(copy.window.sessionStorage)).toEqual(['of-the-page'])
  const [one, other] = [first, copy].map(({ page }) => page.createTabChannel(channelOf(randomId())))
  const heard: string[] = []
  one?.onNews((news) => heard.push(`one: ${news}`))
  other?.onNews((news) => heard.push(`other: ${news}`))
  one?.tell('hello')
  await vi.waitFor(() => expect(heard).toEqual(['other: hello']))
  other?.tell('hello')
  await vi.waitFor(() => expect(heard).toEqual(['other: hello', 'one: hello']))
  sessionStorage.clear()
})

test('what cannot be cloned is reported to the page, not thrown', () => {
  const reported = vi.spyOn(globalThis, 'reportError').mockImplementation(() => undefined)
  const channel = createTabChannel<unknown>({ ...channelOf('here'), read: (value) => value })
  channel.tell(() => undefined)
  channel.close()
  expect(reported.mock.calls).toEqual([[expect.objectContaining({ name: 'DataCloneError' })]])
  reported.mockRestore()
})
