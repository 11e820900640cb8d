import { createThreads, memoryThreads, type ThreadStorage } from '@millrace/core'
import { ChatError } from '@millrace/protocol'
import { act, cleanup, render, screen, waitFor, within } from '@testing-library/react'
import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { Chat } from '../chat/Chat.tsx'
import { arabic } from '../labels/arabic.ts'
import { LabelsProvider } from '../labels/LabelsProvider.tsx'
import {
  type InHandOptions,
  threadOf,
  type ThreadsInHand,
  threadsInHand,
} from './fixtures/threadsInHand.ts'
import * as ThreadList from './parts.ts'
import { ThreadsProvider } from './ThreadsProvider.tsx'
import '../styles/styles.css'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const stored = [
  threadOf('bees', 'How far do bees fly?', 0),
  threadOf('hives', 'Où sont les ruches?', 1),
  threadOf('lime', 'Lime trees in July', 5),
]

async function shown(options: InHandOptions = { stored }): Promise<ThreadsInHand> {
  const hand = threadsInHand(options)
  await act(async () => {
    render(
      <StrictMode>
        <ThreadsProvider threads={hand.threads}>
          <div style={{ blockSize: 500, inlineSize: 280 }}>
            <ThreadList.Root />
          </div>
        </ThreadsProvider>
      </StrictMode>,
    )
  })
  return hand
}

/** No chat can be made. */
function refuse(): never {
  throw new Error('x')
}

function row(name: string | RegExp): HTMLElement {
  return screen.getByRole('button', { name })
}

/** What is in the list, as it is read. */
function rows(): readonly string[] {
  return screen.getAllByRole('listitem').map((item) => {
    const [opener] = within(item).getAllByRole('button')
    return opener?.ariaLabel ?? opener?.textContent ?? ''
  })
}

function focused(): string {
  const { activeElement } = document
  return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? ''
}

async function choose(title: string, item: string): Promise<void> {
  await userEvent.click(screen.getByRole('button', { name: `Actions for ${title}` }))
  await userEvent.click(screen.getByRole('menuitem', { name: item }))
}

test('F6 leads from the message box to the conversation, to the list, and on; Shift+F6 back', async () => {
  const hand = threadsInHand({ stored })
  await act(async () => {
    render(
      <StrictMode>
        <ThreadsProvider threads={hand.threads}>
          <ThreadList.Root />
          <Chat chat={hand.threads.chatOf(hand.threads.getState().activeId)} />
        </ThreadsProvider>
      </StrictMode>,
    )
  })
  const place = () => document.activeElement?.getAttribute('data-part')
  screen.getByRole('textbox', { name: 'Message' }).focus()
  const walk = ['thread-scroller', 'thread-item-open', 'composer-input', 'thread-scroller']
  for (const part of walk) {
    await userEvent.keyboard('{F6}')
    expect(place()).toBe(part)
  }
  for (const part of walk.slice(0, -1).toReversed()) {
    await userEvent.keyboard('{Shift>}{F6}{/Shift}')
    expect(place()).toBe(part)
  }
})

test('where the storage takes no messages, nothing offers to import them', async () => {
  const hand = threadsInHand({ stored })
  expect(hand.threads.canImport).toBe(true)
  const { list, save, remove } = memoryThreads()
  const threads = createThreads({ storage: { list, save, remove }, createChat: refuse })
  await act(async () => {
    render(
      <ThreadsProvider threads={threads}>
        <ThreadList.Root />
      </ThreadsProvider>,
    )
  })
  expect(threads.canImport).toBe(false)
  expect(screen.queryByRole('button', { name: 'Import' })).toBeNull()
})

