'use client'

import { type Clock, systemClock } from '@millrace/protocol'
import { type ReactNode, useContext, useEffect, useRef } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { PanelContext } from '../panel/PanelContext.ts'
import { useView } from '../view/ViewContext.ts'
import { createAnnouncer, type AnnounceMode } from './createAnnouncer.ts'
import { createAnswerReader } from './createAnswerReader.ts'
import { createOutlets, type Politeness } from './createOutlets.ts'
import { homeFor } from './homeFor.ts'

export interface AnnouncerProps {
  /** How much is spoken. Default `sentences`; while the reader has scrolled away, that is `complete`. */
  readonly mode?: AnnounceMode | undefined
  /**
   * Where the live regions are put. Default: beside this part, or as a child of the host where this part is in a shadow
   * root, since screen readers do not listen there; a slot shows it where this part is. Within a modal dialog nothing
   * outside of it is read: give an element of the dialog, where this part is not in it.
   */
  readonly container?: Element | null | undefined
  /** Default: the real time. */
  readonly clock?: Clock | undefined
}

/**
 * Tells screen readers what happens in the chat: answers sentence by sentence, how they ended, tools that need
 * approval. The transcript itself is not live, so nothing is read twice; thoughts and what was loaded are never spoken. Where it
 * is mounted after a question was asked in the thread's scroller, it tells of that answer from its beginning.
 * Renders one hidden `<span>`, and puts a `<div data-part="announcer">` with two live regions, `announcer-polite` and
 * `announcer-assertive`, into the page: out of sight, empty until something is said. No token renders it again.
 */
export function Announcer({
  mode = 'sentences',
  container,
  clock = systemClock,
}: AnnouncerProps): ReactNode {
  const chat = useChatContext()
  const view = useView()
  const labels = useLabels()
  const anchor = useRef<HTMLSpanElement>(null)
  // What nobody sees is not read out either: a panel tells that there is something.
  const isShut = useContext(PanelContext)?.open === false
  const latest = useRef({ mode, labels })

  // Other words and another mode count from now on, and lose nothing of what waits.
  useEffect(() => {
    latest.current = { mode: isShut ? 'off' : mode, labels }
  })

  useEffect(() => {
    const here = anchor.current
    if (here === null) return undefined
    const home = homeFor(here)
    const outlets = createOutlets(container ?? home.container, clock, home.languageNow)
    const say = (words: string, politeness: Politeness): void => {
      if (container == null) home.keep()
      outlets.say(words, politeness)
    }
    const stop = createAnnouncer({
      chat,
      reader: createAnswerReader(
        () => here.closest('[data-part="chat"]') ?? (here.getRootNode() as Document | ShadowRoot),
        () => latest.current.labels,
      ),
      clock,
      say,
      mode: () => latest.current.mode,
      labels: () => latest.current.labels,
      isAway: () => view.getState().away,
      untoldId: () => view.getState().untoldId,
      onTell: () => view.setState({ untoldId: undefined }),
    }).start()
    // What the reader has just done is answered at once, whatever waits.
    const forget = view.onSay((words) => {
      if (latest.current.mode !== 'off') say(words, 'polite')
    })
    return () => {
      stop()
      forget()
      outlets.remove()
      home.leave()
    }
  }, [chat, view, clock, container])

  return <span ref={anchor} data-part="announcer-anchor" hidden />
}
