'use client'

import { type ReactNode, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { CodeChunk } from './CodeChunk.tsx'
import { CopyButton } from './CopyButton.tsx'
import { downloadText } from './downloadText.ts'
import { fileExtension } from './fileExtension.ts'
import { useColours } from './useColours.ts'

export interface CodeBlockProps {
  /** The code, cut by `codeChunks`; joined it is the whole. */
  readonly chunks: readonly string[]
  /** First word of the fence's info string, as written (hostile: anything). */
  readonly language?: string | undefined
  /** False while the fence is being written. */
  readonly complete: boolean
}

/** More lines are collapsed. */
const collapsedFrom = 40

/** Enough to fill a collapsed block: each has 32 lines at least. */
const chunksWhenCollapsed = 2

/**
 * Code that somebody else wrote, with its language, copy and download. Renders one `<div>`: `data-language` is what
 * was written after the fence, if it is a plain word; `data-complete` is present once it is all there;
 * `data-collapsed` while only the beginning is to be seen: as much as was before it came to be long, so that it does not
 * get shorter under the reader's eyes. Coloured where a `HighlighterContext` says how.
 */
export function CodeBlock({ chunks, language, complete }: CodeBlockProps): ReactNode {
  const labels = useLabels()
  const codeId = useId()
  const block = useRef<HTMLDivElement>(null)
  const code = useRef<HTMLElement>(null)
  const lines = countLines(chunks)
  const long = lines > collapsedFrom
  const [open, setOpen] = useState(false)
  const collapsed = long && !open
  const coloured = useColours(chunks, {
    language,
    complete,
    limit: collapsed ? chunksWhenCollapsed : Infinity,
  })
  const shownLanguage = shorten(language ?? '')
  const word = plainWord(language)

  function toggle(): void {
    flushSync(() => setOpen(!open))
    // What is below has moved up by all that is hidden now, and the block with it, out of sight.
    if (open) block.current?.scrollIntoView({ block: 'nearest' })
  }

  return (
    <div
      ref={block}
      data-part="code"
      data-language={word}
      data-complete={complete ? '' : undefined}
      data-collapsed={collapsed ? '' : undefined}
    >
      <div data-part="code-header">
        {shownLanguage !== '' && <bdi data-part="code-language">{shownLanguage}</bdi>}
        <CopyButton
          part="code-copy"
          name={labels.copyCode}
          text={() => chunks.join('')}
          source={code}
        >
          {labels.copy}
        </CopyButton>
        <button
          type="button"
          data-part="code-download"
          aria-label={labels.downloadCode}
          onClick={() => downloadText(chunks.join(''), `code.${fileExtension(language)}`)}
        >
          {labels.download}
        </button>
      </div>
      <pre
        id={codeId}
        dir="ltr"
        tabIndex={0}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a name for what scrolls; a region would be a landmark, and an answer has many
        role="group"
        aria-label={labels.code(shownLanguage)}
      >
        <code ref={code} className={word === undefined ? undefined : `language-${word}`}>
          {chunks.map((text, index) => (
            <CodeChunk
              key={index}
              text={text}
              last={index === chunks.length - 1}
              coloured={coloured[index]}
            />
          ))}
        </code>
      </pre>
      {long && (
        <button
          type="button"
          data-part="code-toggle"
          aria-expanded={open}
          aria-controls={codeId}
          onClick={toggle}
        >
          {open
            ? labels.showFewer
            : labels.showAllLines(lines, numbersFor(labels.locale).count(lines))}
        </button>
      )}
    </div>
  )
}

/** A last line counts whether or not it has ended. */
function countLines(chunks: readonly string[]): number {
  let lines = 0
  for (const chunk of chunks) {
    for (let at = chunk.indexOf('\n'); at !== -1; at = chunk.indexOf('\n', at + 1)) lines++
  }
  const last = chunks.at(-1) ?? ''
  return last === '' || last.endsWith('\n') ? lines : lines + 1
}

/** What may stand in a class and an attribute that a page has rules for. */
function plainWord(language: string | undefined): string | undefined {
  return language !== undefined && /^[a-z0-9+#-]{1,20}$/i.test(language) ? language : undefined
}

/** The longest name of a language that is shown, in characters. */
const longestName = 40

function shorten(name: string): string {
  const characters = Array.from(name.slice(0, 2 * longestName + 2))
  return characters.length > longestName ? `${characters.slice(0, longestName).join('')}…` : name
}
