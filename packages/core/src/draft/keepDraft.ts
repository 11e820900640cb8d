import {
  type Cancel,
  type Clock,
  type NewId,
  randomId,
  systemClock,
  textOf,
} from '@millrace/protocol'
import type { StoreApi } from 'zustand/vanilla'
import type { Attachment } from '../attachment/Attachment.ts'
import type { ChatState } from '../chat/ChatState.ts'
import type { ComposerState } from '../composer/ComposerState.ts'
import type { Draft } from './Draft.ts'
import type { DraftStorage, StoredDraft } from './DraftStorage.ts'
import { readDraft } from './readDraft.ts'

/** A chat, as far as its draft is concerned. */
export interface ChatWithDraft {
  readonly id: string
  readonly composer: StoreApi<ComposerState>
  getState(): Pick<ChatState, 'run' | 'messages' | 'queue'>
  subscribe(listener: () => void): () => void
}

export interface KeepDraftOptions {
  readonly storage: DraftStorage
  /** Keep files too: whoever attaches them here takes them up again. Default false. */
  readonly withFiles?: boolean
  readonly clock?: Clock
  readonly newId?: NewId
}

export interface KeptDraft {
  /** Keeps what is there now at once: when the page is left. */
  flush(): void
  /** Ends it; what was written last is kept at once. */
  stop(): void
}

/** How long it is waited for more to be written, in milliseconds. */
const pauseMs = 300

/**
 * Keeps what is written in a chat and not sent, and puts it back when the page comes again: into a composer that is empty
 * still. A draft that was sent is kept until the server has taken it. A storage that fails costs the draft, and nothing
 * else.
 */
export function keepDraft(chat: ChatWithDraft, options: KeepDraftOptions): KeptDraft {
  const { storage, withFiles = false, clock = systemClock, newId = randomId } = options
  const { composer } = chat
  let cancel: Cancel | undefined
  /** What is in the storage, as far as anybody knows: nothing is written over before it was read. */
  let kept: string | undefined
  let stopped = false
  /** Writes one after the other. */
  let writing: Promise<void> = Promise.resolve()

  /** What was put back, until something else is in the composer. */
  let back: { readonly stored: StoredDraft; readonly shown: Draft } | undefined

  const reading = load().then(
    (draft) => {
      kept = draft === undefined ? '' : undefined
      if (stopped) return
      // What was written before anybody took care of it.
      if (!isEmpty(composer.getState())) return later()
      if (draft === undefined) return
      if (wasAsked(draft)) return later()
      const { setText, setAttachments } = composer.getState()
      if (draft.text !== '') setText(draft.text)
      if (withFiles && draft.files.length > 0) setAttachments(() => attachedAgain(draft, newId))
      back = { stored: draft, shown: composer.getState() }
    },
    () => undefined,
  )

  async function load(): Promise<StoredDraft | undefined> {
    return readDraft(await storage.load(chat.id))
  }

  /** Whether it was sent, and nobody was here when the server took it. */
  function wasAsked({ text, files }: StoredDraft): boolean {
    const asked = chat.getState().messages.findLast(({ role }) => role === 'user')
    if (asked === undefined || textOf(asked) !== text) return false
    const names = asked.parts.flatMap((part) => (part.type === 'file' ? [part.filename] : []))
    return !withFiles || names.join('\n') === files.map(({ name }) => name).join('\n')
  }

  /** The page of history that has it may come later than the draft. */
  function dropWhatWasAsked(): void {
    if (back === undefined || !wasAsked(back.stored)) return
    const { text, attachments, setText, setAttachments } = composer.getState()
    const ids = (files: Draft['attachments']): string => files.map(({ id }) => id).join()
    if (text === back.shown.text && ids(attachments) === ids(back.shown.attachments)) {
      setText('')
      setAttachments(() => [])
    }
    back = undefined
  }

  function later(): void {
    cancel ??= clock.schedule(save, pauseMs)
  }

  function save(): void {
    cancel?.()
    cancel = undefined
    const draft: Draft = composer.getState()
    // It is on its way: should the page go now, it is here when it comes back.
    if (isEmpty(draft) && isOnItsWay(chat.getState())) return
    writing = writing.then(() => reading).then(() => write(draft))
  }

  async function write(draft: Draft): Promise<void> {
    const stored = storedOf(draft, withFiles)
    const mark = stored === undefined ? '' : markOf(draft)
    if (mark === kept) return
    if (await isSaved(stored)) {
      kept = mark
    } else {
      // Files may be more than there is room for: the words alone have a better chance.
      await isSaved(draft.text === '' ? undefined : { text: draft.text, files: [] })
      kept = undefined
    }
  }

  async function isSaved(stored: StoredDraft | undefined): Promise<boolean> {
    try {
      await storage.save(chat.id, stored)
      return true
    } catch {
      return false
    }
  }

  const leave = [
    composer.subscribe((state, before) => {
      if (state.text !== before.text || markOf(state) !== markOf(before)) later()
    }),
    chat.subscribe(() => {
      dropWhatWasAsked()
      // Taken, or not: what is in the composer now is the draft.
      if (kept !== '' && isEmpty(composer.getState())) later()
    }),
  ]
  // Nothing is kept that did not change: an empty composer before its draft was read is none.
  const flush = (): void => {
    if (cancel !== undefined) save()
  }
  return {
    flush,
    stop() {
      stopped = true
      for (const stop of leave) stop()
      flush()
    },
  }
}

/** Whether a question is out that the server may not have: its answer has not begun, or it waits for another one. */
function isOnItsWay({ run, queue }: Pick<ChatState, 'run' | 'queue'>): boolean {
  if (queue.length > 0 || run.status === 'submitted') return true
  return run.status === 'reconnecting' && run.messageId === undefined
}

function isEmpty({ text, attachments }: Draft): boolean {
  return text === '' && attachments.length === 0
}

/** What of a draft is kept: another mark, another draft. */
function markOf({ text, attachments }: Draft): string {
  return `${text}\n${attachments.map(({ id, status }) => `${id} ${status === 'ready'}`).join()}`
}

function storedOf({ text, attachments }: Draft, withFiles: boolean): StoredDraft | undefined {
  const files = (withFiles ? attachments : []).flatMap((one) => {
    const { name, mediaType, file } = one
    if (file === undefined) return []
    // A file within the message is made into one again.
    const isUploaded = one.status === 'ready' && !one.url.startsWith('data:')
    return [{ name, mediaType, file, ...(isUploaded ? { url: one.url } : {}) }]
  })
  return text === '' && files.length === 0 ? undefined : { text, files }
}

function attachedAgain({ files }: StoredDraft, newId: NewId): readonly Attachment[] {
  return files.map(({ name, mediaType, file: blob, url }) => {
    const file = blob instanceof File ? blob : new File([blob], name, { type: mediaType })
    const known = { id: newId(), name, mediaType, bytes: blob.size, file }
    return url === undefined ? { ...known, status: 'waiting' } : { ...known, status: 'ready', url }
  })
}
