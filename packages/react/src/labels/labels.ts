import type { ErrorCode } from '@millrace/protocol'

/** Every word that the components say. Numbers come to its functions as they are written in its `locale`. */
export interface Labels {
  /** The language of the words, by which numbers and costs are written: `en`, `de`, `pt-BR`. */
  readonly locale: string
  readonly you: string
  readonly assistant: string
  readonly conversation: string
  readonly composer: string
  readonly placeholder: string
  readonly send: string
  readonly stop: string
  readonly copy: string
  readonly copied: string
  readonly regenerate: string
  /** Goes on with an answer that was cut short. */
  readonly continueAnswer: string
  readonly actions: string
  readonly retry: string
  readonly dismiss: string
  readonly toEnd: string
  readonly reasoning: string
  readonly sources: string
  readonly toolInput: string
  readonly toolOutput: string
  readonly responding: string
  readonly complete: string
  readonly stopped: string
  readonly interrupted: string
  readonly failed: string
  readonly cutAtLength: string
  /** What stands by a reply that no model wrote. */
  readonly automatic: string
  readonly filtered: string
  readonly queued: string
  readonly cancelQueued: string
  readonly reconnecting: string
  readonly welcome: string
  readonly taskDone: string
  readonly taskOpen: string
  /** Where the part of a conversation begins that the model still sees; `count` is the number as written. */
  readonly leftOut: (messages: number, count: string) => string
  /** The same, where a summary of what came before is sent. */
  readonly summarized: (messages: number, count: string) => string
  readonly contextWindow: string
  readonly contextUsed: (percent: string) => string
  readonly contextUnlimited: (tokens: string) => string
  readonly used: string
  readonly limit: string
  readonly limitUnknown: string
  /** Room in the window that is kept for the answer. */
  readonly heldBack: string
  readonly noLongerSent: string
  readonly sentAsSummary: string
  readonly cost: string
  readonly estimates: string
  readonly messages: (messages: number, count: string) => string
  readonly tokens: (tokens: string) => string
  readonly tokensOf: (tokens: string, limit: string) => string
  /** What a model read, and what it wrote. */
  readonly tokensIn: (tokens: string) => string
  readonly tokensOut: (tokens: string) => string
  /** Of what is an estimate. */
  readonly about: (estimate: string) => string
  readonly nearLimit: (tokens: string, limit: string) => string
  readonly overLimit: (tokens: string) => string
  readonly costToSend: (cost: string) => string
  readonly tooLargeToRender: string
  readonly cannotRender: string
  /** For the part of a huge message that is shown on request; `characters` is how much that is, as written. */
  readonly showRest: (characters: string) => string
  /** For a remote image that is not loaded; `host` is where it would come from. */
  readonly loadImage: (host: string, description: string) => string
  /** For a remote image within a link, which cannot be loaded. */
  readonly blockedImage: (host: string, description: string) => string
  readonly openFile: (name: string) => string
  /** Names code for who does not see it; `language` is as written after the fence, empty where nothing was. */
  readonly code: (language: string) => string
  /** Names a button that says `copy`: contains that word. */
  readonly copyCode: string
  /** In place of `copied` where the browser refuses: what was to be copied is selected. */
  readonly selectedToCopy: string
  readonly download: string
  /** Names a button that says `download`: contains that word. */
  readonly downloadCode: string
  readonly showAllLines: (lines: number, count: string) => string
  readonly showFewer: string
  readonly table: string
  readonly copyMarkdown: string
  readonly copyCsv: string
  readonly toolState: Readonly<Record<ToolState, string>>
  /** What is said of each failure. Never what a provider wrote. */
  readonly errors: Readonly<Partial<Record<ErrorCode, string>>> & { readonly unknown: string }
}

export type ToolState =
  | 'input-streaming'
  | 'input-available'
  | 'approval-requested'
  | 'approval-responded'
  | 'output-available'
  | 'output-error'
  | 'output-denied'

