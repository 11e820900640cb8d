'use client'

import type { Element } from 'hast'
import { type ComponentProps, createContext, type ReactNode, use } from 'react'
import type { Components } from 'react-markdown'
import { useLabels } from '../labels/LabelsContext.ts'
import { Citations } from '../sources/Citations.tsx'
import { TableBlock } from '../table/TableBlock.tsx'
import { InlineCode } from './InlineCode.tsx'
import { MarkdownLink } from './MarkdownLink.tsx'
import { MarkdownPre } from './MarkdownPre.tsx'
import { RemoteImage } from './RemoteImage.tsx'
import { type CitationMark, citationsTag } from './tree/CitationMark.ts'

/** How elements are drawn, with each heading so many levels lower. */
export function elementsFor(headingOffset: number): Components {
  return { ...headings(headingOffset), ...elements }
}

const elements: Components = {
  a: MarkdownLink,
  img: ({ src, alt }) => <RemoteImage src={typeof src === 'string' ? src : ''} alt={alt ?? ''} />,
  p: ({ node, ...props }) => <Paragraph {...props} />,
  li: ({ node, ...props }) => (
    <InItemContext value>
      <li dir="auto" {...props} />
    </InItemContext>
  ),
  blockquote: ({ node, ...props }) => <blockquote dir="auto" {...props} />,
  input: ({ node, ...props }) => <TaskBox {...props} />,
  code: InlineCode,
  pre: MarkdownPre,
  table: ({ node, ...props }) => <TableBlock {...props} />,
  [citationsTag as 'span']: ({ node }: { readonly node?: Element | undefined }) => (
    <Citations cited={(node?.data as Partial<CitationMark> | undefined)?.cited ?? []} />
  ),
}

/**
 * `dir="auto"` does not look into children with a direction of their own: paragraphs of an item have none, so that
 * the item has that of its words, and they have the item's.
 */
const InItemContext = createContext(false)

function Paragraph(props: ComponentProps<'p'>): ReactNode {
  return <p dir={use(InItemContext) ? undefined : 'auto'} {...props} />
}

/** The box of a task: it shows what is done and cannot be ticked. */
function TaskBox(props: ComponentProps<'input'>): ReactNode {
  const labels = useLabels()
  return (
    <input {...props} aria-label={props.checked === true ? labels.taskDone : labels.taskOpen} />
  )
}

/** `#` of an answer is not the page's own first heading. */
function headings(offset: number): Components {
  const level = (own: number) => {
    const Heading = `h${Math.min(6, own + offset)}` as 'h1' | 'h2' | 'h3' | 'h4' | 'h5' | 'h6'
    return ({ node, ...props }: { node?: unknown; children?: ReactNode }): ReactNode => (
      <Heading dir="auto" data-level={own} {...props} />
    )
  }
  return offset === 0
    ? {}
    : { h1: level(1), h2: level(2), h3: level(3), h4: level(4), h5: level(5), h6: level(6) }
}
