'use client'

import {
  type AriaAttributes,
  type KeyboardEvent,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import { ComposerContext, type ComposerHelper } from '../composer/ComposerContext.ts'
import { hasModifier } from '../composer/hasModifier.ts'
import { isComposing } from '../composer/isComposing.ts'
import { plainName } from '../name/plainName.ts'
import { replaceText } from './replaceText.ts'
import type { Trigger, TriggerItem } from './Trigger.ts'
import { triggerAt, type TriggerMatch } from './triggerAt.ts'
import { type Suggestions, useSuggestions, type Visit } from './useSuggestions.ts'

/** What is shown while the caret stands behind a trigger. */
export interface OpenTriggers {
  /** What the list is called. */
  readonly label: string
  readonly query: string
  readonly suggestions: Suggestions
  /** The item that Enter chooses. */
  readonly active: TriggerItem | undefined
  readonly activate: (item: TriggerItem) => void
  readonly choose: (item: TriggerItem) => void
}

interface Open extends Visit {
  readonly box: HTMLTextAreaElement
  /** All that was written when it was found. */
  readonly text: string
  /** The item that somebody went to. */
  readonly activeId: string | undefined
}

/**
 * Watches the message box for triggers, and sees its keys first. A list opens by writing, never by a caret that moves: arrow
 * keys on their way through a message are not caught by a mention in it.
 * @param listId - The id of the list, while there is one.
 */
export function useTriggers(
  triggers: readonly Trigger[],
  listId: string,
): OpenTriggers | undefined {
  const chat = useChatContext()
  const [open, setOpen] = useState<Open>()
  const dismissed = useDismissed(triggers)
  // Sent meanwhile, or set from elsewhere.
  const isOver = useStore(chat.composer, ({ text }) => open !== undefined && text !== open.text)
  if (isOver) setOpen(undefined)
  const shown = isOver ? undefined : open
  const suggestions = useSuggestions(shown, triggers)
  const items: readonly TriggerItem[] = suggestions?.items ?? []
  const active = items.find(({ id }) => id === shown?.activeId) ?? items[0]

  useCaret(shown, triggers, setOpen)
  useHelper(
    suggestions !== undefined,
    active && listId,
    active && optionId(listId, active),
    onWrite,
    onKeyDown,
  )

  const trigger = shown && triggers[shown.index]
  if (trigger === undefined || shown === undefined || suggestions === undefined) return undefined
  return { label: trigger.label, query: shown.query, suggestions, active, activate, choose }

  function onWrite(box: HTMLTextAreaElement): void {
    const match = matchIn(box, triggers)
    if (match === undefined || isSame(match, dismissed.current)) {
      // Almost every key: it shall cost nothing.
      if (open !== undefined) setOpen(undefined)
      return
    }
    dismissed.current = undefined
    const visit = shown !== undefined && isSame(match, shown) ? shown.visit : {}
    setOpen({ ...match, visit, box, text: box.value, activeId: undefined })
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (shown === undefined || isComposing(event) || hasModifier(event)) return
    if (event.key === 'Escape') {
      dismissed.current = shown
      setOpen(undefined)
    } else if (active === undefined) return
    else if (event.key === 'ArrowDown') goFrom(active, 1, event)
    else if (event.key === 'ArrowUp') goFrom(active, -1, event)
    else if (event.key === 'Enter' || event.key === 'Tab') choose(active)
    else return
    event.preventDefault()
  }

  function goFrom(item: TriggerItem, step: 1 | -1, { currentTarget }: KeyboardEvent): void {
    const next = items.at((items.indexOf(item) + step) % items.length)
    if (next === undefined) return
    activate(next)
    const root = currentTarget.getRootNode() as Document | ShadowRoot
    root.getElementById(optionId(listId, next))?.scrollIntoView({ block: 'nearest' })
  }

  function activate(item: TriggerItem): void {
    if (shown !== undefined) setOpen({ ...shown, activeId: item.id })
  }

  function choose(item: TriggerItem): void {
    setOpen(undefined)
    if (shown === undefined) return
    const { box, start } = shown
    // The caret may have moved, and nobody has said so yet.
    if (!isSame(matchIn(box, triggers), shown)) return
    const caret = box.selectionStart
    if (item.run != null) {
      replaceText(chat, box, start, caret, '')
      item.run(chat)
      return
    }
    const words = item.text ?? (triggers[shown.index]?.character ?? '') + plainName(item.label)
    // A space is there already where words go on.
    const end = box.value.charAt(caret) === ' ' ? caret + 1 : caret
    replaceText(chat, box, start, end, `${words} `)
  }
}

/** The id of the node that shows an item: the same for as long as it is shown. */
export function optionId(listId: string, { id }: TriggerItem): string {
  // An id has no spaces, and that of an item may be anything.
  return `${listId}-${id.replace(/[^\w-]/g, (unit) => `.${unit.charCodeAt(0)}.`)}`
}

function matchIn(
  { value, selectionStart, selectionEnd }: HTMLTextAreaElement,
  triggers: readonly Trigger[],
): TriggerMatch | undefined {
  return selectionStart === selectionEnd ? triggerAt(value, selectionStart, triggers) : undefined
}

type Place = Pick<TriggerMatch, 'index' | 'start'>

/** Whether it is the same trigger at the same place, whatever is typed behind it. */
function isSame(one: Place | undefined, other: Place | undefined): boolean {
  return one !== undefined && one.index === other?.index && one.start === other.start
}

/** What Escape has closed. It stays closed until its character is gone, or another one is typed. */
function useDismissed(triggers: readonly Trigger[]) {
  const chat = useChatContext()
  const dismissed = useRef<Place>(undefined)
  useEffect(
    () =>
      chat.composer.subscribe(({ text }) => {
        const { index, start } = dismissed.current ?? {}
        if (index === undefined) return
        const { character = '' } = triggers[index] ?? {}
        if (!text.startsWith(character, start)) dismissed.current = undefined
      }),
    [chat, triggers],
  )
  return dismissed
}

/** Closes it when the caret or the focus has gone elsewhere. */
function useCaret(
  open: Open | undefined,
  triggers: readonly Trigger[],
  setOpen: (open: Open | undefined) => void,
): void {
  useEffect(() => {
    if (open === undefined) return undefined
    const { box } = open
    function onCaret(): void {
      // What is written is told by the composer.
      if (open === undefined || box.value !== open.text) return
      const match = matchIn(box, triggers)
      if (match === undefined || !isSame(match, open)) setOpen(undefined)
      else if (match.query !== open.query) setOpen({ ...open, ...match, activeId: undefined })
    }
    const onBlur = (): void => setOpen(undefined)
    box.addEventListener('selectionchange', onCaret)
    box.addEventListener('blur', onBlur)
    return () => {
      box.removeEventListener('selectionchange', onCaret)
      box.removeEventListener('blur', onBlur)
    }
  }, [open, triggers, setOpen])
}

/** Makes it what helps with the writing. The box renders again only where it says something else. */
function useHelper(
  isOpen: boolean,
  listId: string | undefined,
  activeId: string | undefined,
  onWrite: ComposerHelper['onWrite'],
  onKeyDown: ComposerHelper['onKeyDown'],
): void {
  const { helpBy } = useContext(ComposerContext)
  const latest = useRef({ onWrite, onKeyDown })
  // Before the next key.
  useLayoutEffect(() => {
    latest.current = { onWrite, onKeyDown }
  })
  const attributes = useMemo((): AriaAttributes | undefined => {
    if (!isOpen) return undefined
    return {
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      'aria-controls': listId,
      'aria-activedescendant': activeId,
    }
  }, [isOpen, listId, activeId])
  useLayoutEffect(() => {
    helpBy({
      attributes,
      onWrite: (box) => latest.current.onWrite(box),
      onKeyDown: (event) => latest.current.onKeyDown(event),
    })
    return () => helpBy(undefined)
  }, [helpBy, attributes])
}
