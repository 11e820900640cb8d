'use client'

import { type Citation, isToolPart, joinedParts, type Message, type Part } from '@millrace/protocol'
import { type ComponentType, createElement, memo, type ReactNode } from 'react'
import { useLabels } from '../labels/LabelsContext.ts'
import { LateMarkdown } from '../markdown/LateMarkdown.tsx'
import { MarkdownBoundary } from '../markdown/MarkdownBoundary.tsx'
import { late } from '../part/late.tsx'
import { PartBoundary } from '../part/PartBoundary.tsx'
import { SourcesContext } from '../sources/SourcesContext.ts'
import { useSources } from '../sources/useSources.ts'
import { useViewState } from '../view/ViewContext.ts'
import { useMessageContext } from './MessageContext.ts'
import type { PartComponentProps, PartComponents } from './PartComponents.ts'

export interface MessagePartsProps<M extends Message = Message> {
  readonly components?: PartComponents<M> | undefined
}

/**
 * The parts of the message, in order. Renders no node of its own; while the message is being edited, the editor in their place. Text
 * of a user is shown as it was typed, text of a model as Markdown, which is loaded with the first message: `data-pending` is
 * present on a text that is shown as it was written until then. A text that was cut short and carried on is one
 * text. A part that did not change is not rendered again. Parts of the application's own (`data-…`) are shown by its
 * components alone.
 */
export function MessageParts<M extends Message = Message>({
  components,
}: MessagePartsProps<M>): ReactNode {
  const { message, streaming } = useMessageContext()
  const editing = useViewState((state) => state.editingId === message.id)
  const parts = joinedParts(message.parts)
  const sources = useSources(parts)
  if (editing) return <MessageEditor />
  // What a caller may give is checked by its own types; here it is looked up by name.
  const known = (components ?? noComponents) as Components
  const growing = growingIn(parts)
  return (
    <SourcesContext value={sources}>
      {parts.map((part, index) => (
        // Parts are only ever added at the end, so their place names them. What is joined was behind all others.
        <OnePart
          key={index}
          part={part}
          role={message.role}
          // A part that is done does not care whether the message still grows.
          streaming={streaming && index === growing}
          components={known}
        />
      ))}
      {known.source === undefined && sources.list.length > 0 && (
        <SourceList sources={sources.list} />
      )}
    </SourcesContext>
  )
}

type Components = Readonly<Record<string, ComponentType<PartComponentProps<Part>> | undefined>>

const noComponents: Components = {}

/** The part that is being written: the last, or a text that is carried on before its thoughts. */
function growingIn(parts: readonly Part[]): number {
  const open = parts.findLastIndex((part) => 'state' in part && part.state === 'streaming')
  return open === -1 ? parts.length - 1 : open
}

interface OnePartProps {
  readonly part: Part
  readonly role: Message['role']
  readonly streaming: boolean
  readonly components: Components
}

const OnePart = memo(function OnePart(props: OnePartProps): ReactNode {
  return (
    <PartBoundary part={props.part}>
      <PartContent {...props} />
    </PartBoundary>
  )
})

function PartContent({ part, role, streaming, components }: OnePartProps): ReactNode {
  const own = componentFor(part, components)
  if (own !== undefined) return createElement(own, { part, streaming })
  switch (part.type) {
    case 'text': {
      // What was stored is hostile.
      const text = typeof part.text === 'string' ? part.text : ''
      return role === 'assistant' ? (
        <AnswerText text={text} streaming={streaming} citations={part.citations} />
      ) : (
        <TypedText part={role === 'user' ? 'question' : 'note'} text={text} />
      )
    }
    case 'reasoning':
      return <ReasoningPanel part={part} streaming={streaming} />
    case 'file':
    case 'reasoning-file':
      return <FileCard part={part} />
    default:
      return isToolPart(part) ? <ToolCard part={part} /> : null
  }
}

/** The caller's component for a part: by its own type first, then for all of its kind. */
function componentFor(
  part: Part,
  components: Components,
): ComponentType<PartComponentProps<Part>> | undefined {
  const kind = kindOf(part)
  const names = kind === undefined ? [part.type] : [part.type, kind]
  const name = names.find((name) => Object.hasOwn(components, name))
  return name === undefined ? undefined : components[name]
}

function kindOf(part: Part): 'tool' | 'file' | 'source' | undefined {
  if (isToolPart(part)) return 'tool'
  if (part.type === 'reasoning-file') return 'file'
  return part.type === 'source-url' || part.type === 'source-document' ? 'source' : undefined
}

interface TypedTextProps {
  readonly part: 'question' | 'note'
  readonly text: string
}

/** What somebody typed, and no model wrote: shown letter for letter. */
function TypedText({ part, text }: TypedTextProps): ReactNode {
  return (
    <p data-part={part} dir="auto">
      {text}
    </p>
  )
}

interface AnswerTextProps {
  readonly text: string
  readonly streaming: boolean
  readonly citations: readonly Citation[] | undefined
}

function AnswerText({ text, streaming, citations }: AnswerTextProps): ReactNode {
  const labels = useLabels()
  if (text === '') return null
  return (
    // Keyed by nothing: a text that failed to render stays plain while it grows.
    <MarkdownBoundary text={text} notice={labels.cannotRender}>
      <LateMarkdown text={text} streaming={streaming} citations={citations} />
    </MarkdownBoundary>
  )
}

const MessageEditor = late(async () => (await import('./MessageEditor.tsx')).MessageEditor)
const FileCard = late(async () => (await import('../attachment/FileCard.tsx')).FileCard)
const SourceList = late(async () => (await import('../sources/SourceList.tsx')).SourceList)
const ToolCard = late(async () => (await import('../tool/ToolCard.tsx')).ToolCard)
const ReasoningPanel = late(
  async () => (await import('../reasoning/ReasoningPanel.tsx')).ReasoningPanel,
)
