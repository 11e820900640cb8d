'use client'

import { type ChangeEvent, type KeyboardEvent, type ReactNode, useContext } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { ComposerContext } from './ComposerContext.ts'
import { useComposer } from './useComposer.ts'

/** What the message box shows. */
export interface ComposerInputState {
  readonly empty: boolean
}

/**
 * The message box. Renders one `<textarea>` that grows with its text: Enter sends, Shift+Enter breaks the
 * line. Never disabled, so that the next question can be written while an answer comes. `data-empty` is
 * present while nothing is typed. `Composer.Limit` in the same form describes it while it says something.
 */
export function ComposerInput({
  onChange,
  onKeyDown,
  'aria-describedby': described,
  ...props
}: PartProps<'textarea', ComposerInputState>): ReactNode {
  const labels = useLabels()
  const { text, setText, send } = useComposer()
  const { describedBy } = useContext(ComposerContext)
  const empty = text === ''
  const own = {
    'data-part': 'composer-input',
    'data-empty': empty ? '' : undefined,
    'aria-label': labels.composer,
    'aria-describedby':
      [described, describedBy].filter((id) => id !== undefined).join(' ') || undefined,
    placeholder: labels.placeholder,
    rows: 1,
    dir: 'auto',
    value: text,
    onChange: chain(onChange, (event: ChangeEvent<HTMLTextAreaElement>) =>
      setText(event.currentTarget.value),
    ),
    onKeyDown: chain(onKeyDown, (event: KeyboardEvent<HTMLTextAreaElement>) => {
      // Enter also confirms a candidate in Japanese, Chinese and Korean input.
      if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return
      event.preventDefault()
      send()
    }),
  }
  return renderPart('textarea', props, own, { empty })
}

function isComposing({ nativeEvent }: KeyboardEvent): boolean {
  // Safari ends the composition before its keydown, and says so only by the old code.
  return nativeEvent.isComposing || nativeEvent.keyCode === 229
}
