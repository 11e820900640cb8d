'use client'

import type { Message } from '@millrace/protocol'
import { type KeyboardEvent, type ReactNode, useContext, useEffect, useState } from 'react'
import { beginning, createAnswerReader } from '../announce/createAnswerReader.ts'
import { joinSentences } from '../announce/joinSentences.ts'
import { useChatContext } from '../chat/ChatContext.ts'
import type { Labels } from '../labels/labels.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { useMessagePlace } from '../message/MessageContext.ts'
import { chain, type PartProps } from '../part/renderPart.ts'
import { useIsHydrated } from '../part/useIsHydrated.ts'
import { browserSpeech } from '../speech/browserSpeech.ts'
import { languageAround } from '../speech/languageAround.ts'
import type { Speech } from '../speech/Speech.ts'
import { SpeechContext } from '../speech/SpeechContext.ts'
import { takeFloor } from '../speech/takeFloor.ts'
import { useView } from '../view/ViewContext.ts'
import { silentIcon, speakIcon, stopIcon } from './icons.tsx'
import { renderAction } from './renderAction.ts'

export type ActionSpeakProps = PartProps<'button'> & {
  /** Who speaks. Default: that of a `SpeechContext` above, else the browser, where it has a voice. */
  readonly speech?: Speech | undefined
}

const icons = { silent: speakIcon, speaking: stopIcon, failed: silentIcon } as const

/** What is read of one answer, in characters: an hour and a half. */
const longest = 100_000

/**
 * Reads an answer aloud, as it is shown and in plain words, until it is pressed again or Escape is; one at a time in a
 * page. Renders one `<button aria-pressed>`, or nothing for what is no answer, where the browser has no voice, and on a
 * server. `aria-disabled` while the answer is being written. `data-failed` is present after it could not be read, until the
 * focus goes.
 */
export function ActionSpeak({
  speech: given,
  onBlur,
  onKeyDown,
  ...props
}: ActionSpeakProps): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const view = useView()
  const { id, role, streaming } = useMessagePlace()
  const above = useContext(SpeechContext)
  const hydrated = useIsHydrated()
  const [own] = useState(() => browserSpeech())
  const [state, setState] = useState<'silent' | 'speaking' | 'failed'>('silent')
  const [last, setLast] = useState<AbortController>()

  useEffect(() => () => last?.abort(), [chat, id, last])

  const speech = given ?? above ?? own
  if (role !== 'assistant' || !hydrated || speech === undefined) return null
  const speaking = state === 'speaking'

  async function read(button: HTMLElement, speech: Speech): Promise<void> {
    const { messages, indexById } = chat.getState()
    const message = messages[indexById.get(id) ?? -1]
    if (message === undefined) return
    const floor = takeFloor()
    const { signal } = floor
    setLast(floor)
    setState('speaking')
    signal.addEventListener('abort', () => setState('silent'))
    try {
      const text = wordsOf(message, button, labels)
      if (text === '') throw new Error('There is nothing to speak.')
      await speech.speak(text, { lang: languageAround(button, labels), signal })
      if (!signal.aborted) setState('silent')
    } catch {
      if (signal.aborted) return
      setState('failed')
      view.say(labels.cannotReadAloud)
    }
  }

  return renderAction(
    {
      ...props,
      onBlur(event) {
        onBlur?.(event)
        if (state === 'failed') setState('silent')
      },
      onKeyDown: chain(onKeyDown, (event: KeyboardEvent<HTMLButtonElement>) => {
        if (event.key !== 'Escape' || !speaking) return
        event.preventDefault()
        last?.abort()
      }),
    },
    {
      part: 'action-speak',
      label: state === 'failed' ? labels.cannotReadAloud : labels.readAloud,
      icon: icons[state],
      disabled: streaming && !speaking,
      onPress(button) {
        if (speaking) last?.abort()
        else void read(button, speech)
      },
    },
    { 'aria-pressed': speaking, 'data-failed': state === 'failed' ? '' : undefined },
  )
}

/** What a message says, as the page around a button shows it. */
function wordsOf(message: Message, button: HTMLElement, labels: Labels): string {
  const shown = button.closest('[data-part=message]')?.parentElement
  if (shown == null) return ''
  const reader = createAnswerReader(
    () => shown,
    () => labels,
  )
  return joinSentences(reader.read(message, beginning, { ended: true, limit: longest }).sentences)
}
