import { ChatError, factsOf, type Message, textOf } from '@millrace/protocol'
import { seededRandom } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { type InHandOptions, type ThreadsInHand, threadsInHand } from './fixtures/threadsInHand.ts'
import { memoryThreads } from './memoryThreads.ts'
import type { StoredThread, Thread } from './Thread.ts'
import type { ThreadPage, ThreadStorage } from './ThreadStorage.ts'

function titles({ threads }: ThreadsInHand): readonly (string | undefined)[] {
  return threads.getState().threads.map(({ title }) => title)
}

function threadOf({ threads }: ThreadsInHand, id: string): Thread | undefined {
  return threads.getState().threads.find((thread) => thread.id === id)
}

/** Threads in which something was asked, oldest first, and a new one that is shown. */
async function asked(
  questions: readonly string[],
  options: InHandOptions = {},
): Promise<ThreadsInHand & { readonly ids: readonly string[] }> {
  const hand = threadsInHand(options)
  const ids: string[] = []
  for (const question of questions) {
    const id = hand.threads.create()
    ids.push(id)
    await hand.turn(id, question)
    await hand.clock.advance(1000)
  }
  hand.threads.create()
  return { ...hand, ids }
}

/** Lets promises that are ready run. */
function settle({ clock }: ThreadsInHand): Promise<void> {
  return clock.advance(0)
}

function stored(id: string, facts: Partial<StoredThread> = {}): StoredThread {
  return { id, title: id, renamed: false, pinned: false, createdAt: 0, updatedAt: 0, ...facts }
}

function message(id: string, role: Message['role'], text: string): Message {
  return { id, role, parts: [{ type: 'text', text }] }
}

/** A storage of which some calls are the test's own. */
function storageWith(own: Partial<ThreadStorage>): ThreadStorage {
  return { ...memoryThreads(), ...own }
}

describe('a new thread', () => {
  test('is shown at first, is in no list, and is made by nobody asking for one again', () => {
    const { threads, made } = threadsInHand()
    const { activeId } = threads.getState()
    expect(threads.getState().threads).toEqual([])
    expect(threads.create()).toBe(activeId)
    expect(threads.chatOf(activeId)).toBe(threads.chatOf(activeId))
    expect(made).toEqual([activeId])
    expect(threads.getState().threads).toEqual([])
  })

  test('is in the list as soon as something is asked in it, called by its question', async () => {
    const hand = threadsInHand()
    const id = hand.threads.create()
    void hand.threads.chatOf(id).sendMessage('# How far do **bees** fly?\n\nAnd why?')
    expect(hand.threads.getState().threads).toEqual([
      {
        id,
        title: 'How far do bees fly?',
        renamed: false,
        pinned: false,
        createdAt: 1_000_000,
        updatedAt: 1_000_000,
        run: 'running',
        unread: false,
      },
    ])
    expect(hand.threads.create()).not.toBe(id)
  })

  test('keeps what is typed in it while others are looked at', async () => {
    const hand = await asked(['a', 'b'], { keepChats: 0 })
    const id = hand.threads.create()
    const chat = hand.threads.chatOf(id)
    chat.composer.getState().setText('not yet')
    for (const other of hand.ids) hand.threads.open(other)
    expect(hand.threads.create()).toBe(id)
    expect(hand.threads.chatOf(id)).toBe(chat)
  })
})

test('pinned ones come first, each kind by when it was last written to', async () => {
  const hand = await asked(['a', 'b', 'c', 'd'])
  expect(titles(hand)).toEqual(['d', 'c', 'b', 'a'])
  hand.threads.pin(hand.ids[1] ?? '', true)
  expect(titles(hand)).toEqual(['b', 'd', 'c', 'a'])
  await hand.turn(hand.ids[0] ?? '', 'again')
  expect(titles(hand)).toEqual(['b', 'a', 'd', 'c'])
  hand.threads.pin(hand.ids[1] ?? '', false)
  expect(titles(hand)).toEqual(['a', 'd', 'c', 'b'])
})

test('what did not change keeps its identity, and where nothing did nobody is told', async () => {
  const hand = await asked(['a', 'b'])
  const [b, a] = hand.threads.getState().threads
  const { length } = hand.told
  hand.threads.pin(hand.ids[0] ?? '', false)
  hand.threads.open(hand.threads.getState().activeId)
  hand.threads.rename('nowhere', 'x')
  hand.threads.remove('nowhere')
  hand.threads.undoRemove('nowhere')
  expect(hand.told).toHaveLength(length)
  hand.threads.pin(hand.ids[0] ?? '', true)
  const [first, second] = hand.threads.getState().threads
  expect(first).not.toBe(a)
  expect(second).toBe(b)
})

