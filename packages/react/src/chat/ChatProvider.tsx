'use client'

import type { ChatStore } from '@millrace/core'
import type { Catalogue, Message } from '@millrace/protocol'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { type SubmitMode, SubmitModeContext } from '../composer/SubmitModeContext.ts'
import type { Labels } from '../labels/labels.ts'
import { LabelsProvider } from '../labels/LabelsProvider.tsx'
import type { MarkdownSettings } from '../markdown/MarkdownContext.ts'
import { MarkdownProvider } from '../markdown/MarkdownProvider.tsx'
import { StatusSettingsContext } from '../status/StatusSettings.ts'
import { CatalogueContext } from '../usage/CatalogueContext.ts'
import { createView, type View } from '../view/createView.ts'
import { ViewContext } from '../view/ViewContext.ts'
import { ChatContext } from './ChatContext.ts'

export interface ChatProviderProps<M extends Message = Message> {
  readonly chat: ChatStore<M>
  /** Words in place of those of a `LabelsProvider` above, or of English. Made outside of components. */
  readonly labels?: Partial<Labels> | undefined
  /** What models cost: `defaultCatalogue` of `@millrace/protocol`, or your own. Default: no cost is shown. */
  readonly catalogue?: Catalogue | undefined
  /** How answers are shown: plugins, components, a highlighter, origins of images. */
  readonly markdown?: MarkdownSettings | undefined
  /** Which key sends, in the composer and where a question is edited. Default `enter`. */
  readonly submitMode?: SubmitMode | undefined
  /** A view made outside (`createView`), to move the thread from anywhere. Default: one for each chat that is shown. */
  readonly view?: View | undefined
  /** The page that says how the service is, for `Status.Link`: `http` or `https`, else it counts for nothing. */
  readonly statusUrl?: string | undefined
  /** Hands the conversation over as a file: what `Status.Export` does where it cannot be kept on this device. */
  readonly onExport?: (() => void) | undefined
  readonly children?: ReactNode
}

/**
 * Hands a chat down to the parts below. While it is mounted the chat is looked at; when the last one has
 * gone, a running answer's connection is closed.
 */
export function ChatProvider<M extends Message = Message>({
  chat,
  labels,
  catalogue,
  markdown,
  submitMode = 'enter',
  view: given,
  statusUrl,
  onExport,
  children,
}: ChatProviderProps<M>): ReactNode {
  useEffect(() => chat.retain(), [chat])
  // Another chat is seen with other eyes: what was being edited in the first is nowhere in it.
  const [seen, look] = useState(() => ({ chat, view: createView() }))
  if (seen.chat !== chat) look({ chat, view: createView() })
  const view = given ?? seen.view
  const status = useMemo(() => ({ statusUrl, onExport }), [statusUrl, onExport])
  return (
    // The parts write no messages of their own: for what they do, one chat is like another.
    <ChatContext value={chat as unknown as ChatStore}>
      <ViewContext value={view}>
        <LabelsProvider labels={labels}>
          <CatalogueContext value={catalogue}>
            <SubmitModeContext value={submitMode}>
              <StatusSettingsContext value={status}>
                <MarkdownProvider {...markdown}>{children}</MarkdownProvider>
              </StatusSettingsContext>
            </SubmitModeContext>
          </CatalogueContext>
        </LabelsProvider>
      </ViewContext>
    </ChatContext>
  )
}
