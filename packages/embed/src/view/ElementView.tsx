import type { ChatStore } from '@millrace/core'
import {
  type ChatProps,
  ChatProvider,
  directionOf,
  type Labels,
  Panel,
  usePanel,
  type View,
} from '@millrace/react'
import { createElement, type ReactNode, useLayoutEffect } from 'react'
import type { ElementAttributes, ElementProperties } from '../element/MillraceChatElement.ts'
import { useLateChat } from './lateChat.ts'

export interface ElementViewProps {
  readonly chat: ChatStore
  readonly view: View
  readonly attributes: ElementAttributes
  readonly properties: Readonly<Partial<ElementProperties>>
  readonly labels: Labels
  readonly dir: 'ltr' | 'rtl' | 'auto' | undefined
  readonly onOpenChange: (open: boolean) => void
  /** Told what opens the panel as its reader does, while there is one. */
  readonly onOpener: (open: ((open: boolean) => void) | undefined) => void
}

/** What is in the shadow of an element: the chat, in a panel where its mode says so, with a slot wherever a page may put something. */
export function ElementView(props: ElementViewProps): ReactNode {
  const { chat, attributes, labels, dir, onOpenChange, onOpener } = props
  const { mode, open, heading, theme } = attributes
  if (mode === 'inline') {
    return (
      <div className="root">
        <slot name="header" />
        <ChatInElement {...props} wanted />
        <slot name="footer" />
      </div>
    )
  }
  return (
    <div className="root">
      <ChatProvider chat={chat} labels={labels}>
        <Panel.Root
          mode={mode}
          open={open}
          onOpenChange={onOpenChange}
          lang={labels.locale}
          dir={dir ?? directionOf(labels.locale)}
          data-theme={theme}
        >
          <Opener onOpener={onOpener} />
          <Panel.Launcher>
            <slot name="launcher">{launcherSign}</slot>
          </Panel.Launcher>
          <Panel.Content>
            <Panel.Header>
              <Panel.Title>{heading}</Panel.Title>
              <slot name="header" />
              <Panel.Close />
            </Panel.Header>
            <ChatInElement {...props} wanted={open} />
            <slot name="footer" />
          </Panel.Content>
        </Panel.Root>
      </ChatProvider>
    </div>
  )
}

function ChatInElement({
  chat,
  view,
  attributes,
  properties,
  labels,
  dir,
  wanted,
}: ElementViewProps & { readonly wanted: boolean }): ReactNode {
  const Chat = useLateChat(wanted)
  const { attachments, markdown, suggestions } = properties
  const { placeholder, theme, welcome, announce, submitMode, motion } = attributes
  // Before it is here its place is.
  if (Chat === undefined) return <div data-part="chat" data-theme={theme} aria-busy="true" />
  const settings: ChatProps = {
    labels,
    lang: labels.locale,
    placeholder,
    theme,
    announce,
    submitMode,
    motion,
    attachments,
    markdown,
    suggestions,
    feedback: attributes.feedback,
    dictation: attributes.dictation,
    readAloud: attributes.readAloud,
    resume: attributes.history && attributes.chatId !== '',
    ...(dir === undefined ? {} : { dir }),
  }
  return createElement(Chat, {
    ...settings,
    key: chat.id,
    chat,
    view,
    welcome: (
      <slot name="empty">
        <p>{welcome ?? labels.welcome}</p>
      </slot>
    ),
    composerStart,
    composerEnd,
  })
}

const composerStart = <slot name="composer-start" />
const composerEnd = <slot name="composer-end" />

/** Hands out what opens the panel around as its reader does: with the focus in the message box. */
function Opener({ onOpener }: Pick<ElementViewProps, 'onOpener'>): ReactNode {
  const { setOpen } = usePanel()
  useLayoutEffect(() => {
    onOpener(setOpen)
    return () => onOpener(undefined)
  })
  return null
}

const launcherSign = (
  <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
    <path
      d="M2.5 3.5h11v7.5h-6L4.5 13.5V11h-2z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinejoin="round"
    />
  </svg>
)
