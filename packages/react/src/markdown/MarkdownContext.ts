'use client'

import { type ComponentType, type Context, createContext } from 'react'
import type { Components } from 'react-markdown'
import type { Highlighter } from '../code/Highlighter.ts'
import type { Plugins } from './tree/MarkdownParser.ts'

/** What a component for the fences of a language gets. It is shown once the fence is complete. */
export interface FenceComponentProps {
  readonly code: string
  readonly language: string
}

/** How Markdown is shown. */
export interface MarkdownSettings {
  /** Added to the level of each heading, so that an answer does not break the page's outline. Default 2. */
  readonly headingOffset?: number
  /** By the name of an element, as for react-markdown. */
  readonly components?: Components
  readonly remarkPlugins?: Plugins
  readonly rehypePlugins?: Plugins
  /**
   * What the plugins look at. `block`, the default: each top-level block with all that is in it, so that a long
   * list is rendered whole as it grows. `leaf`: texts, code and rows one by one.
   */
  readonly pluginsSee?: 'block' | 'leaf'
  /**
   * Origins whose images are shown at once, each exactly as `URL.origin` writes it: `https://cdn.example.com`. So are
   * sound and film among the files of a message; they are fetched when they are played.
   * Only `https:` counts. Default none. Whoever can serve or redirect from there learns what the model
   * writes into an address: allow what is yours.
   */
  readonly allowedImageOrigins?: readonly string[]
  /** Components for finished fences, by language: diagrams. What they get is hostile. */
  readonly fences?: Readonly<Record<string, ComponentType<FenceComponentProps>>>
  /** Colours code. Default none: `@millrace/react/highlight` has one. */
  readonly highlighter?: Highlighter
}

/** Settings for all Markdown below; those of a component come first. */
export const MarkdownContext: Context<MarkdownSettings> = createContext<MarkdownSettings>({})
