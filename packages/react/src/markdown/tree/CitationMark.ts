import type { CitationSource } from '@millrace/protocol'
import type { Node } from 'mdast'

declare module 'mdast' {
  interface RootContentMap {
    citations: CitationMark
  }
  interface PhrasingContentMap {
    citations: CitationMark
  }
}

/** A source that is cited at one place of a text. */
export interface CitedSource {
  readonly source: CitationSource
  /** Its number among the sources of the text, from 1: where no message gives it another. */
  readonly number: number
  /** The passages that are cited, as they came. */
  readonly quotes: readonly string[]
}

/** The numbers that stand behind some words: a node of our own among those of Markdown. */
export interface CitationMark extends Node {
  type: 'citations'
  cited: readonly CitedSource[]
}

/** The name of the element that a mark becomes, by which `components` may draw it. */
export const citationsTag = 'millrace-citations'
