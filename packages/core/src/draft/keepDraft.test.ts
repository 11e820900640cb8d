import { ChatError } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { createChat } from '../chat/createChat.ts'
import type { ChatHistory } from '../history/ChatHistory.ts'
import { manualHistory } from '../testing/manualHistory.ts'
import { manualFrames } from '../testing/manualFrames.ts'
import { scriptedTransport } from '../testing/scriptedTransport.ts'
import type { DraftStorage, StoredDraft } from './DraftStorage.ts'
import { keepDraft } from './keepDraft.ts'
import { readDraft } from './readDraft.ts'

/** A storage in memory that notes what it was told. */
function storageOf(first?: StoredDraft) {
  const kept = new Map<string, StoredDraft>(first === undefined ? [] : [['c', first]])
  const saved: (StoredDraft | undefined)[] = []
  let fails: ((draft: StoredDraft | undefined) => boolean) | undefined
  const storage: DraftStorage = {
    load: (id) => Promise.resolve(kept.get(id)),
    save(id, draft) {
      if (fails?.(draft) === true) return Promise.reject(new DOMException('', 'QuotaExceededError'))
      saved.push(draft)
      if (draft === undefined) kept.delete(id)
      else kept.set(id, draft)
      return Promise.resolve()
    },
  }
  const failWhen = (when: typeof fails): void => {
    fails = when
  }
  return { storage, kept, saved, failWhen }
}

function made(
  storage: DraftStorage,
  withFiles = true,
  history?: ChatHistory,
  reconnect: { readonly maxAttempts: number } = { maxAttempts: 0 },
) {
  const clock = manualClock()
  const script = scriptedTransport()
  const frames = manualFrames()
  const chat = createChat({
    id: 'c',
    transport: script.transport,
    clock,
    frames,
    reconnect,
    ...(history === undefined ? {} : { history }),
  })
  const open = () => keepDraft(chat, { storage, withFiles, clock, newId: () => 'again' })
  return { chat, clock, frames, script, composer: chat.composer, open }
}

const file = new File(['%PDF'], 'a.pdf', { type: 'application/pdf' })

