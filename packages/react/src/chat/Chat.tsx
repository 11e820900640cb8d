'use client'

import type { Catalogue } from '@millrace/protocol'
import type { ReactNode } from 'react'
import { Announcer } from '../announce/Announcer.tsx'
import { ComposerInput } from '../composer/ComposerInput.tsx'
import { ComposerLimit } from '../composer/ComposerLimit.tsx'
import { ComposerRoot } from '../composer/ComposerRoot.tsx'
import { ComposerSubmit } from '../composer/ComposerSubmit.tsx'
import { ContextWindowMeter } from '../context-window/ContextWindowMeter.tsx'
import type { Labels } from '../labels/labels.ts'
import type { MarkdownSettings } from '../markdown/MarkdownContext.ts'
import type { PartComponents } from '../message/MessageParts.tsx'
import { QueueList } from '../status/QueueList.tsx'
import { StatusRow } from '../status/StatusRow.tsx'
import { ThreadEmpty } from '../thread/ThreadEmpty.tsx'
import { ThreadMessages } from '../thread/ThreadMessages.tsx'
import { ThreadRoot } from '../thread/ThreadRoot.tsx'
import { ThreadWaiting } from '../thread/ThreadWaiting.tsx'
import { ChatProvider } from './ChatProvider.tsx'
import { type OwnChatOptions, useOwnChat } from './useOwnChat.ts'

export interface ChatProps extends OwnChatOptions {
  readonly labels?: Partial<Labels> | undefined
  /** Components for parts: `{ 'tool-getWeather': WeatherCard }`. */
  readonly components?: PartComponents | undefined
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
  /** How answers are shown: plugins, components, a highlighter, origins of images. Made outside of components. */
  readonly markdown?: MarkdownSettings | undefined
  /** `light`, `dark`, or what the reader's system says (default). */
  readonly theme?: 'light' | 'dark' | undefined
}

/**
 * The whole chat: a thread, what is wrong if something is, and a composer. `<Chat api="/api/chat" />` needs
 * nothing else but `@millrace/react/styles.css`. Renders one `<div data-part="chat">` that fills the height it
 * is given.
 */
export function Chat({
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
  showUsage = false,
  ...options
}: ChatProps): ReactNode {
  const chat = useOwnChat(options)
  return (
    <ChatProvider chat={chat} labels={labels} catalogue={catalogue} markdown={markdown}>
      <div data-part="chat" className={className} lang={lang} dir={dir} data-theme={theme}>
        <ThreadRoot>
          {welcome === undefined ? <ThreadEmpty /> : <ThreadEmpty>{welcome}</ThreadEmpty>}
          <ThreadMessages components={components} showUsage={showUsage} />
          <ThreadWaiting />
          <StatusRow />
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
        <Announcer />
      </div>
    </ChatProvider>
  )
}