describe('an answer in the background', () => {
  test('goes on when its thread is not shown, and its text is told to nobody here', async () => {
    const hand = threadsInHand()
    const { threads, frames } = hand
    const id = threads.create()
    const chat = threads.chatOf(id)
    // As `<ChatProvider>` does while it is on the screen.
    const release = chat.retain()
    void chat.sendMessage('Tell me all.')
    const server = hand.script(id)
    await server.accept()
    await server.text('One ')
    frames.all()
    threads.create()
    release()
    await settle(hand)
    expect(server.open).toBe(1)
    const { length } = hand.told
    for (let n = 0; n < 20; n++) {
      await server.text(`word ${n} `)
      await hand.clock.advance(100)
      frames.all()
    }
    expect(hand.told).toHaveLength(length)
    expect(threadOf(hand, id)).toMatchObject({ run: 'running', unread: false })
    await server.finish()
    frames.all()
    await settle(hand)
    expect(hand.told).toHaveLength(length + 1)
    expect(threadOf(hand, id)).toMatchObject({ run: 'idle', unread: true, updatedAt: 1_002_000 })
    const words = Array.from({ length: 20 }, (_, n) => `word ${n} `).join('')
    expect(textOf(chat.getState().messages.at(-1) as Message)).toBe(`One ${words}`)
    threads.open(id)
    expect(threadOf(hand, id)?.unread).toBe(false)
  })

  test('that fails is told, and kept until somebody looks', async () => {
    const hand = threadsInHand({ keepChats: 0 })
    const id = hand.threads.create()
    const chat = hand.threads.chatOf(id)
    void chat.sendMessage('Tell me.')
    hand.threads.create()
    await hand.script(id).fail(new ChatError('quota', 'No.'))
    await settle(hand)
    expect(threadOf(hand, id)).toMatchObject({ run: 'failed', unread: true })
    expect(hand.threads.chatOf(id)).toBe(chat)
    chat.clearError()
    expect(threadOf(hand, id)?.run).toBe('idle')
  })

  test.each([
    { role: 'assistant', text: 'Yes.' },
    { role: 'user', text: 'Hello?' },
  ] as const)(
    'that could not be looked for is told, and moves nothing (last: $role)',
    async ({ role, text }) => {
      const saved: string[] = []
      const kept = memoryThreads()
      await kept.save(stored('old', { updatedAt: 1 }))
      await kept.save(stored('new', { updatedAt: 2 }))
      await kept.saveMessages('old', [message('q', 'user', 'a'), message('z', role, text)])
      const storage = storageWith({
        ...kept,
        save: async ({ id }) => {
          saved.push(id)
        },
      })
      const hand = threadsInHand({ storage })
      await hand.threads.load()
      hand.threads.open('old')
      const chat = hand.threads.chatOf('old')
      await chat.loadEarlier()
      hand.threads.open('new')
      const looking = chat.resumeStream()
      await hand.script('old').fail(new ChatError('network', 'Gone.'))
      await looking
      expect(threadOf(hand, 'old')).toMatchObject({ run: 'failed', unread: false, updatedAt: 1 })
      expect(titles(hand)).toEqual(['new', 'old'])
      // Nor does one that there is none of.
      hand.script('old').transport.resume = async () => undefined
      await chat.resumeStream()
      expect(threadOf(hand, 'old')).toMatchObject({ run: 'idle', unread: false, updatedAt: 1 })
      expect(saved).toEqual([])
      // What is asked does.
      const asking = chat.sendMessage('And now?')
      expect(titles(hand)).toEqual(['old', 'new'])
      await hand.script('old').fail(new ChatError('quota', 'No.'))
      await asking
      await settle(hand)
      expect(threadOf(hand, 'old')).toMatchObject({ run: 'failed', unread: true })
      expect(saved).toEqual(['old'])
    },
  )

  test('is read when its thread is shown at its end', async () => {
    const hand = threadsInHand()
    const id = hand.threads.create()
    await hand.turn(id, 'Tell me.')
    expect(threadOf(hand, id)).toMatchObject({ run: 'idle', unread: false })
  })

  test('that was looked for and is none changes nothing', async () => {
    const hand = await asked(['a'])
    const before = hand.threads.getState().threads
    const chat = hand.threads.chatOf(hand.ids[0] ?? '')
    const server = hand.script(hand.ids[0] ?? '')
    server.transport.resume = async () => undefined
    await chat.resumeStream()
    await settle(hand)
    expect(hand.threads.getState().threads).toEqual(before)
  })

  test('two of them, switched back and forth 50 times, seeded: both exact', async () => {
    const random = seededRandom(20_261_129)
    const hand = threadsInHand({ keepChats: 0 })
    const { threads, frames, clock } = hand
    const ids = [threads.create(), ''] as [string, string]
    void threads.chatOf(ids[0]).sendMessage('First')
    ids[1] = threads.create()
    void threads.chatOf(ids[1]).sendMessage('Second')
    for (const id of ids) await hand.script(id).accept()
    const sent = ['', '']
    let release = (): void => undefined
    for (let turn = 0; turn < 50; turn++) {
      const id = ids[turn % 2] as string
      const before = release
      threads.open(id)
      release = threads.chatOf(id).retain()
      before()
      for (let n = Math.floor(random() * 4); n > 0; n--) {
        const at = Math.floor(random() * 2)
        const word = `${turn}.${n} `
        sent[at] += word
        await hand.script(ids[at] as string).text(word)
        if (random() < 0.5) frames.all()
        await clock.advance(Math.floor(random() * 200))
      }
    }
    release()
    for (const id of ids) await hand.script(id).finish()
    frames.all()
    await settle(hand)
    for (const [at, id] of ids.entries()) {
      const chat = threads.chatOf(id)
      // The one that is not shown was let go when it had ended, and comes back as it was saved.
      await chat.loadEarlier()
      const [, answer] = chat.getState().messages
      expect(textOf(answer as Message)).toBe(sent[at])
      expect(hand.script(id).sent).toHaveLength(1)
      expect(hand.script(id).resumed).toHaveLength(0)
      expect(hand.script(id).open).toBe(0)
    }
  })
})

