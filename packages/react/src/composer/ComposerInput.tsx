'use client'

import { type ChangeEvent, type KeyboardEvent, type ReactNode, useContext } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { useRegion } from '../view/useRegion.ts'
import { useView } from '../view/ViewContext.ts'
import { ComposerContext } from './ComposerContext.ts'
import { hasModifier } from './hasModifier.ts'
import { sends } from './sends.ts'
import { SubmitModeContext } from './SubmitModeContext.ts'
import { useComposer } from './useComposer.ts'
import { useRecall } from './useRecall.ts'

/** What the message box shows. */
export interface ComposerInputState {
  readonly empty: boolean
}

export type ComposerInputProps = PartProps<'textarea', ComposerInputState> & {
  /**
   * What Up does in an empty box: edits the last question (`edit`, the default), or brings it back to be asked anew
   * (`recall`). Then Up brings the one before, Down the one after, and at last what was there; whatever is written ends
   * the walk.
   */
  readonly arrowUp?: 'edit' | 'recall' | undefined
}

/**
 * The message box. Renders one `<textarea>` that grows with its text: Enter sends, Shift+Enter breaks the
 * line (`submitMode` of the chat says otherwise), Up in an empty box edits the last question (`arrowUp`). Never disabled, so that the next question can be written while an answer comes. `data-empty` is
 * present while nothing is typed. `Composer.Limit` in the same form describes it while it says something;
 * `Composer.Triggers` sees its keys first.
 */
export function ComposerInput({
  arrowUp = 'edit',
  id,
  onChange,
  onKeyDown,
  'aria-describedby': described,
  ...props
}: ComposerInputProps): ReactNode {
  const labels = useLabels()
  const { text, setText, send } = useComposer()
  const { describedBy, helper } = useContext(ComposerContext)
  const submitMode = useContext(SubmitModeContext)
  const chat = useChatContext()
  const view = useView()
  const recall = useRecall()
  const boxId = useRegion('composer', id)
  const empty = text === ''
  const own = {
    ...helper?.attributes,
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
    onChange: chain(onChange, ({ currentTarget }: ChangeEvent<HTMLTextAreaElement>) => {
      setText(currentTarget.value)
      helper?.onWrite(currentTarget)
    }),
    onKeyDown: chain(onKeyDown, (event: KeyboardEvent<HTMLTextAreaElement>) => {
      helper?.onKeyDown(event)
      if (event.defaultPrevented) return
      if (sends(event, submitMode)) send()
      else if (!(arrowUp === 'recall' ? recall : editLast)(event)) return
      event.preventDefault()
    }),
  }
  return renderPart('textarea', props, own, { empty })

  /** @returns whether it took the key. */
  function editLast(event: KeyboardEvent): boolean {
    if (event.key !== 'ArrowUp' || !empty || hasModifier(event)) return false
    const last = chat.getState().messages.findLast(({ role }) => role === 'user')
    if (last !== undefined) view.edit(last.id)
    return last !== undefined
  }
}
