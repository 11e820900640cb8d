'use client'

import type { ImportOutcome, SkipCode } from '@millrace/core'
import { type ChangeEvent, type ReactNode, useRef, useState } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import type { Labels } from '../labels/labels.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { type PartProps, renderPart } from '../part/renderPart.ts'
import { importIcon } from './icons.tsx'
import { useThreadsContext } from './ThreadsContext.ts'

export type ThreadListImportProps = Omit<PartProps<'div'>, 'children'> & {
  /** A larger file is not read. Default 20 MB. */
  readonly maxBytes?: number | undefined
}

/**
 * Adds conversations from files that were exported here. Renders one `<div>` with a button and what came of it: how many were
 * added, and what was left out and why; nothing where the storage of the threads takes no messages. `data-open` is present
 * while it says something.
 */
export function ThreadListImport({
  maxBytes = 20_000_000,
  ...props
}: ThreadListImportProps): ReactNode {
  const threads = useThreadsContext()
  const labels = useLabels()
  const input = useRef<HTMLInputElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [outcome, setOutcome] = useState<ImportOutcome>()
  if (!threads.canImport) return null

  async function add({ currentTarget }: ChangeEvent<HTMLInputElement>): Promise<void> {
    const files = [...(currentTarget.files ?? [])]
    // The same file may be chosen again.
    currentTarget.value = ''
    if (files.length === 0) return
    setOutcome(undefined)
    const outcomes: ImportOutcome[] = []
    for (const file of files) {
      const text = file.size > maxBytes ? undefined : await file.text().catch(() => '')
      outcomes.push(text === undefined ? tooLarge : await threads.importThreads(text))
    }
    setOutcome({
      added: outcomes.flatMap(({ added }) => added),
      skipped: outcomes.flatMap(({ skipped }) => skipped),
    })
  }

  const own = {
    'data-part': 'thread-import',
    'data-open': outcome === undefined ? undefined : '',
    children: (
      <>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          multiple
          hidden
          onChange={(event) => void add(event)}
        />
        <button
          ref={button}
          type="button"
          data-part="thread-import-button"
          onClick={() => input.current?.click()}
        >
          {importIcon}
          <span>{labels.importThreads}</span>
        </button>
        {/* There before it speaks: a live region that appears together with its words is not read. */}
        <output data-part="thread-import-outcome">
          {outcome !== undefined && <Outcome outcome={outcome} />}
        </output>
        {outcome !== undefined && (
          <button
            type="button"
            data-part="thread-import-dismiss"
            onClick={() => {
              // The button goes.
              button.current?.focus()
              setOutcome(undefined)
            }}
          >
            {labels.dismiss}
          </button>
        )}
      </>
    ),
  }
  return renderPart('div', props, own, undefined)
}

const tooLarge: ImportOutcome = {
  added: [],
  skipped: [{ code: 'too_large', reason: 'The file is larger than is read.' }],
}

function Outcome({ outcome: { added, skipped } }: { readonly outcome: ImportOutcome }): ReactNode {
  const labels = useLabels()
  const { count } = numbersFor(labels.locale)
  const times = new Map<SkipCode, number>()
  for (const { code } of skipped) times.set(code, (times.get(code) ?? 0) + 1)
  return (
    <>
      <span>{labels.importedThreads(added.length, count(added.length))}</span>
      {[...times].map(([code, often]) => (
        <span key={code}>{reasonFor(labels, code, often)}</span>
      ))}
    </>
  )
}

function reasonFor(labels: Labels, code: SkipCode, often: number): string {
  const reason = labels.importSkipped[code]
  if (often === 1) return reason
  return `${reason} (${labels.times(numbersFor(labels.locale).count(often))})`
}
