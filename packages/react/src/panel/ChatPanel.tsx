'use client'

import { afterApprovals } from '@millrace/core'
import type { Message } from '@millrace/protocol'
import { type ReactNode, useState } from 'react'
import { Chat, type ChatProps } from '../chat/Chat.tsx'
import { ChatProvider } from '../chat/ChatProvider.tsx'
import { makeLateChat } from '../chat/makeLateChat.ts'
import { useOwnChat } from '../chat/useOwnChat.ts'
import { directionOf } from '../labels/directionOf.ts'
import { PanelClose } from './PanelClose.tsx'
import { PanelContent } from './PanelContent.tsx'
import { PanelHeader } from './PanelHeader.tsx'
import { PanelLauncher } from './PanelLauncher.tsx'
import { PanelRoot, type PanelRootProps } from './PanelRoot.tsx'
import { PanelTitle } from './PanelTitle.tsx'

export interface ChatPanelProps<M extends Message = Message>
  extends
    ChatProps<M>,
    Pick<PanelRootProps, 'mode' | 'open' | 'defaultOpen' | 'onOpenChange' | 'fullScreenBelowPx'> {
  /** The heading of the panel, which also names it. Default: "Chat". */
  readonly title?: ReactNode
  /** Beside the heading: links, or buttons of yours. Default: none. */
  readonly header?: ReactNode
  /** The sign on the button that opens it. Default: a balloon. */
  readonly launcher?: ReactNode
}

/**
 * The whole chat behind a button: in a corner of the page, or along its side; on a phone it fills the screen. Takes all that
 * `<Chat>` takes. `<ChatPanel api="/api/chat" />` needs nothing else but `@millrace/react/styles.css` and
 * `@millrace/react/panel.css`. `data-theme` is its `theme`, where it has one. What was said and written stays while it is closed, and answers go on.
 */
export function ChatPanel<M extends Message = Message>({
  mode,
  open,
  defaultOpen,
  onOpenChange,
  fullScreenBelowPx,
  title,
  header,
  launcher,
  labels,
  lang,
  dir,
  theme,
  ...props
}: ChatPanelProps<M>): ReactNode {
  const [goOn] = useState(afterApprovals)
  const { sendAutomaticallyWhen = goOn } = props
  const chat = useOwnChat<M>({ ...props, sendAutomaticallyWhen }, makeLateChat)
  const locale = labels?.locale
  return (
    <ChatProvider chat={chat} labels={labels}>
      <PanelRoot
        mode={mode}
        open={open}
        defaultOpen={defaultOpen}
        onOpenChange={onOpenChange}
        fullScreenBelowPx={fullScreenBelowPx}
        lang={lang ?? locale}
        dir={dir ?? (locale === undefined ? undefined : directionOf(locale))}
        data-theme={theme}
      >
        <PanelLauncher>{launcher}</PanelLauncher>
        <PanelContent>
          <PanelHeader>
            <PanelTitle>{title}</PanelTitle>
            {header}
            <PanelClose />
          </PanelHeader>
          <Chat<M>
            {...props}
            chat={chat}
            theme={theme}
            resume={false}
            feedback={props.feedback ?? props.onFeedback !== undefined}
          />
        </PanelContent>
      </PanelRoot>
    </ChatProvider>
  )
}
