import type {
  FilePart,
  Message,
  ReasoningFilePart,
  SourceDocumentPart,
  SourceUrlPart,
} from '@millrace/protocol'
import type { ComponentType } from 'react'

/** What a component of a part gets. */
export interface PartComponentProps<P> {
  readonly part: P
  /** Whether the part is being written. */
  readonly streaming: boolean
}

type PartOf<M extends Message> = M['parts'][number]

/** The components for parts by their own type: `text`, `tool-getWeather`, `data-chart`. */
type ByType<M extends Message> = {
  readonly [Type in Exclude<PartOf<M>['type'], keyof ByKind<M>>]?: ComponentType<
    PartComponentProps<Extract<PartOf<M>, { type: Type }>>
  >
}

/** Components for several types at once. One for the type itself goes first. */
interface ByKind<M extends Message> {
  /** Any tool call. */
  readonly tool?: ComponentType<
    PartComponentProps<Extract<PartOf<M>, { type: `tool-${string}` | 'dynamic-tool' }>>
  >
  /** A file of the message or of its thoughts. */
  readonly file?: ComponentType<PartComponentProps<FilePart | ReasoningFilePart>>
  /** One of the sources of an answer, in its place among the parts. Without it they are listed behind the answer. */
  readonly source?: ComponentType<PartComponentProps<SourceUrlPart | SourceDocumentPart>>
}

/**
 * Components for the parts of a message, by the types of the caller's own `Message`: a component for
 * `tool-getWeather` is given that tool's input and output, one for `data-chart` that data.
 */
export type PartComponents<M extends Message = Message> = ByType<M> & ByKind<M>
