export { Announcer } from './announce/Announcer.tsx'
export { Chat, type ChatProps } from './chat/Chat.tsx'
export { useChatContext } from './chat/ChatContext.ts'
export { ChatProvider, type ChatProviderProps } from './chat/ChatProvider.tsx'
export { useChat, type UseChatOptions, type UseChatResult } from './chat/useChat.ts'
export type { OwnChatOptions } from './chat/useOwnChat.ts'
export { useIsBusy, useRun } from './chat/useRun.ts'
export * as Composer from './composer/parts.ts'
export * as ContextWindow from './context-window/parts.ts'
export { type ContextShare, useContextShare } from './context-window/useContextShare.ts'
export { useContextWindow } from './context-window/useContextWindow.ts'
export { useLeftOutIds } from './context-window/useLeftOutIds.ts'
export { useComposer } from './composer/useComposer.ts'
export { english, type Labels } from './labels/labels.ts'
export type {
  CodeToken,
  Grammar,
  GrammarState,
  Highlighter,
  TokenKind,
} from './code/Highlighter.ts'
export { Markdown, type MarkdownProps } from './markdown/Markdown.tsx'
export type { FenceComponentProps, MarkdownSettings } from './markdown/MarkdownContext.ts'
export { MarkdownProvider, type MarkdownProviderProps } from './markdown/MarkdownProvider.tsx'
export type { MessageState, MessageStatus } from './message/MessageRoot.tsx'
export type { PartComponentProps, PartComponents } from './message/MessageParts.tsx'
export * as Message from './message/parts.ts'
export { useIsStreaming, useMessage, useMessageIds } from './message/useMessage.ts'
export { QueueList } from './status/QueueList.tsx'
export { StatusRow } from './status/StatusRow.tsx'
export * as Thread from './thread/parts.ts'
export { type ConversationUsage, useUsage } from './usage/useUsage.ts'