/** English, the default. */
export const english: Labels = {
  locale: 'en',
  you: 'You',
  assistant: 'Assistant',
  conversation: 'Conversation',
  composer: 'Message',
  placeholder: 'Ask anything',
  send: 'Send',
  stop: 'Stop',
  copy: 'Copy',
  copied: 'Copied',
  regenerate: 'Answer again',
  continueAnswer: 'Continue',
  actions: 'Message actions',
  retry: 'Try again',
  dismiss: 'Dismiss',
  toEnd: 'Jump to the end',
  reasoning: 'Reasoning',
  sources: 'Sources',
  toolInput: 'Input',
  toolOutput: 'Output',
  responding: 'Assistant is responding',
  complete: 'Response complete',
  stopped: 'Response stopped',
  interrupted: 'Interrupted',
  failed: 'Response failed',
  cutAtLength: 'The answer reached its length limit.',
  automatic: 'Automatic reply',
  filtered: 'The answer was ended by a content filter.',
  queued: 'Waiting to be sent',
  cancelQueued: 'Take back',
  reconnecting: 'Connection lost. Reconnecting…',
  welcome: 'What can I help with?',
  taskDone: 'Done',
  taskOpen: 'To do',
  leftOut: (messages, count) =>
    messages === 1
      ? '1 earlier message is no longer sent'
      : `${count} earlier messages are no longer sent`,
  summarized: (messages, count) =>
    messages === 1
      ? '1 earlier message is sent as a summary'
      : `${count} earlier messages are sent as a summary`,
  contextWindow: 'Context window',
  contextUsed: (percent) => `Context: ${percent} used`,
  contextUnlimited: (tokens) => `Context: ${tokens} tokens used, limit unknown`,
  used: 'Used',
  limit: 'Limit',
  limitUnknown: 'unknown',
  heldBack: 'Held back for the answer',
  noLongerSent: 'No longer sent',
  sentAsSummary: 'Sent as a summary',
  cost: 'Cost',
  estimates: 'Some of these counts are estimates.',
  messages: (messages, count) => (messages === 1 ? '1 message' : `${count} messages`),
  tokens: (tokens) => `${tokens} tokens`,
  tokensOf: (tokens, limit) => `${tokens} of ${limit} tokens`,
  tokensIn: (tokens) => `${tokens} in`,
  tokensOut: (tokens) => `${tokens} out`,
  about: (estimate) => `about ${estimate}`,
  nearLimit: (tokens, limit) => `About ${tokens} of ${limit} tokens`,
  overLimit: (tokens) =>
    `About ${tokens} tokens: longer than the model can read. Shorten it, or it may be refused.`,
  costToSend: (cost) => `about ${cost} to send`,
  tooLargeToRender: 'This message is too large or too deeply nested to be formatted.',
  cannotRender: 'This message cannot be formatted.',
  showRest: (characters) => `Show more (${characters} characters)`,
  loadImage: (host, description) =>
    description === '' ? `Load image from ${host}` : `Load image from ${host}: ${description}`,
  blockedImage: (host, description) =>
    description === '' ? `Image from ${host}` : `Image from ${host}: ${description}`,
  openFile: (name) => `Open ${name}`,
  code: (language) => (language === '' ? 'Code' : `${language} code`),
  copyCode: 'Copy code',
  selectedToCopy: 'Selected: copy by hand',
  download: 'Download',
  downloadCode: 'Download code',
  showAllLines: (_lines, count) => `Show all ${count} lines`,
  showFewer: 'Show fewer',
  table: 'Table',
  copyMarkdown: 'Copy as Markdown',
  copyCsv: 'Copy as CSV',
  toolState: {
    'input-streaming': 'preparing',
    'input-available': 'running',
    'approval-requested': 'needs approval',
    'approval-responded': 'answered',
    'output-available': 'done',
    'output-error': 'failed',
    'output-denied': 'declined',
  },
  errors: {
    rate_limit: 'Too many requests right now. Please try again in a moment.',
    quota: 'The allowance of this chat is used up.',
    overloaded: 'The model is overloaded right now. Please try again in a moment.',
    server_error: 'The server had a problem. Please try again.',
    timeout: 'The answer took too long.',
    network: 'The server cannot be reached. Check the connection and try again.',
    auth: 'This chat is not signed in or not set up correctly.',
    permission: 'This chat is not allowed to do that.',
    not_found: 'The answer is no longer there.',
    context_length: 'This conversation is too long for the model.',
    turn_too_large: 'This message is too long for the model. Please shorten it.',
    content_policy: 'The provider refused this request because of its content.',
    too_large: 'This is more than can be sent at once. Please shorten it.',
    invalid_request: 'The server did not understand the request.',
    busy: 'Another answer is still being written in this chat.',
    bad_event: 'The answer could not be read.',
    bad_sequence: 'The answer arrived in a broken order and was ended.',
    not_a_stream:
      'The server answered with something that is not an answer. Is the network asking you to sign in?',
    incomplete_stream: 'The answer was interrupted. What came is kept.',
    unavailable: 'The server is restarting. Please try again in a moment.',
    unknown: 'Something went wrong. Please try again.',
  },
}
