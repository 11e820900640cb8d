'use client'

import { afterApprovals } from '@millrace/core'
import type { Catalogue, Message } from '@millrace/protocol'
import { type ReactNode, useState } from 'react'
import { Announcer } from '../announce/Announcer.tsx'
import type { AnnounceMode } from '../announce/createAnnouncer.ts'
import { ComposerInput } from '../composer/ComposerInput.tsx'
import { ComposerLimit } from '../composer/ComposerLimit.tsx'
import { ComposerRoot } from '../composer/ComposerRoot.tsx'
import { ComposerSubmit } from '../composer/ComposerSubmit.tsx'
import { ContextWindowMeter } from '../context-window/ContextWindowMeter.tsx'
import type { Labels } from '../labels/labels.ts'
import type { MarkdownSettings } from '../markdown/MarkdownContext.ts'
import type { PartComponents } from '../message/PartComponents.ts'
import { QueueList } from '../status/QueueList.tsx'
import { StatusRoot } from '../status/StatusRoot.tsx'
import { ThreadEmpty } from '../thread/ThreadEmpty.tsx'
import { ThreadMessages } from '../thread/ThreadMessages.tsx'
import { ThreadRoot } from '../thread/ThreadRoot.tsx'
import { ThreadWaiting } from '../thread/ThreadWaiting.tsx'
import { ChatProvider } from './ChatProvider.tsx'
import { type OwnChatOptions, useOwnChat } from './useOwnChat.ts'

export interface ChatProps<M extends Message = Message> extends OwnChatOptions<M> {
  readonly labels?: Partial<Labels> | undefined
  /** Components for parts: `{ 'tool-getWeather': WeatherCard }`, typed by your own `Message`. */
  readonly components?: PartComponents<M> | undefined
  readonly placeholder?: string | undefined
  /** In place of the greeting before the first message. */
  readonly welcome?: ReactNode
  readonly className?: string | undefined
  readonly lang?: string
  readonly dir?: 'ltr' | 'rtl' | 'auto'
  /** What models cost: `defaultCatalogue` of `@millrace/protocol`, or your own. Default: no cost is shown. */
  readonly catalogue?: Catalogue | undefined
  /**
   * Show what each answer used, and how full the model's window is at all times. Default false: the meter comes
   * when it is 70 % full.
   */
  readonly showUsage?: boolean | undefined
  /** Offer to rate answers. Default: where `onFeedback` is given. For a chat made elsewhere, whose options say who listens. */
  readonly feedback?: boolean | undefined
  /** How answers are shown: plugins, components, a highlighter, origins of images. Made outside of components. */
  readonly markdown?: MarkdownSettings | undefined
  /**
   * How much screen readers are told: answers by `sentences` as they come (default), each answer when it is
   * `complete`, only its `status`, or nothing (`off`).
   */
  readonly announce?: AnnounceMode | undefined
  /** `light`, `dark`, or what the reader's system says (default). */
  readonly theme?: 'light' | 'dark' | undefined
}

/**
 * The whole chat: a thread, what is wrong if something is, and a composer. `<Chat api="/api/chat" />` needs
 * nothing else but `@millrace/react/styles.css`. Renders one `<div data-part="chat">` that fills the height it
 * is given. Where the reader has approved or declined all tool calls that asked, the conversation goes on by itself, unless
 * `sendAutomaticallyWhen` says otherwise. With `onFeedback` answers can be rated.
 */
export function Chat<M extends Message = Message>({
  labels,
  components,
  placeholder,
  welcome,
  className,
  lang,
  dir,
  theme,
  catalogue,
  markdown,
  announce,
  showUsage = false,
  feedback,
  ...options
}: ChatProps<M>): ReactNode {
  const [goOn] = useState(afterApprovals)
  const { sendAutomaticallyWhen = goOn, onFeedback } = options
  const chat = useOwnChat<M>({ ...options, sendAutomaticallyWhen })
  return (
    <ChatProvider chat={chat} labels={labels} catalogue={catalogue} markdown={markdown}>
      <div data-part="chat" className={className} lang={lang} dir={dir} data-theme={theme}>
        <ThreadRoot>
          {welcome === undefined ? <ThreadEmpty /> : <ThreadEmpty>{welcome}</ThreadEmpty>}
          <ThreadMessages
            components={components}
            showUsage={showUsage}
            feedback={feedback ?? onFeedback !== undefined}
          />
          <ThreadWaiting />
          <StatusRoot />
        </ThreadRoot>
        <div data-part="chat-footer">
          <QueueList />
          <ComposerRoot>
            <ComposerInput {...(placeholder === undefined ? {} : { placeholder })} />
            <ContextWindowMeter from={showUsage ? 'low' : 'near'} />
            <ComposerSubmit />
            <ComposerLimit cost={showUsage} />
          </ComposerRoot>
        </div>
        <Announcer mode={announce} />
      </div>
    </ChatProvider>
  )
}
