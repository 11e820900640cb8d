'use client'

import { type ReactNode, type RefObject, useRef } from 'react'
import { CodeChunk } from '../code/CodeChunk.tsx'
import { codeChunks } from '../code/codeChunks.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { useShownValue } from './useShownValue.ts'

export interface ToolValueProps {
  /** Hostile: anything. Text is shown as it is. */
  readonly value: unknown
  /** Names what scrolls. Without a name it is words in the flow, and no stop for Tab. */
  readonly name?: string | undefined
  readonly ref?: RefObject<HTMLPreElement | null> | undefined
}

/**
 * A value that somebody else made, as text. Renders one `<pre>`, and a button where there is more than is shown. What
 * would turn its order around is marked: who approves a call is to see what will be run (T-55).
 */
export function ToolValue({ value, name, ref }: ToolValueProps): ReactNode {
  const labels = useLabels()
  const own = useRef<HTMLPreElement>(null)
  const box = ref ?? own
  const { text, rest, isLast, showMore } = useShownValue(value)
  const chunks = codeChunks(text)

  function more(): void {
    // The button goes: the focus stays with what it has shown.
    if (isLast) box.current?.focus({ preventScroll: true })
    showMore()
  }

  return (
    <>
      <pre
        ref={box}
        data-part="tool-value"
        dir={typeof value === 'string' ? 'auto' : 'ltr'}
        tabIndex={name === undefined ? -1 : 0}
        role={name === undefined ? undefined : 'group'}
        aria-label={name}
      >
        {chunks.map((chunk, index) => (
          <CodeChunk
            key={index}
            text={chunk}
            last={index === chunks.length - 1}
            coloured={undefined}
          />
        ))}
      </pre>
      {rest > 0 && (
        <button type="button" data-part="tool-more" onClick={more}>
          {labels.showRest(numbersFor(labels.locale).count(rest))}
        </button>
      )}
    </>
  )
}
