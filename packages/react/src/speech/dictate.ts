import type { ChatState, ChatStore } from '@millrace/core'
import { type Clock, systemClock } from '@millrace/protocol'
import { flushSync } from 'react-dom'
import { betweenCompositions } from './betweenCompositions.ts'
import type { Dictation, DictationOutcome, Heard } from './Dictation.ts'
import { edited, hear, isBetweenUtterances, movedWith, passageAt } from './Passage.ts'
import { takeFloor } from './takeFloor.ts'

export interface DictateOptions {
  readonly dictation: Dictation
  readonly chat: ChatStore
  /** The language that is spoken. */
  readonly lang: string
  /** The message box, where one is on the screen: it says where the caret is. */
  readonly box?: HTMLTextAreaElement | undefined
  /** Called once: when it is stopped, or has come to its end by itself. */
  readonly onEnd: (outcome: DictationOutcome) => void
  /** Default: the real time. */
  readonly clock?: Clock | undefined
}

/** A dictation that is going on. */
export interface Dictating {
  /** Aborted when it ends, for whatever reason. */
  readonly signal: AbortSignal
  /** Ends it. What was said until then is still written down. */
  stop(): void
  /** Ends it, and nothing is written any more. */
  drop(): void
}

/**
 * Writes what is heard into the composer of a chat, at the caret, as it is heard. Who writes meanwhile loses nothing: see
 * `Passage`. Ends when something is sent, and when anybody else takes the floor.
 */
export function dictate(options: DictateOptions): Dictating {
  const { dictation, chat, lang, box, onEnd, clock = systemClock } = options
  const { composer } = chat
  const floor = takeFloor()
  const { text } = composer.getState()
  let passage = passageAt(text, box === undefined ? text.length : caretOf(box))
  const between = betweenCompositions(box, clock)
  const forgetComposer = composer.subscribe((state) => {
    if (state.text !== passage.text) passage = edited(passage, state.text, writersCaret(box))
  })
  const forgetChat = chat.subscribe((state, before) => {
    if (isAsked(state, before)) drop()
  })
  let closed = false

  function write(heard: Heard): void {
    const caret = writersCaret(box)
    // Where the writer has put it meanwhile.
    if (caret !== undefined && isBetweenUtterances(passage)) {
      passage = passageAt(passage.text, Math.min(caret, passage.text.length))
    }
    const before = passage
    const after = hear(before, heard)
    passage = after
    if (after.text === before.text) return
    const { selectionStart = 0, selectionEnd = 0, selectionDirection } = box ?? {}
    // Shown at once, so that the caret is back in its place before the next letter is typed.
    flushSync(() => composer.getState().setText(after.text))
    const moved = (place: number): number => movedWith(before, after, place)
    box?.setSelectionRange(moved(selectionStart), moved(selectionEnd), selectionDirection)
    if (after.caret === after.text.length) box?.scrollTo({ top: box.scrollHeight })
  }

  function close(): void {
    closed = true
    between.close()
    forgetComposer()
    forgetChat()
  }

  function drop(): void {
    close()
    floor.abort()
  }

  async function listen(): Promise<DictationOutcome> {
    const onHeard = (heard: Heard): void => {
      if (!closed) between.run(() => write(heard))
    }
    try {
      return await dictation.listen({ lang, signal: floor.signal, onHeard })
    } catch {
      return 'failed'
    }
  }

  // Whoever stops it does not wait for the last words.
  const stopped = new Promise<DictationOutcome>((resolve) => {
    floor.signal.addEventListener('abort', () => resolve('ended'), { once: true })
  })
  const ended = listen()
  void Promise.race([ended, stopped]).then(onEnd)
  void ended.then(() => {
    floor.abort()
    between.run(close)
  })
  return { signal: floor.signal, stop: () => floor.abort(), drop }
}

/** Whether a question was asked, or waits to be. */
function isAsked(state: ChatState, before: ChatState): boolean {
  if (state.queue.length > before.queue.length) return true
  if (state.messageIds === before.messageIds) return false
  const last = state.messages.findLast(({ role }) => role === 'user')
  return last !== undefined && !before.indexById.has(last.id)
}

/** Where words are put: behind what is selected, and at the end where nobody has put the caret. */
function caretOf(box: HTMLTextAreaElement): number {
  const { value, selectionEnd } = box
  return selectionEnd === 0 && !isFocused(box) ? value.length : selectionEnd
}

/** Where somebody writes; undefined where nobody does. */
function writersCaret(box: HTMLTextAreaElement | undefined): number | undefined {
  return box !== undefined && isFocused(box) ? box.selectionEnd : undefined
}

function isFocused(box: HTMLTextAreaElement): boolean {
  return (box.getRootNode() as Document | ShadowRoot).activeElement === box
}
