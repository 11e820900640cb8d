'use client'

import { type MouseEvent, type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import type { Labels } from '../labels/labels.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { plainName } from '../name/plainName.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import type { Trigger, TriggerItem } from './Trigger.ts'
import type { Suggestions } from './useSuggestions.ts'
import { type OpenTriggers, optionId, useTriggers } from './useTriggers.ts'

/** What is shown; undefined while it is closed. */
export interface ComposerTriggersState {
  readonly status: Suggestions['status'] | undefined
}

export type ComposerTriggersProps = PartProps<'div', ComposerTriggersState> & {
  /** The characters that open a list, and what is in it. Where two may open in one place the first does. */
  readonly triggers: readonly Trigger[]
}

/** Of a label, in characters: a line. */
const longestLabel = 80

/**
 * Suggestions above the message box, while the caret stands behind a character such as `/` or `@` and what is typed for
 * it; one for each `Composer.Root`. Up and Down go through them, Enter and Tab choose, Escape closes them and nothing else;
 * the focus stays in the box. Renders one `<div>` that is always there, and empty while it is closed: a list, of which
 * `data-active` marks the one that Enter chooses, and words that are spoken. `data-status` is `ready` (there are some),
 * `pending`, `empty` or `failed`.
 *
 * The box stays a text box that names the list and what is active in it. A combobox it cannot be: ARIA in HTML allows a
 * `<textarea>` no other role, and nothing but a combobox may say that it is expanded. So the words that are spoken say how
 * many suggestions there are.
 */
export function ComposerTriggers({
  triggers,
  onMouseDown,
  ...props
}: ComposerTriggersProps): ReactNode {
  const labels = useLabels()
  const listId = useId()
  const open = useTriggers(triggers, listId)
  const status = open?.suggestions.status
  const own = {
    'data-part': 'composer-triggers',
    'data-status': status,
    // The focus stays in the box, by finger too.
    onMouseDown: chain(onMouseDown, (event: MouseEvent<HTMLDivElement>) => event.preventDefault()),
    children: (
      <>
        {open?.active !== undefined && <TriggerList id={listId} open={open} />}
        {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an output is the result of something */}
        <p data-part="composer-triggers-status" role="status">
          {open && wordsFor(open.suggestions, labels)}
        </p>
      </>
    ),
  }
  return renderPart('div', props, own, { status })
}

function wordsFor({ status, items }: Suggestions, labels: Labels): string {
  if (status === 'pending') return labels.loadingSuggestions
  if (status === 'empty') return labels.noSuggestions
  if (status === 'failed') return labels.suggestionsFailed
  return labels.suggestions(items.length, numbersFor(labels.locale).count(items.length))
}

interface TriggerListProps {
  readonly id: string
  readonly open: OpenTriggers
}

function TriggerList({ id, open }: TriggerListProps): ReactNode {
  const { label, query, suggestions, active } = open
  const list = useRef<HTMLDivElement>(null)
  // What is best for other letters is at the top.
  useLayoutEffect(() => {
    list.current?.scrollTo(0, 0)
  }, [query])
  return (
    <div
      ref={list}
      id={id}
      data-part="composer-triggers-list"
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a select has no part in the keys of a text box
      role="listbox"
      aria-label={label}
      // It scrolls, and shall be no stop for Tab by that.
      tabIndex={-1}
    >
      {suggestions.items.map((item) => (
        <TriggerOption
          key={item.id}
          id={optionId(id, item)}
          item={item}
          active={item === active}
          open={open}
        />
      ))}
    </div>
  )
}

interface TriggerOptionProps {
  readonly id: string
  readonly item: TriggerItem
  readonly active: boolean
  readonly open: OpenTriggers
}

function TriggerOption({ id, item, active, open }: TriggerOptionProps): ReactNode {
  const description = plainName(item.description)
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the box has the keys
    <div
      id={id}
      data-part="composer-triggers-option"
      data-active={active ? '' : undefined}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- as its list
      role="option"
      aria-selected={active}
      tabIndex={-1}
      onClick={() => open.choose(item)}
      // Not when it comes to lie under a pointer that rests.
      onPointerMove={({ pointerType }) => {
        if (pointerType === 'mouse' && !active) open.activate(item)
      }}
    >
      <bdi data-part="composer-triggers-label">{plainName(item.label, longestLabel)}</bdi>
      {description !== '' && <bdi data-part="composer-triggers-description">{description}</bdi>}
    </div>
  )
}