describe('titles', () => {
  test('are one plain line, and nothing brings the automatic one back (T-55)', async () => {
    const hand = await asked(['How far?'])
    const [id = ''] = hand.ids
    hand.threads.rename(id, '  Bees\u202e \n and\u0007 hives ')
    expect(threadOf(hand, id)).toMatchObject({ title: 'Bees and hives', renamed: true })
    hand.threads.rename(id, `${'long '.repeat(100)}`)
    expect(threadOf(hand, id)?.title?.length).toBeLessThanOrEqual(120)
    hand.threads.rename(id, ' \u200b\u2066 ')
    expect(threadOf(hand, id)).toMatchObject({ title: 'How far?', renamed: false })
  })

  test('are given by the application once the first answer has ended, and once', async () => {
    const heard: string[] = []
    const titleOf = async (messages: readonly Message[]): Promise<string> => {
      heard.push(messages.map(textOf).join(' | '))
      return '  Flights\nof bees '
    }
    const hand = threadsInHand({ titleOf })
    const id = hand.threads.create()
    await hand.turn(id, 'How far?')
    expect(heard).toEqual(['How far? | Yes.'])
    expect(threadOf(hand, id)).toMatchObject({ title: 'Flights of bees', renamed: false })
    await hand.turn(id, 'And back?')
    expect(heard).toHaveLength(1)
    hand.threads.rename(id, 'Mine')
    hand.threads.rename(id, '')
    expect(threadOf(hand, id)?.title).toBe('Flights of bees')
  })

  test('that fail or say nothing leave the first line, and are asked for again', async () => {
    const answers = [() => Promise.reject(new Error('no model')), () => '', () => 'Named']
    const reports: string[] = []
    const hand = threadsInHand({
      titleOf: () => answers.shift()?.(),
      onReport: (reason) => reports.push(reason),
    })
    const id = hand.threads.create()
    await hand.turn(id, 'How far?')
    expect(threadOf(hand, id)?.title).toBe('How far?')
    expect(reports).toHaveLength(1)
    await hand.turn(id, 'And?')
    expect(threadOf(hand, id)?.title).toBe('How far?')
    await hand.turn(id, 'And now?')
    expect(threadOf(hand, id)?.title).toBe('Named')
  })

  test('that come late change nothing that its user has renamed or removed', async () => {
    const waiting: ((title: string) => void)[] = []
    const titleOf = (): Promise<string> => new Promise((resolve) => waiting.push(resolve))
    const hand = await asked(['a', 'b'], { titleOf })
    const [a = '', b = ''] = hand.ids
    hand.threads.rename(a, 'Mine')
    hand.threads.remove(b)
    await hand.clock.advance(8000)
    for (const resolve of waiting) resolve('Late')
    await settle(hand)
    expect(titles(hand)).toEqual(['Mine'])
    hand.threads.rename(a, '')
    expect(titles(hand)).toEqual(['Late'])
  })
})