describe('a draft', () => {
  test('is kept a moment after the last key, once', async () => {
    const { storage, saved } = storageOf()
    const { composer, clock, open } = made(storage)
    open()
    for (const text of ['H', 'He', 'Hey']) {
      composer.getState().setText(text)
      await clock.advance(50)
    }
    expect(saved).toEqual([])
    await clock.advance(300)
    expect(saved).toEqual([{ text: 'Hey', files: [] }])
  })

  test('is kept at once when the page is left or the chat goes', async () => {
    const { storage, kept } = storageOf()
    const { composer, clock, open } = made(storage)
    const draft = open()
    composer.getState().setText('On the way')
    draft.flush()
    await clock.advance(0)
    expect(kept.get('c')?.text).toBe('On the way')
    composer.getState().setText('And out')
    draft.stop()
    await clock.advance(0)
    expect(kept.get('c')?.text).toBe('And out')
    composer.getState().setText('Nobody listens')
    await clock.advance(1000)
    expect(kept.get('c')?.text).toBe('And out')
  })

  test('comes back with its files: what was uploaded is there, the rest begins anew', async () => {
    const { storage } = storageOf({
      text: 'Read these',
      files: [
        { name: 'a.pdf', mediaType: 'application/pdf', file, url: 'https://files.example/a' },
        { name: 'b.txt', mediaType: 'text/plain', file: new Blob(['b']) },
      ],
    })
    const { composer, clock, open } = made(storage)
    open()
    await clock.advance(0)
    const { text, attachments } = composer.getState()
    expect(text).toBe('Read these')
    expect(attachments).toMatchObject([
      { name: 'a.pdf', bytes: 4, status: 'ready', url: 'https://files.example/a' },
      { name: 'b.txt', bytes: 1, status: 'waiting' },
    ])
    expect(attachments[1]?.file).toBeInstanceOf(File)
  })

  test('does not take the place of what is being written', async () => {
    const { storage, kept } = storageOf({ text: 'Old', files: [] })
    const { composer, clock, open } = made(storage)
    open()
    composer.getState().setText('New')
    await clock.advance(300)
    expect(composer.getState().text).toBe('New')
    expect(kept.get('c')?.text).toBe('New')
  })

  test('is not lost to a component that is mounted twice', async () => {
    const { storage, kept } = storageOf({ text: 'Old', files: [] })
    const { composer, clock, open } = made(storage)
    open().stop()
    open()
    await clock.advance(1000)
    expect(composer.getState().text).toBe('Old')
    expect(kept.get('c')?.text).toBe('Old')
  })

  test('that was sent is kept until the server has taken it', async () => {
    const { storage, kept } = storageOf()
    const { chat, clock, frames, script, composer, open } = made(storage)
    open()
    composer.getState().setText('A question')
    await clock.advance(300)
    composer.getState().setText('')
    void chat.sendMessage('A question')
    await clock.advance(1000)
    expect(kept.get('c')?.text).toBe('A question')
    await script.accept({ type: 'start', messageId: 'a' })
    await script.text('Yes')
    await script.finish()
    frames.all()
    await clock.advance(1000)
    expect(kept.has('c')).toBe(false)
  })

  test('that was sent and taken while nobody was here does not come back', async () => {
    const { storage, kept } = storageOf({ text: 'A question', files: [] })
    const { chat, clock, frames, script, composer, open } = made(storage)
    void chat.sendMessage('A question')
    await script.accept({ type: 'start', messageId: 'a' })
    await script.finish()
    frames.all()
    open()
    await clock.advance(1000)
    expect(composer.getState().text).toBe('')
    expect(kept.has('c')).toBe(false)
  })

  test('that was sent leaves the box again when the page of history comes that has it', async () => {
    const { storage, kept } = storageOf({ text: 'A question', files: [] })
    const history = manualHistory()
    const { chat, clock, composer, open } = made(storage, true, history)
    open()
    void chat.loadEarlier()
    await clock.advance(0)
    expect(composer.getState().text).toBe('A question')
    const asked = {
      id: 'q',
      role: 'user' as const,
      parts: [{ type: 'text' as const, text: 'A question' }],
    }
    await history.bring([asked], false)
    await clock.advance(1000)
    expect(composer.getState().text).toBe('')
    expect(kept.has('c')).toBe(false)
  })

  test('that somebody has changed since stays, whatever the page of history has', async () => {
    const { storage, kept } = storageOf({ text: 'A question', files: [] })
    const history = manualHistory()
    const { chat, clock, composer, open } = made(storage, true, history)
    open()
    void chat.loadEarlier()
    await clock.advance(0)
    composer.getState().setText('A question, and more')
    const asked = {
      id: 'q',
      role: 'user' as const,
      parts: [{ type: 'text' as const, text: 'A question' }],
    }
    await history.bring([asked], false)
    await clock.advance(1000)
    expect(composer.getState().text).toBe('A question, and more')
    expect(kept.get('c')?.text).toBe('A question, and more')
  })

  test('that waits in the queue is kept until it is asked', async () => {
    const { storage, kept } = storageOf()
    const { chat, clock, frames, script, composer, open } = made(storage)
    void chat.sendMessage('First')
    await script.accept({ type: 'start', messageId: 'a' })
    await script.text('Hel')
    frames.all()
    open()
    composer.getState().setText('Second')
    await clock.advance(300)
    composer.getState().setText('')
    void chat.sendMessage('Second')
    await clock.advance(1000)
    expect(kept.get('c')?.text).toBe('Second')
    await script.finish()
    frames.all()
    await script.accept({ type: 'start', messageId: 'b' })
    await script.text('Yes')
    frames.all()
    await clock.advance(1000)
    expect(chat.getState().queue).toEqual([])
    expect(kept.has('c')).toBe(false)
  })

  test('whose request was lost on its way is kept while the answer is looked for', async () => {
    const { storage, kept } = storageOf()
    const { chat, clock, script, composer, open } = made(storage, true, undefined, {
      maxAttempts: 8,
    })
    open()
    composer.getState().setText('A question')
    await clock.advance(300)
    composer.getState().setText('')
    void chat.sendMessage('A question')
    await script.fail(new ChatError('network', 'x', { retryable: true }))
    await clock.advance(400)
    expect(chat.getState().run.status).toBe('reconnecting')
    expect(kept.get('c')?.text).toBe('A question')
  })

  test('that was begun before anybody took care of it is kept too', async () => {
    const { storage, kept } = storageOf({ text: 'Old', files: [] })
    const { composer, clock, open } = made(storage)
    composer.getState().setText('Typed while the page was loading')
    open()
    await clock.advance(1000)
    expect(kept.get('c')?.text).toBe('Typed while the page was loading')
  })

  test('that is refused stays kept', async () => {
    const { storage, kept } = storageOf()
    const { chat, clock, script, composer, open } = made(storage)
    open()
    composer.getState().setText('A question')
    await clock.advance(300)
    composer.getState().setText('')
    void chat.sendMessage('A question')
    await script.fail(new ChatError('rate_limit', 'x'))
    composer.getState().setText('A question')
    await clock.advance(1000)
    expect(kept.get('c')?.text).toBe('A question')
  })

  test('keeps its words where there is no room for its files, and costs nothing where there is none at all', async () => {
    const { storage, kept, failWhen } = storageOf()
    const { composer, clock, open } = made(storage)
    open()
    failWhen((draft) => (draft?.files.length ?? 0) > 0)
    const one = { id: 'f', name: 'a.pdf', mediaType: 'application/pdf', bytes: 4, file }
    composer.getState().setText('Words')
    composer.getState().setAttachments(() => [{ ...one, status: 'ready', url: 'data:,' }])
    await clock.advance(300)
    expect(kept.get('c')).toEqual({ text: 'Words', files: [] })
    failWhen(() => true)
    composer.getState().setText('More words')
    await clock.advance(300)
    expect(composer.getState().text).toBe('More words')
  })

  test('without files where none can be attached', async () => {
    const { storage } = storageOf({
      text: 'Hi',
      files: [{ name: 'a.pdf', mediaType: 'application/pdf', file }],
    })
    const { composer, clock, open } = made(storage, false)
    open()
    await clock.advance(0)
    expect(composer.getState()).toMatchObject({ text: 'Hi', attachments: [] })
  })
})

