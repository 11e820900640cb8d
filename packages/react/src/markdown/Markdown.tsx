'use client'

import type { Citation } from '@millrace/protocol'
import {
  memo,
  type NamedExoticComponent,
  type ReactNode,
  use,
  useId,
  useMemo,
  useState,
} from 'react'
import { HighlighterContext } from '../code/HighlighterContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { Citations } from '../sources/Citations.tsx'
import { elementsFor } from './elementsFor.tsx'
import { FootnoteSection } from './FootnoteSection.tsx'
import { shownOf } from './MarkdownBlock.tsx'
import { MarkdownContext, type MarkdownSettings } from './MarkdownContext.ts'
import { MarkdownGroup } from './MarkdownGroup.tsx'
import { createMarkdownRendering } from './MarkdownRendering.ts'
import { PlainText } from './PlainText.tsx'
import { runsOf } from './Run.tsx'
import { createCitationPlacer } from './tree/createCitationPlacer.ts'
import { createMarkdownTree } from './tree/createMarkdownTree.ts'
import { createMarkdownParser, type Plugins } from './tree/MarkdownParser.ts'
import { useShownLength } from './useShownLength.ts'

export interface MarkdownProps extends MarkdownSettings {
  readonly text: string
  /** Whether more of the text may come. Then half-open syntax is shown as it will most likely be. Default false. */
  readonly streaming?: boolean
  /**
   * What the text cites: a numbered button behind the words at which each ends, or at the end of the text. Numbered
   * as the sources of the message around, else in their own order.
   */
  readonly citations?: readonly Citation[] | undefined
}

const noPlugins: Plugins = []
const noComponents = {}
const noOrigins: readonly string[] = []

/**
 * Markdown that somebody else wrote: a model. Renders one `<div data-part="markdown">`. A text that grows is parsed
 * and rendered only where it grows; whatever the way it came, it ends as the page it would have been at once. No
 * raw HTML; links are `http`, `https` or `mailto` and open apart; a remote image is a button that names its host until
 * it is pressed; ids are prefixed. A long text that comes whole is shown in slices: `data-partial` is there until all
 * is. Text that is too deeply nested is shown as it is, and `data-plain` is present where there is nothing else; text
 * beyond 1 MB is shown on request.
 */
export const Markdown: NamedExoticComponent<MarkdownProps> = memo(function Markdown({
  text,
  streaming = false,
  citations,
  ...own
}: MarkdownProps): ReactNode {
  const around = use(MarkdownContext)
  const settings = { ...around, ...own }
  const { headingOffset = 2, pluginsSee = 'block', fences } = settings
  const highlighter = use(HighlighterContext)
  const prefix = useId()
  const labels = useLabels()
  const remarkPlugins = useSame(settings.remarkPlugins ?? noPlugins)
  const rehypePlugins = useSame(settings.rehypePlugins ?? noPlugins)
  const components = useSame(settings.components ?? noComponents)
  const allowedImageOrigins = useSame(settings.allowedImageOrigins ?? noOrigins)
  const tree = useMemo(
    () => createMarkdownTree(createMarkdownParser(remarkPlugins)),
    [remarkPlugins],
  )
  const rendering = useMemo(
    () =>
      createMarkdownRendering({
        remarkPlugins,
        rehypePlugins,
        prefix,
        pluginsSee,
        components: { ...elementsFor(headingOffset), ...components },
      }),
    [remarkPlugins, rehypePlugins, prefix, pluginsSee, headingOffset, components],
  )
  const below = useMemo(
    () => ({ allowedImageOrigins, ...(fences === undefined ? {} : { fences }) }),
    [allowedImageOrigins, fences],
  )
  const { length, isPartial, rest, showMore } = useShownLength(text)
  const placer = useMemo(
    () => (citations === undefined ? undefined : createCitationPlacer(citations)),
    [citations],
  )
  const snapshot = tree.read(text.slice(0, length), streaming || isPartial)
  const cited = placer?.place(tree, snapshot, !streaming && length === text.length)
  const { blocks, footnotes, plain } = cited?.snapshot ?? snapshot
  const page = (
    <div
      data-part="markdown"
      data-plain={blocks.length === 0 && plain !== '' ? '' : undefined}
      data-partial={isPartial ? '' : undefined}
    >
      {runsOf(shownOf(blocks)).map((run, index) => (
        <MarkdownGroup
          key={index}
          blocks={run}
          notes={run.map((block) => footnotes?.numbers.get(block))}
          rendering={rendering}
          first={index === 0}
        />
      ))}
      {footnotes !== undefined && footnotes.notes.length > 0 && (
        <FootnoteSection footnotes={footnotes} rendering={rendering} />
      )}
      {plain !== '' && (
        <>
          <p role="note">{labels.tooLargeToRender}</p>
          <PlainText text={plain} />
        </>
      )}
      {cited !== undefined && cited.below.length > 0 && <Citations cited={cited.below} />}
      {rest > 0 && (
        <button type="button" data-part="markdown-more" onClick={showMore}>
          {labels.showRest(numbersFor(labels.locale).count(rest))}
        </button>
      )}
    </div>
  )
  return (
    <MarkdownContext value={below}>
      <HighlighterContext value={settings.highlighter ?? highlighter}>{page}</HighlighterContext>
    </MarkdownContext>
  )
})

/** The same list or map for as long as it holds the same: callers write theirs anew on each render. */
function useSame<Values extends object>(values: Values): Values {
  const [kept, keep] = useState(values)
  if (same(kept, values)) return kept
  keep(values)
  return values
}

function same(before: object, after: object): boolean {
  if (before === after) return true
  const entries = Object.entries(after)
  const known = before as Readonly<Record<string, unknown>>
  return (
    entries.length === Object.keys(before).length &&
    entries.every(([key, value]: [string, unknown]) => {
      const own = known[key]
      return own === value || (Array.isArray(own) && Array.isArray(value) && same(own, value))
    })
  )
}
