'use client'

import { type ReactNode, useMemo } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { keepingDraft, nothing } from '../composer/keepingDraft.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { plainName } from '../name/plainName.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { focusRegion } from '../view/focusRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { type Suggestion, type WholeSuggestion, wholeSuggestions } from './Suggestion.ts'

export type SuggestionListProps = Omit<PartProps<'ul'>, 'children'> & {
  readonly suggestions: readonly Suggestion[]
}

/** As long as one may be: it is shown whole. */
const longest = 500

/**
 * Questions that are offered, each a button that asks it, or writes it into the message box. What is being written stays:
 * it is asked beside it, and never written over. Renders one `<ul>`, or nothing where nothing is offered; on each button
 * `data-does` is `send` or `write`.
 */
export function SuggestionList({ suggestions, ...props }: SuggestionListProps): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const view = useView()
  const offered = useMemo(() => wholeSuggestions(suggestions), [suggestions])
  if (offered.length === 0) return null

  function take({ text, does }: WholeSuggestion, button: HTMLElement): void {
    // The button goes when it has asked.
    focusRegion(view, 'composer', button)
    if (does === 'send') {
      void keepingDraft(chat, () => chat.sendMessage(text), nothing)
      return
    }
    const { text: written, setText } = chat.composer.getState()
    setText(written.trim() === '' ? text : `${written.trimEnd()}\n${text}`)
  }

  const own = {
    'data-part': 'suggestions',
    'aria-label': labels.suggestedQuestions,
    children: offered.map((one, at) => (
      // They come and go together, and two may be alike.
      <li key={`${at} ${one.label}`}>
        <button
          type="button"
          data-part="suggestion"
          data-does={one.does}
          onClick={({ currentTarget }) => take(one, currentTarget)}
        >
          <span data-part="suggestion-label" dir="auto">
            {plainName(one.label, longest)}
          </span>
          {one.description !== undefined && (
            <span data-part="suggestion-description" dir="auto">
              {plainName(one.description, longest)}
            </span>
          )}
        </button>
      </li>
    )),
  }
  return renderPart('ul', props, own, undefined)
}