describe('chats in memory', () => {
  test('beyond the bound those that were used first are let go, and come back with what was said', async () => {
    const hand = await asked(['a', 'b', 'c'], { keepChats: 1 })
    const [a = '', b = '', c = ''] = hand.ids
    expect(hand.made).toEqual([a, b, c])
    const kept = hand.threads.chatOf(c)
    hand.threads.open(a)
    const chat = hand.threads.chatOf(a)
    expect(hand.made).toEqual([a, b, c, a])
    await chat.loadEarlier()
    expect(chat.getState().messages.map(textOf)).toEqual(['a', 'Yes.'])
    expect(hand.threads.chatOf(c)).toBe(kept)
    // And what is said then is said after it.
    await hand.turn(a, 'again')
    expect(hand.script(a).sent.at(-1)?.messages.map(textOf)).toEqual(['a', 'Yes.', 'again'])
  })

  test('one without a history of its own is filled', async () => {
    const hand = await asked(['a', 'b'], { keepChats: 0, takesHistory: false })
    const [a = ''] = hand.ids
    hand.threads.open(a)
    const chat = hand.threads.chatOf(a)
    await settle(hand)
    expect(chat.getState().messages.map(textOf)).toEqual(['a', 'Yes.'])
  })

  test('what is asked before it is filled stands behind what was said, and is saved with it', async () => {
    let bring = (): void => undefined
    const kept = memoryThreads()
    const storage = storageWith({
      ...kept,
      loadMessages: async (id) => {
        await new Promise<void>((resolve) => (bring = resolve))
        return kept.loadMessages(id)
      },
    })
    const hand = await asked(['a', 'b'], { storage, keepChats: 0, takesHistory: false })
    const [a = ''] = hand.ids
    hand.threads.open(a)
    const chat = hand.threads.chatOf(a)
    void chat.sendMessage('again')
    await hand.script(a).accept()
    await hand.script(a).text('Half ')
    bring()
    await settle(hand)
    // An answer is not stopped by it.
    expect(chat.getState().messages.map(textOf)).toEqual(['again'])
    await hand.script(a).text('and half')
    await hand.script(a).finish()
    hand.frames.all()
    await settle(hand)
    const said = ['a', 'Yes.', 'again', 'Half and half']
    expect(chat.getState().messages.map(textOf)).toEqual(said)
    expect((await kept.loadMessages(a)).map(textOf)).toEqual(said)
  })

  test.each([true, false])(
    'versions are not lost when a chat is let go (its own history: %s)',
    async (takesHistory) => {
      const hand = await asked(['a', 'b'], { keepChats: 0, takesHistory })
      const [a = '', b = ''] = hand.ids
      hand.threads.open(a)
      const chat = hand.threads.chatOf(a)
      await chat.loadEarlier()
      await settle(hand)
      const server = hand.script(a)
      server.nextStreamId('another')
      const again = chat.regenerate()
      await server.accept(
        { type: 'start', messageId: 'other' },
        { type: 'text-start', id: '0' },
        { type: 'text-delta', id: '0', delta: 'No.' },
        { type: 'finish', finishReason: 'stop' },
      )
      await server.close()
      hand.frames.all()
      await again
      await settle(hand)
      hand.threads.open(b)
      hand.threads.chatOf(b)
      hand.threads.open(a)
      const back = hand.threads.chatOf(a)
      expect(back === chat).toBe(!takesHistory)
      await back.loadEarlier()
      expect(back.getState().messages.map(textOf)).toEqual(['a', 'No.'])
      const [fork] = back.getState().forks.values()
      expect(fork?.ways).toHaveLength(2)
      back.selectBranch('other', 0)
      expect(back.getState().messages.map(textOf)).toEqual(['a', 'Yes.'])
    },
  )

  test.each([true, false])(
    'a rating, and a version that is chosen while nothing runs, are saved (its own history: %s)',
    async (takesHistory) => {
      const kept = memoryThreads()
      const hand = await asked(['a', 'b'], { storage: kept, takesHistory })
      const [a = ''] = hand.ids
      const chat = hand.threads.chatOf(a)
      const server = hand.script(a)
      server.nextStreamId('another')
      const again = chat.regenerate()
      await server.accept(
        { type: 'start', messageId: 'other' },
        { type: 'text-start', id: '0' },
        { type: 'text-delta', id: '0', delta: 'No.' },
        { type: 'finish', finishReason: 'stop' },
      )
      await server.close()
      hand.frames.all()
      await again
      await settle(hand)
      const before = threadOf(hand, a)
      chat.selectBranch('other', 0)
      await settle(hand)
      expect((await kept.loadMessages(a)).map(textOf)).toEqual(['a', 'No.', 'Yes.'])
      chat.rateMessage(`${a}-a1`, 'up')
      await settle(hand)
      const rated = (await kept.loadMessages(a)).at(-1) as Message
      expect(factsOf(rated).rating).toBe('up')
      // Nothing was asked or answered.
      expect(threadOf(hand, a)).toEqual(before)
    },
  )

  test('what is asked is saved with its answer, and what a thread begins with is not', async () => {
    const saved: (readonly string[])[] = []
    const storage = storageWith({
      saveMessages: async (_, messages) => {
        saved.push(messages.map(textOf))
      },
    })
    const hand = threadsInHand({ storage })
    const id = hand.threads.create()
    hand.threads.chatOf(id).setMessages([message('0', 'assistant', 'Welcome.')])
    await settle(hand)
    expect(saved).toEqual([])
    await hand.turn(id, 'a')
    expect(saved).toEqual([['Welcome.', 'a', 'Yes.']])
    await hand.turn(id, 'b')
    expect(saved).toHaveLength(2)
  })

  test('what was changed in a thread that is deleted at once is not saved after it', async () => {
    const calls: string[] = []
    const storage = storageWith({
      saveMessages: async () => {
        calls.push('save')
      },
      remove: async () => {
        calls.push('remove')
      },
    })
    const hand = await asked(['a'], { storage })
    const [a = ''] = hand.ids
    calls.splice(0)
    hand.threads.chatOf(a).rateMessage(`${a}-a1`, 'up')
    hand.threads.remove(a)
    hand.threads.close()
    await settle(hand)
    expect(calls).toEqual(['remove'])
  })

  test('one in which a model was chosen stays', async () => {
    const hand = await asked(['a', 'b'], { keepChats: 0 })
    const [a = '', b = ''] = hand.ids
    const chat = hand.threads.chatOf(a)
    hand.threads.open(a)
    expect(hand.threads.chatOf(a)).not.toBe(chat)
    hand.threads.chatOf(a).composer.getState().setModel('large')
    for (const id of [b, hand.threads.create()]) {
      hand.threads.open(id)
      hand.threads.chatOf(id)
    }
    expect(hand.threads.chatOf(a).composer.getState().model).toBe('large')
  })

  test('where no storage keeps messages, and no history does, none is let go', async () => {
    const { list, save, remove } = memoryThreads()
    const storage: ThreadStorage = { list, save, remove }
    const hand = await asked(['a', 'b'], { storage, keepChats: 0, takesHistory: false })
    const [a = ''] = hand.ids
    expect(hand.threads.chatOf(a).getState().messages).toHaveLength(2)
    expect(hand.made).toHaveLength(2)
  })

  test('what could not be loaded is told, is never overwritten, and loads again', async () => {
    const kept = memoryThreads()
    let broken = true
    const storage = storageWith({
      ...kept,
      loadMessages: (id) =>
        broken ? Promise.reject(new ChatError('network', 'Gone.')) : kept.loadMessages(id),
    })
    const hand = await asked(['a', 'b'], { storage, keepChats: 0, takesHistory: false })
    const [a = ''] = hand.ids
    hand.threads.open(a)
    const chat = hand.threads.chatOf(a)
    await settle(hand)
    expect(hand.threads.getState().notice).toMatchObject({ of: 'load', threadIds: [a] })
    await hand.turn(a, 'again')
    expect((await kept.loadMessages(a)).map(textOf)).toEqual(['a', 'Yes.'])
    broken = false
    hand.threads.retry()
    await settle(hand)
    expect(hand.threads.getState().notice).toBeUndefined()
    const said = ['a', 'Yes.', 'again', 'Yes.']
    expect(chat.getState().messages.map(textOf)).toEqual(said)
    expect((await kept.loadMessages(a)).map(textOf)).toEqual(said)
  })
})

