import type {
  AttachmentOptions,
  ChatStatus,
  ChatStore,
  PersistenceOptions,
  Transport,
} from '@millrace/core'
import type { Message } from '@millrace/protocol'
import type { Labels, MarkdownSettings, Suggestion } from '@millrace/react'

/** Where a chat is: in the page as any other box, in a corner above it, or along its side. */
export type ElementMode = 'inline' | 'floating' | 'sidebar'

type Asked<Value> = Value | (() => Value | Promise<Value>)

/** What is text, a number or a choice: as attributes in HTML, as properties in scripts. Each reads the other. */
export interface ElementAttributes {
  /** Where the route lives. Default `/api/chat`. */
  api: string
  /** Names the conversation on the server. Another one opens another conversation. Default: a new id. */
  chatId: string
  /** Default `inline`. */
  mode: ElementMode
  /** Whether a chat that is not inline is open. */
  open: boolean
  /** The heading of a chat that is not inline. Default: "Chat", in the language of the chat. */
  heading: string | undefined
  placeholder: string | undefined
  /** The greeting before the first message. The slot `empty` takes its place. */
  welcome: string | undefined
  /** Default: what the reader's system says. */
  theme: 'light' | 'dark' | undefined
  /** Which cookies go with requests: `include` also to another origin. Default `same-origin`. */
  credentials: RequestCredentials
  /** The name of the model that is asked (`models` of the route). Default: the route chooses. */
  model: string | undefined
  /** Whether the route keeps conversations (`history`): with a `chat-id` what was said before is there. */
  history: boolean
  /** Offers to choose among the models of the route. */
  models: boolean
  /** Offers to rate answers: `millrace-feedback` tells how. */
  feedback: boolean
  /** Offers to write down what is said. A browser may send what it hears to its maker. */
  dictation: boolean
  /** Offers to read answers aloud. */
  readAloud: boolean
  /** How much screen readers are told. Default `sentences`. */
  announce: 'sentences' | 'complete' | 'status' | 'off'
  /** Which key sends. Default `enter`. */
  submitMode: 'enter' | 'mod-enter' | 'none'
  /** `none`: nothing glides. Default: as the reader's system says. */
  motion: 'auto' | 'none'
}

/** What no attribute can hold. */
export interface ElementProperties {
  /** Added to every request; a function is asked anew each time. */
  headers: Asked<Readonly<Record<string, string>>> | undefined
  /** Added to the body of every question; a function is asked anew each time. */
  body: Asked<Readonly<Record<string, unknown>>> | undefined
  /** Questions to begin with. */
  suggestions: readonly Suggestion[] | undefined
  /** Words in place of those of the language of the chat. */
  labels: Partial<Labels> | undefined
  /** Files may go with a question. `{}` sends them within it. Default: none may. */
  attachments: AttachmentOptions | undefined
  /** How answers are shown: plugins, origins of images. */
  markdown: MarkdownSettings | undefined
  /**
   * Keeps what is said on this device, in a database of this user's. Counts when the chat begins. Default: nothing is kept.
   */
  persist: PersistenceOptions | undefined
  /** In place of requests to `api`. Counts when the chat begins. */
  transport: Transport | undefined
}

/** What the element is to a page. Nothing of it is there before it is defined, but what was set is not lost. */
export interface MillraceChatElement extends HTMLElement, ElementAttributes, ElementProperties {
  /** What was said so far, oldest first. */
  readonly messages: readonly Message[]
  /** The conversation itself, for all that is not here; undefined until `millrace-ready`. */
  readonly chat: ChatStore | undefined
  /** Opens a chat that is not inline, and moves the focus to its message box. */
  show(): void
  hide(): void
  toggle(): void
  /** Moves the focus to the message box. */
  focus(options?: FocusOptions): void
  /**
   * Asks in the reader's name. Resolves to true when the answer has ended, or at once where another one is on its way and it
   * waits for that; to false where `millrace-before-send` was prevented. Failures are events.
   * @throws {TypeError} for an empty text.
   */
  sendMessage(text: string): Promise<boolean>
  /** Ends the running answer and keeps what came. */
  stop(): Promise<void>
  /** Answers the last question again. Does nothing where there is none. */
  regenerate(): Promise<void>
  /** Begins a new conversation, under a new `chatId`. A running answer is stopped. */
  startNew(): Promise<void>
}

/** What is told of a question: its words, and that it is one of the reader's or of the page's. */
export interface SendDetail {
  readonly text: string
}

export interface AnswerDetail {
  readonly message: Message
  readonly text: string
  /** Whether somebody stopped it, or its connection broke: then it is not all there. */
  readonly isWhole: boolean
}

export interface ErrorDetail {
  /** One of the library's own codes; never what a provider wrote. */
  readonly code: string
  readonly retryable: boolean
}

export interface ToolCallDetail {
  readonly toolCallId: string
  readonly toolName: string
  readonly input: unknown
}

export interface FeedbackDetail {
  readonly messageId: string
  /** undefined: a rating was taken back. */
  readonly rating: 'up' | 'down' | undefined
  readonly comment: string | undefined
}

/** What a page may listen to, on the element or anywhere above it. */
export interface MillraceChatEvents {
  /** The conversation is there. */
  'millrace-ready': CustomEvent<undefined>
  /** Something is about to be asked. Prevented, it is not, and its words stay in the message box. */
  'millrace-before-send': CustomEvent<SendDetail>
  'millrace-send': CustomEvent<SendDetail>
  /** An answer has ended. */
  'millrace-answer': CustomEvent<AnswerDetail>
  'millrace-error': CustomEvent<ErrorDetail>
  'millrace-status': CustomEvent<{ readonly status: ChatStatus }>
  /** It was opened or closed. */
  'millrace-toggle': CustomEvent<{ readonly open: boolean }>
  /** A tool of the page's is to be run, once: answer with `chat.addToolOutput`. */
  'millrace-tool-call': CustomEvent<ToolCallDetail>
  'millrace-feedback': CustomEvent<FeedbackDetail>
}

declare global {
  interface HTMLElementTagNameMap {
    'millrace-chat': MillraceChatElement
  }
  interface HTMLElementEventMap extends MillraceChatEvents {}
}
