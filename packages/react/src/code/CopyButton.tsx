'use client'

import type { ReactNode, RefObject } from 'react'
import { useCopyOutcome } from '../clipboard/useCopyOutcome.ts'
import { writeClipboard } from '../clipboard/writeClipboard.ts'
import { useLabels } from '../labels/LabelsContext.ts'

export interface CopyButtonProps {
  /** `data-part` of the button. */
  readonly part: string
  /** What the button says at rest. */
  readonly children: string
  /** What is copied, as plain text. Read when the button is pressed. */
  readonly text: () => string
  /** What is selected where the clipboard cannot be written, so that it is copied by hand. */
  readonly source: RefObject<HTMLElement | null>
  /** Its name where its words alone would not do; contains them. */
  readonly name?: string
}

/**
 * Copies, and says so in place of its own words and politely, until the reader does something else. Renders
 * one `<button>`, and beside it the live region, which is there before it says something. `data-copied` is present
 * after it has copied.
 */
export function CopyButton({ part, children, text, source, name }: CopyButtonProps): ReactNode {
  const labels = useLabels()
  const [outcome, setOutcome] = useCopyOutcome()
  const said =
    outcome === undefined ? '' : outcome === 'copied' ? labels.copied : labels.selectedToCopy

  async function copy(): Promise<void> {
    const copied = await writeClipboard({ text: text() })
    if (!copied && source.current !== null) getSelection()?.selectAllChildren(source.current)
    setOutcome(copied ? 'copied' : 'selected')
  }

  return (
    <>
      <button
        type="button"
        data-part={part}
        aria-label={said === '' ? name : said}
        data-copied={outcome === 'copied' ? '' : undefined}
        onClick={() => void copy()}
        onBlur={() => setOutcome(undefined)}
      >
        {said === '' ? children : said}
      </button>
      <output data-part="copy-status" aria-live="polite">
        {said}
      </output>
    </>
  )
}
