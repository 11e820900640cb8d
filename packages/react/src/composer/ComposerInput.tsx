'use client'

import { type ChangeEvent, type KeyboardEvent, type ReactNode, useContext } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { useRegion } from '../view/useRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { ComposerContext } from './ComposerContext.ts'
import { sends } from './sends.ts'
import { SubmitModeContext } from './SubmitModeContext.ts'
import { useComposer } from './useComposer.ts'

/** What the message box shows. */
export interface ComposerInputState {
  readonly empty: boolean
}

/**
 * The message box. Renders one `<textarea>` that grows with its text: Enter sends, Shift+Enter breaks the
 * line (`submitMode` of the chat says otherwise), Up in an empty box edits the last question. Never disabled, so that the next question can be written while an answer comes. `data-empty` is
 * present while nothing is typed. `Composer.Limit` in the same form describes it while it says something.
 */
export function ComposerInput({
  id,
  onChange,
  onKeyDown,
  'aria-describedby': described,
  ...props
}: PartProps<'textarea', ComposerInputState>): ReactNode {
  const labels = useLabels()
  const { text, setText, send } = useComposer()
  const { describedBy } = useContext(ComposerContext)
  const submitMode = useContext(SubmitModeContext)
  const chat = useChatContext()
  const view = useView()
  const boxId = useRegion('composer', id)
  const empty = text === ''
  const own = {
    id: boxId,
    'data-part': 'composer-input',
    'data-empty': empty ? '' : undefined,
    'aria-label': labels.composer,
    'aria-describedby':
      [described, describedBy].filter((id) => id !== undefined).join(' ') || undefined,
    placeholder: labels.placeholder,
    rows: 1,
    // What the key of a phone's keyboard says.
    enterKeyHint: submitMode === 'enter' ? ('send' as const) : ('enter' as const),
    dir: 'auto',
    value: text,
    onChange: chain(onChange, (event: ChangeEvent<HTMLTextAreaElement>) =>
      setText(event.currentTarget.value),
    ),
    onKeyDown: chain(onKeyDown, (event: KeyboardEvent<HTMLTextAreaElement>) => {
      if (event.key === 'ArrowUp' && empty && !hasModifier(event)) {
        const last = chat.getState().messages.findLast(({ role }) => role === 'user')
        if (last === undefined) return
        event.preventDefault()
        view.edit(last.id)
        return
      }
      if (!sends(event, submitMode)) return
      event.preventDefault()
      send()
    }),
  }
  return renderPart('textarea', props, own, { empty })
}

function hasModifier({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return altKey || ctrlKey || metaKey || shiftKey
}