describe('the list', () => {
  test('is loaded when it is shown, in groups with headings, newest first', async () => {
    await shown({
      stored: [
        threadOf('p', 'Pinned one', 200, { pinned: true }),
        ...stored,
        threadOf('m', 'A month ago', 20),
        threadOf('y', 'Long ago', 800),
      ],
    })
    const headings = screen.getAllByRole('heading').map(({ textContent }) => textContent)
    expect(headings.slice(0, 5)).toEqual([
      'Pinned',
      'Today',
      'Yesterday',
      'Previous 7 days',
      'Previous 30 days',
    ])
    expect(headings[5]).toMatch(/^\w+ \d{4}$/)
    expect(rows()).toEqual([
      'Pinned one',
      'How far do bees fly?',
      'Où sont les ruches?',
      'Lime trees in July',
      'A month ago',
      'Long ago',
    ])
    const [first] = screen.getAllByRole('list')
    expect(screen.getAllByRole('heading')[0]?.id).toBe(first?.getAttribute('aria-labelledby'))
    expect(screen.getByRole('navigation', { name: 'Conversations' })).toBeTruthy()
  })

  test('shows which one is shown, what is written, what is new and what failed, in words', async () => {
    const hand = await shown()
    await userEvent.click(row('How far do bees fly?'))
    expect(hand.threads.getState().activeId).toBe('bees')
    expect(row('How far do bees fly?').ariaCurrent).toBe('true')
    const chat = hand.threads.chatOf('hives')
    await act(async () => {
      await chat.loadEarlier()
      void chat.sendMessage('And now?')
      await hand.script('hives').accept()
      await hand.script('hives').text('There.')
    })
    expect(row('Où sont les ruches?, answer is being written')).toBeTruthy()
    await act(async () => {
      await hand.script('hives').finish()
      hand.frames.all()
    })
    const unread = row('Où sont les ruches?, new answer')
    expect(unread.querySelector('svg')?.getAttribute('aria-hidden')).toBe('true')
    await userEvent.click(unread)
    expect(row('Où sont les ruches?').ariaCurrent).toBe('true')
    await act(async () => {
      await hand.threads.chatOf('lime').loadEarlier()
      void hand.threads.chatOf('lime').sendMessage('And?')
      await hand.script('lime').fail(new ChatError('quota', 'No.'))
    })
    expect(row('Lime trees in July, answer failed')).toBeTruthy()
  })

  test('a new conversation is shown by its button, and is in the list when something is asked', async () => {
    const hand = await shown()
    await userEvent.click(row('How far do bees fly?'))
    await userEvent.click(screen.getByRole('button', { name: 'New conversation' }))
    const { activeId } = hand.threads.getState()
    expect(rows()).toHaveLength(3)
    await act(async () => void hand.threads.chatOf(activeId).sendMessage('Why **July**?'))
    expect(rows()[0]).toBe('Why July?, answer is being written')
  })

  test('says that it is empty, that it is loading, and that it did not come, and loads again', async () => {
    let bring: ((page: Awaited<ReturnType<ThreadStorage['list']>>) => void) | undefined
    let refuse: ((thrown: unknown) => void) | undefined
    const storage: ThreadStorage = {
      list: () =>
        new Promise((resolve, reject) => {
          bring = resolve
          refuse = reject
        }),
      save: async () => {},
      remove: async () => {},
    }
    await shown({ storage })
    const status = document.querySelector('[data-part=thread-list-status]')
    expect(status?.getAttribute('data-status')).toBe('loading')
    expect(status?.querySelector('output')?.textContent).toBe('Loading conversations…')
    expect(screen.queryByText('No conversations yet')).toBeNull()
    await act(async () => refuse?.(new ChatError('network', 'Gone.', { retryable: true })))
    expect(screen.getByText('The conversations could not be loaded.')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    // The button went: there is nothing else to go to.
    await expect.poll(focused).toBe('New conversation')
    await act(async () => bring?.({ threads: [], more: false }))
    expect(screen.getByText('No conversations yet')).toBeTruthy()
    expect(status?.getAttribute('data-status')).toBe('quiet')
  })

  test('more of it comes page by page; the button keeps its focus, and hands it on when it goes', async () => {
    const many = Array.from({ length: 5 }, (_, at) => threadOf(`t${at}`, `Title ${at}`, at))
    const hand = await shown({ stored: many, pageSize: 2 })
    expect(rows()).toHaveLength(2)
    screen.getByRole('button', { name: 'Show more' }).focus()
    await act(async () => userEvent.keyboard('{Enter}'))
    expect(rows()).toHaveLength(4)
    expect(focused()).toBe('Show more')
    await act(async () => hand.threads.open('t1'))
    await act(async () => userEvent.keyboard('{Enter}'))
    expect(rows()).toHaveLength(5)
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull()
    await expect.poll(focused).toBe('Title 1')
    // As any row that has it: the others are not in the way of Tab.
    expect(row('Title 0').tabIndex).toBe(-1)
  })

  test('a title that would turn its surroundings around does not (T-55)', async () => {
    await shown({ stored: [threadOf('x', '\u202eevil\u2066 \u0000title')] })
    expect(rows()).toEqual(['evil title'])
    expect(row('evil title').querySelector('[dir=auto]')).not.toBeNull()
  })

  test('in Arabic it is said in Arabic', async () => {
    const hand = threadsInHand({ stored })
    await act(async () => {
      render(
        <LabelsProvider labels={arabic}>
          <ThreadsProvider threads={hand.threads}>
            <ThreadList.Root dir="rtl" lang="ar" />
          </ThreadsProvider>
        </LabelsProvider>,
      )
    })
    const headings = screen.getAllByRole('heading').map(({ textContent }) => textContent)
    expect(headings).toEqual(['اليوم', 'أمس', 'الأيام السابقة: 7'])
  })
})

describe('by keyboard', () => {
  test('one row is in the way of Tab, arrows lead to the others, and within it', async () => {
    await shown()
    screen.getByRole('searchbox').focus()
    await userEvent.keyboard('{Tab}')
    expect(focused()).toBe('How far do bees fly?')
    await userEvent.keyboard('{ArrowUp}')
    expect(focused()).toBe('How far do bees fly?')
    await userEvent.keyboard('{ArrowDown}')
    expect(focused()).toBe('Où sont les ruches?')
    await userEvent.keyboard('{End}')
    expect(focused()).toBe('Lime trees in July')
    await userEvent.keyboard('{ArrowRight}')
    expect(focused()).toBe('Actions for Lime trees in July')
    await userEvent.keyboard('{ArrowLeft}{Home}{ArrowDown}')
    await userEvent.keyboard('{Tab}')
    expect(focused()).toBe('Actions for Où sont les ruches?')
    await userEvent.keyboard('{Tab}')
    expect(focused()).toBe('Import')
    await userEvent.keyboard('{Shift>}{Tab}{/Shift}')
    expect(focused()).toMatch(/^Actions for/)
  })

  test('Enter shows a conversation', async () => {
    const hand = await shown()
    row('Lime trees in July').focus()
    await userEvent.keyboard('{Enter}')
    expect(hand.threads.getState().activeId).toBe('lime')
    expect(focused()).toBe('Lime trees in July')
  })

  test('F2 renames: Enter saves, Escape leaves it, and the focus comes back', async () => {
    const hand = await shown()
    row('How far do bees fly?').focus()
    await userEvent.keyboard('{F2}')
    expect(focused()).toBe('Title')
    await userEvent.keyboard('Flights{Enter}')
    expect(rows()[0]).toBe('Flights')
    expect(focused()).toBe('Flights')
    expect(hand.threads.getState().threads[0]).toMatchObject({ title: 'Flights', renamed: true })
    await userEvent.keyboard('{F2}')
    await userEvent.keyboard('Other{Escape}')
    expect(rows()[0]).toBe('Flights')
    expect(focused()).toBe('Flights')
  })

  test('Delete removes, the focus goes on, and Control and Z brings it back', async () => {
    const hand = await shown()
    row('How far do bees fly?').focus()
    await userEvent.keyboard('{Delete}')
    expect(rows()).toEqual(['Où sont les ruches?', 'Lime trees in July'])
    expect(focused()).toBe('Où sont les ruches?')
    await userEvent.keyboard('{End}{Delete}')
    expect(focused()).toBe('Où sont les ruches?')
    await userEvent.keyboard('{Control>}z{/Control}')
    expect(rows()).toEqual(['Où sont les ruches?', 'Lime trees in July'])
    await userEvent.keyboard('{Control>}z{/Control}')
    expect(rows()).toHaveLength(3)
    await userEvent.keyboard('{Home}{Delete}{Delete}{Delete}')
    expect(focused()).toBe('New conversation')
    expect(screen.getByText('No conversations yet')).toBeTruthy()
    expect(hand.threads.getState().removed).toHaveLength(3)
  })

  test('the menu is walked with arrows, and left with Escape and Tab', async () => {
    const hand = await shown()
    const trigger = screen.getByRole('button', { name: 'Actions for Lime trees in July' })
    trigger.focus()
    await userEvent.keyboard('{Enter}')
    await expect.poll(focused).toBe('Rename')
    expect(trigger.getAttribute('aria-expanded')).toBe('true')
    await userEvent.keyboard('{ArrowDown}')
    expect(focused()).toBe('Pin')
    await userEvent.keyboard('{ArrowUp}{ArrowUp}')
    expect(focused()).toBe('Delete')
    await userEvent.keyboard('{ArrowDown}{End}{Home}')
    expect(focused()).toBe('Rename')
    await userEvent.keyboard('{Escape}')
    await expect.poll(focused).toBe('Actions for Lime trees in July')
    await userEvent.keyboard('{Enter}')
    await expect.poll(focused).toBe('Rename')
    await userEvent.keyboard('{Tab}')
    await expect.poll(() => screen.queryByRole('menu')).toBeNull()
    trigger.focus()
    await userEvent.keyboard('{Enter}')
    await expect.poll(focused).toBe('Rename')
    await userEvent.keyboard('{ArrowDown}{Enter}')
    expect(hand.threads.getState().threads[0]).toMatchObject({ id: 'lime', pinned: true })
    // It stands in another group now, and has the focus all the same.
    expect(rows()[0]).toBe('Lime trees in July')
    await expect.poll(focused).toMatch(/Lime trees in July$/)
  })
})

describe('renaming', () => {
  test('from the menu; what is left is saved, and nothing brings the automatic title back', async () => {
    const hand = await shown({ stored: [] })
    const { activeId } = hand.threads.getState()
    await act(async () => void hand.threads.chatOf(activeId).sendMessage('How far?'))
    await choose('How far?', 'Rename')
    await userEvent.fill(screen.getByRole('textbox', { name: 'Title' }), 'Mine')
    await userEvent.click(screen.getByRole('searchbox'))
    expect(rows()).toEqual(['Mine, answer is being written'])
    await choose('Mine', 'Rename')
    await userEvent.fill(screen.getByRole('textbox', { name: 'Title' }), '')
    await userEvent.keyboard('{Enter}')
    expect(rows()).toEqual(['How far?, answer is being written'])
  })

  test('goes on where its row goes to another group meanwhile', async () => {
    const hand = await shown()
    row('Lime trees in July').focus()
    await userEvent.keyboard('{F2}')
    await userEvent.keyboard('Half')
    await act(async () => {
      await hand.threads.chatOf('lime').loadEarlier()
      void hand.threads.chatOf('lime').sendMessage('And?')
    })
    const [first] = screen.getAllByRole('listitem')
    const box = within(first as HTMLElement).getByRole<HTMLInputElement>('textbox')
    expect(box.value).toBe('Half')
    expect(document.activeElement).toBe(box)
    await userEvent.keyboard('{Enter}')
    expect(rows()[0]).toBe('Half, answer is being written')
  })
})

describe('searching', () => {
  test('finds by titles, whatever the case and the accents, and says how many', async () => {
    await shown()
    const box = screen.getByRole('searchbox', { name: 'Search conversations' })
    const status = document.querySelector('[data-part=thread-search-status]')
    expect(status?.textContent).toBe('')
    await userEvent.fill(box, 'RUCHES ou')
    expect(rows()).toEqual(['Où sont les ruches?'])
    expect(status?.textContent).toBe('1 conversation found')
    await userEvent.fill(box, 'zebra')
    expect(screen.queryAllByRole('listitem')).toEqual([])
    expect(status?.textContent).toBe('No conversation found')
    expect(document.querySelector('[data-reason=search]')?.textContent).toBe(
      'No conversation found',
    )
    await userEvent.keyboard('{Escape}')
    expect(rows()).toHaveLength(3)
    expect(status?.textContent).toBe('')
  })
})

describe('what was removed', () => {
  test('can be brought back by its button, and is at its place with the focus', async () => {
    await shown()
    await choose('Où sont les ruches?', 'Delete')
    expect(screen.getByText('Deleted: Où sont les ruches?').closest('output')).not.toBeNull()
    expect(focused()).toBe('Lime trees in July')
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
    expect(rows()).toHaveLength(3)
    expect(focused()).toBe('Où sont les ruches?')
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
  })

  test('waits while the focus or the pointer is on it, and is gone when its time is over', async () => {
    const hand = await shown()
    // Where the pointer was may be where the button comes.
    await userEvent.hover(screen.getByRole('searchbox'))
    row('How far do bees fly?').focus()
    await userEvent.keyboard('{Delete}')
    const undo = screen.getByRole('button', { name: 'Undo' })
    await act(async () => undo.focus())
    await act(() => hand.clock.advance(60_000))
    expect(screen.getByRole('button', { name: 'Undo' })).toBe(undo)
    await act(async () => row('Où sont les ruches?').focus())
    await act(() => hand.clock.advance(4000))
    await userEvent.hover(undo)
    await act(() => hand.clock.advance(60_000))
    expect(screen.getByRole('button', { name: 'Undo' })).toBe(undo)
    await userEvent.hover(screen.getByRole('searchbox'))
    await act(() => hand.clock.advance(3999))
    expect(screen.getByRole('button', { name: 'Undo' })).toBe(undo)
    await act(() => hand.clock.advance(1))
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
    expect(hand.threads.getState().removed).toEqual([])
    expect(hand.clock.pending).toBe(0)
  })

  test('is deleted when the page is left', async () => {
    const hand = await shown()
    row('How far do bees fly?').focus()
    await userEvent.keyboard('{Delete}')
    await act(async () => dispatchEvent(new PageTransitionEvent('pagehide')))
    expect(hand.threads.getState().removed).toEqual([])
    expect(hand.clock.pending).toBe(0)
  })
})

describe('what is exported', () => {
  /** The file that the browser is given, in place of saving it. */
  async function downloaded(start: () => Promise<void>): Promise<readonly [string, string]> {
    const blobs: Blob[] = []
    const names: string[] = []
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      blobs.push(blob as Blob)
      return 'blob:nowhere'
    })
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      names.push(this.download)
    })
    await start()
    await waitFor(() => expect(names).toHaveLength(1))
    return [names[0] ?? '', (await blobs[0]?.text()) ?? '']
  }

  async function talked(): Promise<ThreadsInHand> {
    const hand = await shown({ stored: [] })
    const { activeId } = hand.threads.getState()
    await act(async () => {
      void hand.threads.chatOf(activeId).sendMessage('How far/../do *bees* fly?')
      await hand.script(activeId).accept()
      await hand.script(activeId).text('Three kilometres.')
      await hand.script(activeId).finish()
      hand.frames.all()
    })
    return hand
  }

  test('is a file of Markdown, in the words of the reader, or of JSON that can be imported (T-56)', async () => {
    const hand = await talked()
    const title = hand.threads.getState().threads[0]?.title ?? ''
    const [name, text] = await downloaded(() => choose(title, 'Export as Markdown'))
    expect(name).toBe('How-far-do-bees-fly.md')
    expect(text).toContain('## You, ')
    expect(text).toContain('Three kilometres.')
    vi.restoreAllMocks()
    const [jsonName, json] = await downloaded(() => choose(title, 'Export as JSON'))
    expect(jsonName).toBe('How-far-do-bees-fly.json')
    vi.restoreAllMocks()

    const input = document.querySelector<HTMLInputElement>('input[type=file]')
    const files = [
      new File([json], 'a.json', { type: 'application/json' }),
      new File(['{"a":'], 'b.json'),
      new File(['[1,2,3]'], 'c.json'),
    ]
    await userEvent.upload(input as HTMLInputElement, files)
    expect(await screen.findByText('1 conversation added')).toBeTruthy()
    expect(screen.getByText('The file cannot be read.')).toBeTruthy()
    expect(screen.getByText('Not a conversation of this chat. (3 times)')).toBeTruthy()
    expect(rows()).toHaveLength(2)
    await userEvent.click(screen.getByRole('button', { name: 'Dismiss' }))
    expect(screen.queryByText('1 conversation added')).toBeNull()
    expect(focused()).toBe('Import')
  })

  test('that cannot be is told, and told no more when it was read', async () => {
    await shown({ stored, createChat: refuse })
    await choose('Lime trees in July', 'Export as JSON')
    expect(await screen.findByText('The conversation could not be exported.')).toBeTruthy()
    screen.getByRole('button', { name: 'Dismiss' }).focus()
    await userEvent.keyboard('{Enter}')
    expect(screen.queryByText('The conversation could not be exported.')).toBeNull()
    await expect.poll(focused).toBe('How far do bees fly?')
  })
})