describe('exports', () => {
  test.each([
    [0, true],
    [0, false],
    [10, true],
    [10, false],
  ])(
    'of many threads at once are whole (keepChats: %i, its own history: %s)',
    async (keepChats, takesHistory) => {
      const kept = memoryThreads()
      const ids = Array.from({ length: 12 }, (_, n) => `t${n}`)
      for (const [n, id] of ids.entries()) {
        await kept.save(stored(id, { updatedAt: n }))
        await kept.saveMessages(id, [message(`${id}-q`, 'user', `question ${n}`)])
      }
      const hand = threadsInHand({ storage: kept, keepChats, takesHistory })
      await hand.threads.load()
      const exports = await Promise.all(
        ids.map((id) => hand.threads.exportThread(id, 'json') as Promise<string>),
      )
      const texts = exports.map((text) =>
        (JSON.parse(text) as { messages: Message[] }).messages.map(textOf),
      )
      expect(texts).toEqual(ids.map((_, n) => [`question ${n}`]))
      // None is needed any more.
      expect(hand.made).toHaveLength(12)
      for (const id of ids) hand.threads.chatOf(id)
      expect(hand.made.length).toBeGreaterThanOrEqual(12 + 12 - keepChats)
    },
  )

  test('of a thread that is deleted meanwhile are none, rather than empty', async () => {
    let bring = (): void => undefined
    const kept = memoryThreads()
    await kept.save(stored('a'))
    await kept.saveMessages('a', [message('q', 'user', 'a')])
    const storage = storageWith({
      ...kept,
      loadMessages: async (id) => {
        await new Promise<void>((resolve) => (bring = resolve))
        return kept.loadMessages(id)
      },
    })
    const hand = threadsInHand({ storage, takesHistory: false })
    await hand.threads.load()
    const exporting = hand.threads.exportThread('a', 'json')
    hand.threads.remove('a')
    await hand.clock.advance(8000)
    bring()
    await expect(exporting).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('a thread that is removed', () => {
  test('is gone at once, can be brought back for a while, and is deleted then', async () => {
    const removed: string[] = []
    const kept = memoryThreads()
    const storage = storageWith({
      ...kept,
      remove: async (id) => {
        removed.push(id)
        await kept.remove(id)
      },
    })
    const hand = await asked(['a', 'b'], { storage })
    const [a = '', b = ''] = hand.ids
    const now = hand.clock.now()
    hand.threads.remove(a)
    await hand.clock.advance(100)
    hand.threads.remove(b)
    expect(titles(hand)).toEqual([])
    expect(hand.threads.getState().removed).toMatchObject([
      { thread: { id: b }, until: now + 8100 },
      { thread: { id: a }, until: now + 8000 },
    ])
    hand.threads.undoRemove(a)
    expect(titles(hand)).toEqual(['a'])
    await hand.clock.advance(8000)
    expect(hand.threads.getState()).toMatchObject({ removed: [], threads: [{ id: a }] })
    expect(removed).toEqual([b])
    expect(await kept.loadMessages(b)).toEqual([])
    expect(hand.clock.pending).toBe(0)
  })

  test('is told once it is deleted from its storage, and not before', async () => {
    const told: string[] = []
    const reports: string[] = []
    let broken = true
    const storage = storageWith({
      remove: async () => {
        if (broken) throw new Error('no')
      },
    })
    const hand = await asked(['a', 'b'], {
      storage,
      onRemoved(id) {
        told.push(id)
        return Promise.reject(new Error('no place'))
      },
      onReport: (reason) => reports.push(reason),
    })
    const [a = '', b = ''] = hand.ids
    hand.threads.remove(a)
    hand.threads.remove(b)
    hand.threads.undoRemove(b)
    await hand.clock.advance(8000)
    expect(hand.threads.getState().notice?.of).toBe('remove')
    expect(told).toEqual([])
    broken = false
    hand.threads.retry()
    await settle(hand)
    expect(told).toEqual([a])
    // What goes wrong with that is no trouble of the list.
    expect(hand.threads.getState().notice).toBeUndefined()
    expect(reports).toHaveLength(1)
  })

  test('stays as long as somebody makes up his mind', async () => {
    const hand = await asked(['a', 'b'])
    const [a = '', b = ''] = hand.ids
    hand.threads.remove(a)
    await hand.clock.advance(7000)
    const one = hand.threads.holdRemoved()
    const other = hand.threads.holdRemoved()
    hand.threads.remove(b)
    await hand.clock.advance(100_000)
    expect(hand.threads.getState().removed.map(({ until }) => until)).toEqual([
      undefined,
      undefined,
    ])
    one()
    one()
    await hand.clock.advance(100_000)
    expect(hand.threads.getState().removed).toHaveLength(2)
    other()
    await hand.clock.advance(999)
    expect(hand.threads.getState().removed).toHaveLength(2)
    await hand.clock.advance(1)
    expect(hand.threads.getState().removed).toMatchObject([{ thread: { id: b } }])
    await hand.clock.advance(7000)
    expect(hand.threads.getState().removed).toEqual([])
  })

  test('has what is written in it stopped when it is deleted, and not before', async () => {
    const hand = threadsInHand()
    const id = hand.threads.create()
    const chat = hand.threads.chatOf(id)
    void chat.sendMessage('Tell me.')
    const server = hand.script(id)
    await server.accept()
    await server.text('Once ')
    hand.frames.all()
    hand.threads.remove(id)
    await hand.clock.advance(7999)
    expect(server.stopped).toEqual([])
    expect(hand.threads.getState().removed[0]?.thread.run).toBe('running')
    await hand.clock.advance(1)
    expect(server.stopped).toHaveLength(1)
    expect(server.open).toBe(0)
    // What it says at its end brings it back to nobody.
    expect(hand.threads.getState()).toMatchObject({ threads: [], removed: [] })
  })

  test('gives its place to its neighbour, and has it back where nothing else was opened', async () => {
    const hand = await asked(['a', 'b', 'c'])
    const [a = '', b = '', c = ''] = hand.ids
    hand.threads.open(b)
    hand.threads.remove(b)
    expect(hand.threads.getState().activeId).toBe(a)
    hand.threads.undoRemove(b)
    expect(hand.threads.getState().activeId).toBe(b)
    hand.threads.remove(b)
    hand.threads.open(c)
    hand.threads.undoRemove(b)
    expect(hand.threads.getState().activeId).toBe(c)
    for (const id of [c, b, a]) hand.threads.remove(id)
    const { activeId, threads } = hand.threads.getState()
    expect(threads).toEqual([])
    expect(hand.ids).not.toContain(activeId)
    hand.threads.open(a)
    expect(hand.threads.getState().activeId).toBe(activeId)
  })

  test('is deleted at once when the page is left, and nothing is left waiting', async () => {
    const kept = memoryThreads()
    const hand = await asked(['a', 'b'], { storage: kept })
    const [a = ''] = hand.ids
    hand.threads.remove(a)
    hand.threads.close()
    await settle(hand)
    expect(hand.clock.pending).toBe(0)
    const { signal } = new AbortController()
    const page = await kept.list({ after: undefined, limit: 9, signal })
    expect(page.threads.map(({ title }) => title)).toEqual(['b'])
  })

  test('is not brought back by a page that still has it', async () => {
    const pages: ThreadPage[] = []
    const storage = storageWith({
      list: async () => pages.shift() ?? { threads: [], more: false },
    })
    const hand = threadsInHand({ storage })
    pages.push({ threads: [stored('a'), stored('b')], more: true })
    await hand.threads.load()
    hand.threads.remove('a')
    pages.push({ threads: [stored('a'), stored('b')], more: true })
    await hand.threads.load()
    expect(titles(hand)).toEqual(['b'])
    await hand.clock.advance(8000)
    pages.push({ threads: [stored('a'), stored('c')], more: false })
    await hand.threads.loadMore()
    expect(titles(hand)).toEqual(['b', 'c'])
  })
})

describe('the list', () => {
  test('is loaded a page at a time, and the last page is the last', async () => {
    const kept = memoryThreads()
    for (let n = 0; n < 5; n++) await kept.save(stored(`t${n}`, { updatedAt: 10 - n }))
    const hand = threadsInHand({ storage: kept, pageSize: 2 })
    await hand.threads.loadMore()
    expect(hand.threads.getState()).toMatchObject({ status: { status: 'idle' }, threads: [] })
    const loading = hand.threads.load()
    expect(hand.threads.load()).toBe(loading)
    expect(hand.threads.getState().status).toEqual({ status: 'loading' })
    await loading
    expect(titles(hand)).toEqual(['t0', 't1'])
    expect(hand.threads.getState()).toMatchObject({
      status: { status: 'ready' },
      more: { status: 'more' },
    })
    await hand.threads.loadMore()
    await hand.threads.loadMore()
    expect(titles(hand)).toEqual(['t0', 't1', 't2', 't3', 't4'])
    expect(hand.threads.getState().more).toEqual({ status: 'none' })
    // What was deleted elsewhere is gone when all of it is loaded anew.
    const all = threadsInHand({ storage: kept })
    await all.threads.load()
    await kept.remove('t2')
    await all.threads.load()
    expect(titles(all)).toEqual(['t0', 't1', 't3', 't4'])
  })

  test('what was asked while it was on its way stays in it', async () => {
    let bring = (): void => undefined
    const storage = storageWith({
      list: async () => {
        await new Promise<void>((resolve) => (bring = resolve))
        return { threads: [stored('a')], more: false }
      },
    })
    const hand = threadsInHand({ storage })
    const loading = hand.threads.load()
    await hand.turn(hand.threads.getState().activeId, 'b')
    hand.threads.create()
    bring()
    await loading
    expect(titles(hand)).toEqual(['b', 'a'])
  })

  test('that does not come is a failure that can be tried again, its pages too', async () => {
    let broken = true
    const storage = storageWith({
      list: async ({ after }) => {
        if (broken) throw new TypeError('no network')
        return { threads: [stored(after === undefined ? 'a' : 'b')], more: after === undefined }
      },
    })
    const hand = threadsInHand({ storage })
    await hand.threads.load()
    expect(hand.threads.getState().status).toMatchObject({
      status: 'failed',
      error: { retryable: true },
    })
    broken = false
    await hand.threads.load()
    broken = true
    await hand.threads.loadMore()
    expect(hand.threads.getState()).toMatchObject({
      status: { status: 'ready' },
      more: { status: 'failed' },
    })
    broken = false
    await hand.threads.loadMore()
    expect(titles(hand)).toEqual(['a', 'b'])
  })

  test('what a storage brings is checked, thread by thread (T-55, T-70)', async () => {
    const reports: string[] = []
    const threads = [
      null,
      { id: '', updatedAt: 1 },
      { id: '..', updatedAt: 1 },
      { id: 'x', updatedAt: 'yesterday' },
      { id: 'y', updatedAt: 1e300 },
      { id: '__proto__', updatedAt: 1, title: '\u202eevil\u0000', pinned: 'yes' },
      { id: '__proto__', updatedAt: 2 },
    ]
    const storage = storageWith({
      list: async () => ({ threads, more: 'yes' }) as unknown as ThreadPage,
    })
    const hand = threadsInHand({ storage, onReport: (reason) => reports.push(reason) })
    await hand.threads.load()
    expect(hand.threads.getState().threads).toMatchObject([
      { id: '__proto__', title: 'evil', pinned: false, createdAt: 1 },
    ])
    expect(reports).toHaveLength(6)
    expect(hand.threads.getState().more).toEqual({ status: 'none' })
    for (const page of [undefined, [], { threads: 'x' }, { threads: Array(3000).fill(null) }]) {
      const broken = threadsInHand({
        storage: storageWith({ list: async () => page as unknown as ThreadPage }),
      })
      await broken.threads.load()
      expect(broken.threads.getState().status.status).toBe('failed')
    }
  })

  test('a storage that brings the same page for ever is not asked for ever', async () => {
    const storage = storageWith({ list: async () => ({ threads: [stored('a')], more: true }) })
    const hand = threadsInHand({ storage })
    await hand.threads.load()
    expect(hand.threads.getState().more).toEqual({ status: 'more' })
    await hand.threads.loadMore()
    expect(hand.threads.getState().more).toEqual({ status: 'none' })
  })

  test('what nobody waits for any more is thrown away', async () => {
    const signals: AbortSignal[] = []
    const storage = storageWith({
      list: ({ signal }) => {
        signals.push(signal)
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve({ threads: [stored('a')], more: false }))
        })
      },
    })
    const hand = threadsInHand({ storage })
    void hand.threads.load()
    hand.threads.close()
    await settle(hand)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    expect(hand.threads.getState()).toMatchObject({ status: { status: 'idle' }, threads: [] })
  })
})

describe('what is changed', () => {
  test('is saved once an answer has ended, and then at once', async () => {
    const saved: StoredThread[] = []
    const storage = storageWith({
      save: async (thread) => {
        saved.push(thread)
      },
    })
    const hand = threadsInHand({ storage })
    const id = hand.threads.create()
    void hand.threads.chatOf(id).sendMessage('How far?')
    hand.threads.rename(id, 'Bees')
    await settle(hand)
    expect(saved).toEqual([])
    await hand.script(id).accept()
    await hand.script(id).text('Far.')
    await hand.script(id).finish()
    hand.frames.all()
    await settle(hand)
    const first = { id, title: 'Bees', renamed: true, pinned: false }
    expect(saved).toEqual([{ ...first, createdAt: 1_000_000, updatedAt: 1_000_000 }])
    hand.threads.pin(id, true)
    await settle(hand)
    expect(saved.at(-1)).toMatchObject({ ...first, pinned: true })
  })

  test('that the server never heard of is not saved', async () => {
    const saved: string[] = []
    const storage = storageWith({
      save: async ({ id }) => {
        saved.push(id)
      },
    })
    const hand = threadsInHand({ storage })
    const id = hand.threads.create()
    void hand.threads.chatOf(id).sendMessage('How far?')
    await hand.script(id).fail(new ChatError('quota', 'No.'))
    await settle(hand)
    expect(threadOf(hand, id)?.run).toBe('failed')
    expect(saved).toEqual([])
  })

  test('stays as its user wants it when it cannot be saved, and is saved when it can', async () => {
    const saved: StoredThread[] = []
    let broken = true
    const storage = storageWith({
      save: async (thread) => {
        if (broken) throw new ChatError('network', 'Gone.', { retryable: true })
        saved.push(thread)
      },
      list: async () => ({ threads: [stored('a'), stored('b')], more: false }),
    })
    const hand = threadsInHand({ storage })
    await hand.threads.load()
    hand.threads.rename('a', 'Mine')
    hand.threads.pin('b', true)
    await settle(hand)
    expect(hand.threads.getState().notice).toEqual({
      of: 'save',
      error: { code: 'network', message: 'Gone.', retryable: true },
      threadIds: ['a', 'b'],
    })
    // Nor does what the storage says of it count meanwhile.
    await hand.threads.load()
    expect(titles(hand)).toEqual(['b', 'Mine'])
    hand.threads.dismissNotice()
    expect(hand.threads.getState().notice).toBeUndefined()
    hand.threads.retry()
    await settle(hand)
    expect(hand.threads.getState().notice).toMatchObject({ threadIds: ['a', 'b'] })
    broken = false
    hand.threads.retry()
    await settle(hand)
    expect(hand.threads.getState().notice).toBeUndefined()
    expect(saved.map(({ id, title, pinned }) => [id, title, pinned])).toEqual([
      ['a', 'Mine', false],
      ['b', 'b', true],
    ])
  })

  test('that could not be deleted is told, stays away, and is deleted when it can be', async () => {
    let broken = true
    const removed: string[] = []
    const storage = storageWith({
      remove: async (id) => {
        if (broken) throw new Error('no')
        removed.push(id)
      },
      list: async () => ({ threads: [stored('a')], more: false }),
    })
    const hand = threadsInHand({ storage })
    await hand.threads.load()
    hand.threads.remove('a')
    await hand.clock.advance(8000)
    expect(hand.threads.getState().notice).toMatchObject({ of: 'remove', threadIds: ['a'] })
    await hand.threads.load()
    expect(titles(hand)).toEqual([])
    broken = false
    hand.threads.retry()
    await settle(hand)
    expect(removed).toEqual(['a'])
    expect(hand.threads.getState().notice).toBeUndefined()
  })

  test('is saved one after another, the latest last, however slow a storage is', async () => {
    const waiting: (() => void)[] = []
    const saved: (string | undefined)[] = []
    const storage = storageWith({
      save: async ({ title }) => {
        saved.push(title)
        await new Promise<void>((resolve) => waiting.push(resolve))
      },
      list: async () => ({ threads: [stored('a')], more: false }),
    })
    const hand = threadsInHand({ storage })
    await hand.threads.load()
    for (const title of ['1', '2', '3']) hand.threads.rename('a', title)
    expect(saved).toEqual(['1'])
    waiting.shift()?.()
    await settle(hand)
    expect(saved).toEqual(['1', '3'])
    hand.threads.remove('a')
    hand.threads.close()
    waiting.shift()?.()
    await settle(hand)
    expect(saved).toEqual(['1', '3'])
  })
})

test.each(['', '.', '..'])('an id that leads elsewhere is not opened: %j', (id) => {
  const hand = threadsInHand()
  const { activeId } = hand.threads.getState()
  hand.threads.open(id)
  expect(hand.threads.getState().activeId).toBe(activeId)
})

test('a blank thread that is opened by its id is not taken for a stored one before something is', async () => {
  const saved: string[] = []
  const kept = memoryThreads()
  await kept.saveMessages('known', [message('q', 'user', 'Before')])
  const storage = storageWith({
    ...kept,
    save: async ({ id }) => {
      saved.push(id)
      if (id === 'blank' && saved.length === 1) throw new ChatError('not_found', 'Never heard.')
    },
  })
  const hand = threadsInHand({ storage })
  async function ask(id: string): Promise<void> {
    hand.threads.open(id)
    const chat = hand.threads.chatOf(id)
    const asking = chat.sendMessage('Hello?')
    await chat.loadEarlier()
    await hand.script(id).fail(new ChatError('quota', 'No.'))
    await asking
    await settle(hand)
    hand.threads.pin(id, true)
    await settle(hand)
  }
  await ask('blank')
  expect(threadOf(hand, 'blank')?.run).toBe('failed')
  expect(saved).toEqual([])
  expect(hand.threads.getState().notice).toBeUndefined()
  // Something was said in this one before.
  await ask('known')
  expect(saved).toEqual(['known', 'known'])
  // And this one is known once an answer to it was accepted, though nothing came.
  const chat = hand.threads.chatOf('blank')
  const again = chat.regenerate()
  await hand.script('blank').accept()
  await hand.script('blank').fail(new ChatError('server_error', 'Broken.'))
  await again
  await settle(hand)
  expect(saved.at(-1)).toBe('blank')
})

test('a thread that no page has brought can be opened by its id, and is listed once something is asked', async () => {
  const kept = memoryThreads()
  const said: Message = { id: 'q', role: 'user', parts: [{ type: 'text', text: 'Before' }] }
  await kept.saveMessages('known', [said])
  const hand = threadsInHand({ storage: kept })
  hand.threads.open('known')
  const chat = hand.threads.chatOf('known')
  await chat.loadEarlier()
  expect(chat.getState().messages).toEqual([said])
  expect(titles(hand)).toEqual([])
  await hand.turn('known', 'And now?')
  expect(titles(hand)).toEqual(['Before'])
})
