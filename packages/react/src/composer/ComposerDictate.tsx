'use client'

import type { Clock } from '@millrace/protocol'
import { type MouseEvent, type ReactNode, useEffect, useId, useState } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { useIsHydrated } from '../part/useIsHydrated.ts'
import { browserDictation } from '../speech/browserDictation.ts'
import { type Dictating, dictate } from '../speech/dictate.ts'
import type { Dictation, DictationFailure } from '../speech/Dictation.ts'
import { languageAround } from '../speech/languageAround.ts'
import { useView } from '../view/ViewContext.ts'

/** What the button shows. */
export interface ComposerDictateState {
  readonly state: 'idle' | 'listening' | 'denied' | 'failed'
}

export type ComposerDictateProps = PartProps<'button', ComposerDictateState> & {
  /** Who listens. Default: the recogniser of the browser, where it has one. Made outside of components. */
  readonly dictation?: Dictation | undefined
  /** Default: the real time. */
  readonly clock?: Clock | undefined
}

/**
 * Writes down what is said, at the caret of the message box or at its end, as it is heard, until it is pressed again.
 * Escape in the composer and sending end it too. The language is the chat's `lang`, else that of the words. Renders one
 * `<button aria-pressed>`, and one `<p role="status">` behind it that says what went wrong and describes it; nothing where
 * the browser knows no speech, nor on a server. `data-state` is `idle`, `listening`, `denied` (the microphone or the
 * recognition is not allowed) or `failed`.
 */
export function ComposerDictate({
  dictation: given,
  clock,
  onClick,
  'aria-describedby': described,
  ...props
}: ComposerDictateProps): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const view = useView()
  const noteId = useId()
  const hydrated = useIsHydrated()
  const [own] = useState(() => browserDictation())
  const [now, setNow] = useState<'idle' | 'listening' | DictationFailure>('idle')
  const [last, setLast] = useState<Dictating>()

  useEffect(() => () => last?.drop(), [chat, last])

  const dictation = given ?? own
  if (!hydrated || dictation === undefined) return null

  function start(button: HTMLButtonElement, dictation: Dictation): void {
    const begun = dictate({
      dictation,
      chat,
      lang: languageAround(button, labels),
      box: boxBeside(button, view.regions.get('composer')),
      clock,
      onEnd: (outcome) => setNow(outcome === 'ended' ? 'idle' : outcome),
    })
    setLast(begun)
    setNow('listening')
    stopWithEscape(button.form ?? button, begun)
  }

  const failure = now === 'idle' || now === 'listening' ? undefined : now
  const state = failure === undefined ? (now as 'idle' | 'listening') : kindOf(failure)
  const button = {
    type: 'button',
    'data-part': 'composer-dictate',
    'data-state': state,
    'aria-label': labels.dictate,
    title: labels.dictate,
    'aria-pressed': state === 'listening',
    'aria-describedby':
      [described, failure && noteId].filter((id) => id !== undefined).join(' ') || undefined,
    onClick: chain(onClick, ({ currentTarget }: MouseEvent<HTMLButtonElement>) => {
      if (now === 'listening') last?.stop()
      else start(currentTarget, dictation)
    }),
    children: icons[state],
  }
  const note = {
    'data-part': 'composer-dictate-note',
    id: noteId,
    role: 'status',
    children: failure === undefined ? undefined : labels.dictationFailed[failure],
  }
  return (
    <>
      {renderPart('button', props, button, { state })}
      {renderPart('p', {}, note, undefined)}
    </>
  )
}

function kindOf(failure: DictationFailure): 'denied' | 'failed' {
  return failure === 'denied' || failure === 'unavailable' ? 'denied' : 'failed'
}

/** The message box of the same chat, where it is one that has a caret. */
function boxBeside(button: HTMLElement, id: string | undefined): HTMLTextAreaElement | undefined {
  const root = button.getRootNode() as ParentNode
  const box = id === undefined ? null : root.querySelector(`#${CSS.escape(id)}`)
  return box instanceof HTMLTextAreaElement ? box : undefined
}

/** What is open: a list of suggestions says so by its status. */
const open = ':popover-open, [aria-expanded="true"], [data-part=composer-triggers][data-status]'

/** Before Escape stops an answer. Whatever is open in the composer is closed first. */
function stopWithEscape(around: HTMLElement, { signal, stop }: Dictating): void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return
    if (around.querySelector(open) !== null) return
    event.preventDefault()
    stop()
  }
  around.addEventListener('keydown', onKeyDown, { signal })
}

function icon(body: ReactNode): ReactNode {
  return (
    <svg
      viewBox="0 0 20 20"
      width="20"
      height="20"
      aria-hidden="true"
      focusable="false"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {body}
    </svg>
  )
}

const stand = (
  <path key="stand" d="M4.75 9.5a5.25 5.25 0 0 0 10.5 0M10 14.75v2.75M7.25 17.5h5.5" fill="none" />
)
const atRest = <rect key="head" x="7.5" y="2.5" width="5" height="9.5" rx="2.5" fill="none" />
const atWork = (
  <rect key="head" x="7.5" y="2.5" width="5" height="9.5" rx="2.5" fill="currentColor" />
)

const icons: Readonly<Record<ComposerDictateState['state'], ReactNode>> = {
  idle: icon([atRest, stand]),
  listening: icon([atWork, stand]),
  denied: icon([atRest, stand, <path key="slash" d="m3.5 3 13 14" />]),
  failed: icon([atRest, stand]),
}