test('a change that could not be saved is told, and saved by its button', async () => {
  let broken = true
  const storage: ThreadStorage = {
    list: async () => ({ threads: stored, more: false }),
    save: async () => {
      if (broken) throw new ChatError('network', 'Gone.', { retryable: true })
    },
    remove: async () => {},
  }
  const hand = await shown({ storage })
  await act(async () => hand.threads.pin('bees', true))
  expect(screen.getByText('A change could not be saved.')).toBeTruthy()
  await act(async () => hand.threads.open('lime'))
  screen.getByRole('button', { name: 'Dismiss' }).focus()
  await userEvent.keyboard('{Enter}')
  expect(screen.queryByText('A change could not be saved.')).toBeNull()
  await expect.poll(focused).toBe('Lime trees in July')
  await act(async () => hand.threads.pin('hives', true))
  expect(screen.getByText('A change could not be saved.')).toBeTruthy()
  broken = false
  screen.getByRole('button', { name: 'Try again' }).focus()
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => screen.queryByText('A change could not be saved.')).toBeNull()
  await expect.poll(focused).toBe('Lime trees in July')
})

test('on a server all stand together, and the browser takes over without a word', async () => {
  const hand = threadsInHand({ stored })
  await hand.threads.load()
  const list = (
    <ThreadsProvider threads={hand.threads}>
      <ThreadList.Root />
    </ThreadsProvider>
  )
  const initial = vi.spyOn(hand.threads, 'getInitialState')
  initial.mockImplementation(() => hand.threads.getState())
  const container = document.createElement('div')
  container.innerHTML = renderToString(list)
  expect(container.querySelectorAll('li')).toHaveLength(3)
  expect(container.querySelectorAll('h2')).toHaveLength(0)
  document.body.append(container)
  const complaints = vi.spyOn(console, 'error')
  const root = await act(async () => hydrateRoot(container, list))
  expect(complaints).not.toHaveBeenCalled()
  expect(container.querySelectorAll('h2')).toHaveLength(3)
  await act(async () => root.unmount())
  container.remove()
})

test('parts say what they need around them', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  expect(() => render(<ThreadList.Root />)).toThrow('<ThreadsProvider>')
  const threads = createThreads({ createChat: refuse })
  const bare = (
    <ThreadsProvider threads={threads}>
      <ThreadList.Search />
    </ThreadsProvider>
  )
  expect(() => render(bare)).toThrow('<ThreadList.Root>')
})
