'use client'

import { type ComponentProps, type ReactNode, useRef } from 'react'
import { CopyButton } from '../code/CopyButton.tsx'
import { useLabels } from '../labels/LabelsContext.ts'
import { tableToCsv } from './tableToCsv.ts'
import { type ColumnAlign, tableToMarkdown } from './tableToMarkdown.ts'

/**
 * A table that scrolls by itself and can be copied. Renders a `<div>` with a toolbar and the `<table>`, which takes
 * the props. What is copied is the text of the cells as they are when a button is pressed.
 */
export function TableBlock({ children, ...props }: ComponentProps<'table'>): ReactNode {
  const labels = useLabels()
  const scroller = useRef<HTMLDivElement>(null)
  const table = (): HTMLTableElement | null => scroller.current?.querySelector('table') ?? null

  return (
    <div data-part="table">
      <div data-part="table-toolbar">
        <CopyButton
          part="table-copy-markdown"
          text={() => tableToMarkdown(cellsOf(table()), columnsOf(table()))}
          source={scroller}
        >
          {labels.copyMarkdown}
        </CopyButton>
        <CopyButton
          part="table-copy-csv"
          text={() => tableToCsv(cellsOf(table()))}
          source={scroller}
        >
          {labels.copyCsv}
        </CopyButton>
      </div>
      <div
        ref={scroller}
        data-part="table-scroll"
        tabIndex={0}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a name for what scrolls; a region would be a landmark, and an answer has many
        role="group"
        aria-label={labels.table}
      >
        <table dir="auto" {...props}>
          {children}
        </table>
      </div>
    </div>
  )
}

function cellsOf(table: HTMLTableElement | null): readonly (readonly string[])[] {
  return rowsOf(table).map((cells) => cells.map(textOf))
}

/** The text of a cell, without the numbers of its sources. */
function textOf(cell: HTMLTableCellElement): string {
  const copy = cell.cloneNode(true) as HTMLTableCellElement
  for (const numbers of copy.querySelectorAll('[data-part=citations]')) numbers.remove()
  return copy.textContent.trim()
}

function columnsOf(table: HTMLTableElement | null): readonly ColumnAlign[] {
  return rowsOf(table)[0]?.map(alignOf) ?? []
}

function rowsOf(table: HTMLTableElement | null): readonly (readonly HTMLTableCellElement[])[] {
  return Array.from(table?.rows ?? [], ({ cells }) => Array.from(cells))
}

function alignOf(cell: HTMLTableCellElement): ColumnAlign {
  const align = cell.getAttribute('align') ?? cell.style.textAlign
  return align === 'left' || align === 'center' || align === 'right' ? align : undefined
}