describe('a stored draft of another version, or of anybody (T-40, T-53)', () => {
  const good = { name: 'a', mediaType: 'text/plain', file: new Blob(['x']) }
  test.each<readonly [unknown, StoredDraft | undefined]>([
    [undefined, undefined],
    [null, undefined],
    ['text', undefined],
    [{}, undefined],
    [{ text: 7, files: 'x' }, undefined],
    [{ text: 'a' }, { text: 'a', files: [] }],
    [{ text: 'a'.repeat(3_000_000) }, { text: 'a'.repeat(2_000_000), files: [] }],
    [
      { files: [null, { ...good, file: 'x' }, { ...good, url: 'javascript:alert(1)' }] },
      { text: '', files: [good] },
    ],
    [
      { files: Array.from({ length: 1000 }, () => good) },
      { text: '', files: Array.from({ length: 100 }, () => good) },
    ],
  ])('%# is read as far as it can be', (stored, draft) => {
    expect(readDraft(stored)).toEqual(draft)
  })

  test('or one that cannot be read at all costs nothing', async () => {
    const storage: DraftStorage = {
      load: () => Promise.reject(new DOMException('', 'UnknownError')),
      save: () => Promise.reject(new DOMException('', 'UnknownError')),
    }
    const { composer, clock, open } = made(storage)
    open()
    composer.getState().setText('Still here')
    await clock.advance(1000)
    expect(composer.getState().text).toBe('Still here')
  })

  test('nor does one that throws at once, and what it can save later is saved', async () => {
    const { storage, kept } = storageOf()
    let broken = true
    const refuse = (): void => {
      if (broken) throw new DOMException('', 'SecurityError')
    }
    const throwing: DraftStorage = {
      load: (id) => (refuse(), storage.load(id)),
      save: (id, draft) => (refuse(), storage.save(id, draft)),
    }
    const { composer, clock, open } = made(throwing)
    open()
    composer.getState().setText('Still here')
    await clock.advance(1000)
    broken = false
    composer.getState().setText('Still here, too')
    await clock.advance(1000)
    expect(kept.get('c')?.text).toBe('Still here, too')
  })
})
