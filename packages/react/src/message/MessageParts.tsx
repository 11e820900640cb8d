'use client'

import {
  type DynamicToolPart,
  isToolPart,
  joinedParts,
  type Part,
  type ReasoningPart,
  type TextPart,
  type ToolPart,
} from '@millrace/protocol'
import { type ComponentType, createElement, memo, type ReactNode } from 'react'
import { FileCard } from '../attachment/FileCard.tsx'
import { useLabels } from '../labels/LabelsContext.ts'
import { Markdown } from '../markdown/Markdown.tsx'
import { MarkdownBoundary } from '../markdown/MarkdownBoundary.tsx'
import { ReasoningPanel } from '../reasoning/ReasoningPanel.tsx'
import { SourceList } from '../sources/SourceList.tsx'
import { ToolCard } from '../tool/ToolCard.tsx'
import { useMessageContext } from './MessageContext.ts'

/** What a component of a part gets. */
export interface PartComponentProps<P extends Part = Part> {
  readonly part: P
  /** Whether the message is being written. */
  readonly streaming: boolean
}

/** Components by kind of part: a type (`text`), a tool (`tool-getWeather`) or data (`data-chart`). */
export interface PartComponents {
  readonly text?: ComponentType<PartComponentProps<TextPart>>
  readonly reasoning?: ComponentType<PartComponentProps<ReasoningPart>>
  readonly tool?: ComponentType<PartComponentProps<DynamicToolPart | ToolPart>>
  readonly [type: `tool-${string}` | `data-${string}`]: ComponentType<PartComponentProps<never>>
}

export interface MessagePartsProps {
  readonly components?: PartComponents | undefined
}

/**
 * The parts of the message, in order. Renders no node of its own. Text of a user is shown as it was typed,
 * text of a model as Markdown. A text that was cut short and carried on is one text. A part that did not change is
 * not rendered again.
 */
export function MessageParts({ components }: MessagePartsProps): ReactNode {
  const { message, streaming } = useMessageContext()
  const written = message.role === 'assistant'
  const parts = joinedParts(message.parts)
  const growing = growingIn(parts)
  const sources = parts.filter(
    (part) => part.type === 'source-url' || part.type === 'source-document',
  )
  return (
    <>
      {parts.map((part, index) => (
        // Parts are only ever added at the end, so their place names them. What is joined was behind all others.
        <OnePart
          key={index}
          part={part}
          written={written}
          // A part that is done does not care whether the message still grows.
          streaming={streaming && index === growing}
          components={components}
        />
      ))}
      {sources.length > 0 && <SourceList sources={sources} />}
    </>
  )
}

/** The part that is being written: the last, or a text that is carried on before its thoughts. */
function growingIn(parts: readonly Part[]): number {
  const open = parts.findLastIndex((part) => 'state' in part && part.state === 'streaming')
  return open === -1 ? parts.length - 1 : open
}

interface OnePartProps {
  readonly part: Part
  readonly written: boolean
  readonly streaming: boolean
  readonly components: PartComponents | undefined
}

const OnePart = memo(function OnePart({
  part,
  written,
  streaming,
  components,
}: OnePartProps): ReactNode {
  const own = componentFor(part, components)
  if (own !== undefined) return createElement(own, { part, streaming })
  switch (part.type) {
    case 'text':
      return written ? (
        <AnswerText text={part.text} streaming={streaming} />
      ) : (
        <QuestionText text={part.text} />
      )
    case 'reasoning':
      return <ReasoningPanel part={part} streaming={streaming} />
    case 'file':
    case 'reasoning-file':
      return <FileCard part={part} />
    default:
      return isToolPart(part) ? <ToolCard part={part} /> : null
  }
})

/** The caller's component for a part: by its own type first, then for all tools. */
function componentFor(
  part: Part,
  components: PartComponents | undefined,
): ComponentType<PartComponentProps> | undefined {
  if (components === undefined) return undefined
  const known = components as Readonly<
    Record<string, ComponentType<PartComponentProps> | undefined>
  >
  if (Object.hasOwn(known, part.type)) return known[part.type]
  return isToolPart(part) ? known['tool'] : undefined
}

function QuestionText({ text }: { readonly text: string }): ReactNode {
  return (
    <p data-part="question" dir="auto">
      {text}
    </p>
  )
}

interface AnswerTextProps {
  readonly text: string
  readonly streaming: boolean
}

function AnswerText({ text, streaming }: AnswerTextProps): ReactNode {
  const labels = useLabels()
  if (text === '') return null
  return (
    // Keyed by nothing: a text that failed to render stays plain while it grows.
    <MarkdownBoundary text={text} notice={labels.cannotRender}>
      <Markdown text={text} streaming={streaming} />
    </MarkdownBoundary>
  )
}
