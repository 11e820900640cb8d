'use client'

import {
  type ComponentProps,
  memo,
  type NamedExoticComponent,
  type ReactNode,
  useId,
  useMemo,
} from 'react'
import ReactMarkdown, { type Components, type Options } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { MarkdownLink } from './MarkdownLink.tsx'
import { prefixFootnoteLabel } from './prefixFootnoteLabel.ts'
import { RemoteImage } from './RemoteImage.tsx'
import { safeUrl } from './safeUrl.ts'
import { tooHeavy } from './tooHeavy.ts'
import { useLabels } from '../labels/LabelsContext.ts'

export interface MarkdownProps {
  readonly text: string
  /** Added to the level of each heading, so that an answer does not break the page's outline. Default 2. */
  readonly headingOffset?: number
  readonly components?: Components
  readonly remarkPlugins?: Options['remarkPlugins']
  readonly rehypePlugins?: Options['rehypePlugins']
}

/**
 * Markdown that somebody else wrote: a model. Renders one `<div data-part="markdown">`. No raw HTML; links are
 * `http`, `https` or `mailto` and open apart; a remote image is a button that names its host until it is
 * pressed; ids are prefixed. Text that is too large or too deeply nested is shown as it is.
 */
export const Markdown: NamedExoticComponent<MarkdownProps> = memo(function Markdown({
  text,
  headingOffset = 2,
  components,
  remarkPlugins = [],
  rehypePlugins = [],
}: MarkdownProps): ReactNode {
  const prefix = useId()
  const labels = useLabels()
  const known = useMemo(
    () => ({ ...headings(headingOffset), ...elements, ...components }),
    [headingOffset, components],
  )
  if (tooHeavy(text)) {
    return (
      <div data-part="markdown" data-plain="">
        <p role="note">{labels.tooLargeToRender}</p>
        <pre dir="auto">{text}</pre>
      </div>
    )
  }
  return (
    <div data-part="markdown">
      <ReactMarkdown
        remarkPlugins={[remarkGfm, ...(remarkPlugins ?? [])]}
        rehypePlugins={[[prefixFootnoteLabel, prefix], ...(rehypePlugins ?? [])]}
        remarkRehypeOptions={{ clobberPrefix: `${prefix}-` }}
        urlTransform={safeUrl}
        components={known}
      >
        {text}
      </ReactMarkdown>
    </div>
  )
})

const elements: Components = {
  a: MarkdownLink,
  img: ({ src, alt }) => <RemoteImage src={typeof src === 'string' ? src : ''} alt={alt ?? ''} />,
  p: ({ node, ...props }) => <p dir="auto" {...props} />,
  li: ({ node, ...props }) => <li dir="auto" {...props} />,
  blockquote: ({ node, ...props }) => <blockquote dir="auto" {...props} />,
  input: ({ node, ...props }) => <TaskBox {...props} />,
  // Code is read from left to right in any language; the box scrolls by keyboard too.
  pre: ({ node, ...props }) => <pre dir="ltr" tabIndex={0} {...props} />,
  table: ({ node, ...props }) => (
    <div data-part="table" tabIndex={0}>
      <table dir="auto" {...props} />
    </div>
  ),
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
