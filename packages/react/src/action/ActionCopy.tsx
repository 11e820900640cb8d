'use client'

import { textOf } from '@millrace/protocol'
import type { ReactNode } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { richText } from '../clipboard/richText.ts'
import { useCopyOutcome } from '../clipboard/useCopyOutcome.ts'
import { writeClipboard } from '../clipboard/writeClipboard.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { useMessagePlace } from '../message/MessageContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { useView } from '../view/ViewContext.ts'
import { copyIcon, doneIcon } from './icons.tsx'
import { renderAction } from './renderAction.ts'

/** What was said, and not what was thought or what tools did. */
const answerText =
  '[data-part=markdown]:not(:is([data-part=reasoning], [data-part=tool]) [data-part=markdown])'

/**
 * Copies the message: its Markdown for plain text, and as it looks for editors that know headings and lists. Where the
 * browser refuses, what is shown is selected. Renders one `<button>`; `data-copied` is present after it has copied,
 * until the reader does something else.
 */
export function ActionCopy({ onBlur, ...props }: PartProps<'button'>): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const view = useView()
  const { id } = useMessagePlace()
  const [outcome, setOutcome] = useCopyOutcome()
  const said = outcome === 'copied' ? labels.copied : labels.selectedToCopy

  async function copy(shown: Element | null): Promise<void> {
    const { messages, indexById } = chat.getState()
    const message = messages[indexById.get(id) ?? -1]
    if (message === undefined) return
    const roots = [...(shown?.querySelectorAll(answerText) ?? [])]
    const copied = await writeClipboard({
      text: textOf(message),
      html: roots.length === 0 ? undefined : richText(roots),
    })
    const body = shown?.querySelector('[data-part=message-body]') ?? shown
    if (!copied && body !== null) getSelection()?.selectAllChildren(body)
    setOutcome(copied ? 'copied' : 'selected')
    view.say(copied ? labels.copied : labels.selectedToCopy)
  }

  return renderAction(
    {
      ...props,
      onBlur(event) {
        onBlur?.(event)
        setOutcome(undefined)
      },
    },
    {
      part: 'action-copy',
      label: outcome === undefined ? labels.copy : said,
      icon: outcome === 'copied' ? doneIcon : copyIcon,
      onPress: (button) => void copy(button.closest('[data-part=message]')),
    },
    { 'data-copied': outcome === 'copied' ? '' : undefined },
  )
}
