import type { SkipCode, ThreadsNotice } from '@millrace/core'
import type { ErrorCode } from '@millrace/protocol'
import type { FileKind } from '../attachment/fileKind.ts'
import type { DictationFailure } from '../speech/Dictation.ts'

/** Every word that the components say. Numbers come to its functions as they are written in its `locale`. */
export interface Labels {
  /** The language of the words, by which numbers, costs and times are written: `en`, `de`, `pt-BR`. */
  readonly locale: string
  readonly you: string
  readonly assistant: string
  /** The author of a message that neither wrote. */
  readonly system: string
  readonly conversation: string
  /** Names a panel with a chat, and the button that opens it. */
  readonly chat: string
  readonly closeChat: string
  /** Spoken when an answer came to a chat that is closed. */
  readonly newAnswer: string
  readonly composer: string
  readonly placeholder: string
  /** How many suggestions there are; `count` is the number as written. */
  readonly suggestions: (suggestions: number, count: string) => string
  readonly noSuggestions: string
  readonly loadingSuggestions: string
  readonly suggestionsFailed: string
  readonly send: string
  readonly stop: string
  readonly dictate: string
  /** Why nobody listens any more. */
  readonly dictationFailed: Readonly<Record<DictationFailure, string>>
  readonly copy: string
  readonly copied: string
  readonly regenerate: string
  /** Goes on with an answer that was cut short. */
  readonly continueAnswer: string
  readonly actions: string
  readonly edit: string
  /** Names the box in which a question is put into other words. */
  readonly editedMessage: string
  readonly cancel: string
  readonly rateGood: string
  readonly rateBad: string
  readonly whatWasWrong: string
  readonly skip: string
  readonly thanks: string
  readonly readAloud: string
  readonly cannotReadAloud: string
  readonly previousQuestion: string
  /** Which version of a message is shown; both numbers as written. */
  readonly versionOf: (version: string, count: string) => string
  readonly previousVersion: string
  readonly nextVersion: string
  readonly firstWordAfter: (seconds: string) => string
  readonly tokensPerSecond: (tokens: string) => string
  readonly retry: string
  /** Spoken while a page of what was said before is loaded. */
  readonly loadingEarlier: string
  readonly earlierFailed: string
  readonly dismiss: string
  readonly toEnd: string
  /** Names the button that leads to what is new; contains `newMessages`. */
  readonly toNewMessages: (messages: number, count: string) => string
  /** How many messages are new; `count` is the number as written. */
  readonly newMessages: (messages: number, count: string) => string
  /** Stands before the first new message. */
  readonly newFromHere: string
  readonly thinking: string
  /** Of thoughts that have ended, where nobody saw for how long it was thought. */
  readonly thoughts: string
  /** `duration` with its unit, as written. */
  readonly thoughtFor: (duration: string) => string
  readonly sources: string
  /** `count` is the number as written. */
  readonly sourceCount: (sources: number, count: string) => string
  /** Names the number of a source in a text. */
  readonly citation: (number: string, title: string) => string
  readonly toolInput: string
  readonly toolOutput: string
  /** Names a button that says `copy`: contains that word. */
  readonly copyOutput: string
  readonly responding: string
  readonly complete: string
  readonly stopped: string
  readonly interrupted: string
  readonly failed: string
  readonly cutAtLength: string
  /** What stands by an answer that was given before, and one that is past its time. */
  readonly cached: string
  readonly cachedStale: string
  /** Of what such an answer would have used: tokens in and out, and a cost. */
  readonly saved: (usage: string) => string
  /** What stands by a reply that no model wrote. */
  readonly automatic: string
  readonly filtered: string
  /** Names questions that are offered. */
  readonly suggestedQuestions: string
  /** Names the choice of a model. */
  readonly model: string
  readonly modelsFailed: string
  readonly attach: string
  /** Names the files of the next question. */
  readonly attachments: string
  readonly fileWaiting: string
  readonly uploading: string
  /** `percent` as written, and of how much. */
  readonly uploadedOf: (percent: string, size: string) => string
  readonly uploadFailed: string
  readonly fileGone: string
  /** Of a file that was made smaller, and not small enough; `limit` as written. */
  readonly fileStillTooLarge: (limit: string) => string
  readonly filesTooLarge: (limit: string) => string
  readonly retryFile: (name: string) => string
  readonly removeFile: (name: string) => string
  readonly openFile: (name: string) => string
  /** In place of the names of many files. */
  readonly files: (files: number, count: string) => string
  /** Why a file was not taken; `name` names one, or says how many. */
  readonly fileEmpty: (name: string) => string
  readonly fileFolder: (name: string) => string
  readonly fileType: (name: string) => string
  readonly fileTooLarge: (name: string, limit: string) => string
  readonly filesNoRoom: (name: string, limit: string) => string
  readonly filesTooMany: (name: string, limit: string) => string
  readonly filesAttached: (files: number, count: string) => string
  readonly filesUploading: (files: number, count: string) => string
  readonly dropHere: string
  /** Why a question cannot be sent yet. */
  readonly waitsForFiles: string
  readonly hasFailedFile: string
  readonly queued: string
  /** The same while the server cannot be reached. */
  readonly queuedOffline: string
  readonly cancelQueued: string
  /** Of a question that the server will not take as it is; the reason follows. */
  readonly notSent: string
  readonly discard: string
  readonly reconnecting: string
  /** `time` is since when, as written. */
  readonly offline: (time: string) => string
  /** How many messages are sent once the server is reached; `count` is the number as written. */
  readonly sentWhenBack: (messages: number, count: string) => string
  readonly tryNow: string
  /** Spoken when the server is reached again. */
  readonly onlineAgain: string
  /** Spoken when a countdown begins; `duration` with its units, in words. */
  readonly tryAgainIn: (duration: string) => string
  /** Spoken when it is over. */
  readonly tryAgainNow: string
  /** Stands behind `errors.quota`: who can help. */
  readonly quotaHelp: string
  readonly outage: string
  /** Stands behind `outage`, where a time is known. */
  readonly tryAgainAfter: (time: string) => string
  /** The words of a link to a page that says how the service is. */
  readonly statusPage: string
  readonly slow: string
  /** `name` of the model and the provider that answer; empty where nobody knows them. */
  readonly failedOver: (name: string) => string
  /** Of an answer that was given before; `moment` is a day and a time. */
  readonly cachedSince: (moment: string) => string
  readonly waitToBeSent: (messages: number, count: string) => string
  readonly notSavedHere: string
  readonly notSavedOnServer: string
  /** Names the button that hands over what cannot be saved. */
  readonly exportHere: string
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
  /** Of what is an estimate: a cost, or tokens in and out in one line. */
  readonly about: (estimate: string) => string
  readonly nearLimit: (tokens: string, limit: string) => string
  readonly overLimit: (tokens: string) => string
  readonly costToSend: (cost: string) => string
  readonly tooLargeToRender: string
  readonly cannotRender: string
  /** Names text that is shown as it is. */
  readonly unformatted: string
  /** For the part of a huge message that is shown on request; `characters` is how much that is, as written. */
  readonly showRest: (characters: string) => string
  /** For a remote image that is not loaded; `host` is where it would come from. */
  readonly loadImage: (host: string, description: string) => string
  /** For a remote image within a link, which cannot be loaded. */
  readonly blockedImage: (host: string, description: string) => string
  /** The same for sound and film. */
  readonly loadAudio: (host: string, name: string) => string
  readonly loadVideo: (host: string, name: string) => string
  /** Of a file that is broken. */
  readonly cannotShow: string
  /** What a file is; also its name where it has none. */
  readonly fileKinds: Readonly<Record<FileKind, string>>
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
  /** Spoken in place of code; `language` is empty where it is not known. */
  readonly codeOfLines: (language: string, lines: number, count: string) => string
  readonly showFewer: string
  readonly table: string
  /** Spoken in place of a table. */
  readonly tableOf: (rows: number, columns: number, rowCount: string, columnCount: string) => string
  /** Spoken in place of an image. */
  readonly imageOf: (description: string) => string
  /** Spoken in place of a file that an answer brings. */
  readonly fileOf: (name: string) => string
  /** Spoken when a tool waits for somebody's word. */
  readonly needsApproval: (tool: string) => string
  /** Spoken at the end of an answer of which not all was spoken. */
  readonly moreToRead: string
  readonly copyMarkdown: string
  readonly copyCsv: string
  /** Each stands behind the name of the tool: `Weather running`. */
  readonly toolState: Readonly<Record<ToolState, string>>
  /** Of a call of which nothing more will come. */
  readonly toolInterrupted: string
  /** Of a call that is approved or declined without asking the reader. */
  readonly toolChecked: string
  /** Of a call whose approval can no longer be given. */
  readonly toolUnanswered: string
  /** Asks whether a call may be run. */
  readonly approvalAsked: (tool: string) => string
  readonly approve: string
  readonly deny: string
  /** Names the list of conversations. */
  readonly threads: string
  readonly newThread: string
  readonly searchThreads: string
  /** How many were found; `count` is the number as written. */
  readonly foundThreads: (threads: number, count: string) => string
  readonly noThreads: string
  readonly untitledThread: string
  /** What stands above the conversations that are pinned, and above those of the last days. */
  readonly pinnedThreads: string
  readonly previousDays: (days: string) => string
  readonly threadActions: (title: string) => string
  /** Each names a conversation, and begins with its title. */
  readonly threadRunning: (title: string) => string
  readonly threadFailed: (title: string) => string
  readonly threadUnread: (title: string) => string
  readonly rename: string
  readonly threadTitle: string
  readonly pin: string
  readonly unpin: string
  readonly exportMarkdown: string
  readonly exportJson: string
  readonly exportFailed: string
  readonly deleteThread: string
  readonly threadDeleted: (title: string) => string
  readonly undo: string
  readonly importThreads: string
  readonly importedThreads: (threads: number, count: string) => string
  /** Why something of an import was left out. */
  readonly importSkipped: Readonly<Record<SkipCode, string>>
  /** So many times; `count` is the number as written. */
  readonly times: (count: string) => string
  readonly moreThreads: string
  readonly loadingThreads: string
  readonly threadsFailed: string
  /** What stands there while a change of the list is not saved. */
  readonly threadNotice: Readonly<Record<ThreadsNotice['of'], string>>
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
  system: 'Note',
  conversation: 'Conversation',
  chat: 'Chat',
  closeChat: 'Close the chat',
  newAnswer: 'New message from Assistant',
  composer: 'Message',
  placeholder: 'Ask anything',
  suggestions: (suggestions, count) =>
    suggestions === 1 ? '1 suggestion' : `${count} suggestions`,
  noSuggestions: 'No suggestions',
  loadingSuggestions: 'Loading suggestions…',
  suggestionsFailed: 'Suggestions could not be loaded.',
  send: 'Send',
  stop: 'Stop',
  dictate: 'Dictate',
  dictationFailed: {
    denied: 'The microphone is blocked. Allow it for this page in the browser.',
    unavailable: 'Dictation is turned off in this browser or on this device.',
    'no-microphone': 'No microphone was found.',
    'no-speech': 'Nothing was heard. Please try again.',
    network: 'Dictation needs a connection that is not there. Please try again.',
    language: 'This browser does not understand this language.',
    failed: 'Dictation did not work. Please try again.',
  },
  copy: 'Copy',
  copied: 'Copied',
  regenerate: 'Answer again',
  continueAnswer: 'Continue',
  actions: 'Message actions',
  edit: 'Edit',
  editedMessage: 'Edited message',
  cancel: 'Cancel',
  rateGood: 'Good answer',
  rateBad: 'Bad answer',
  whatWasWrong: 'What was wrong?',
  skip: 'Skip',
  thanks: 'Thank you',
  readAloud: 'Read aloud',
  cannotReadAloud: 'Cannot be read aloud',
  previousQuestion: 'Previous question',
  versionOf: (version, count) => `Version ${version} of ${count}`,
  previousVersion: 'Previous version',
  nextVersion: 'Next version',
  firstWordAfter: (seconds) => `${seconds} to the first word`,
  tokensPerSecond: (tokens) => `${tokens} tokens/s`,
  retry: 'Try again',
  loadingEarlier: 'Loading earlier messages…',
  earlierFailed: 'Earlier messages could not be loaded.',
  dismiss: 'Dismiss',
  toEnd: 'Jump to the end',
  toNewMessages: (messages, count) =>
    messages === 1 ? `${count} new message, jump there` : `${count} new messages, jump there`,
  newMessages: (messages, count) =>
    messages === 1 ? `${count} new message` : `${count} new messages`,
  newFromHere: 'New',
  thinking: 'Thinking…',
  thoughts: 'Thoughts',
  thoughtFor: (duration) => `Thought for ${duration}`,
  sources: 'Sources',
  sourceCount: (sources, count) => (sources === 1 ? '1 source' : `${count} sources`),
  citation: (number, title) => `Source ${number}: ${title}`,
  toolInput: 'Input',
  toolOutput: 'Output',
  copyOutput: 'Copy output',
  responding: 'Assistant is responding',
  complete: 'Response complete',
  stopped: 'Response stopped',
  interrupted: 'Interrupted',
  failed: 'Response failed',
  cutAtLength: 'The answer reached its length limit.',
  cached: 'Answered before',
  cachedStale: 'An earlier answer',
  saved: (usage) => `saved ${usage}`,
  automatic: 'Automatic reply',
  filtered: 'The answer was ended by a content filter.',
  suggestedQuestions: 'Suggestions',
  model: 'Model',
  modelsFailed: 'Load models again',
  attach: 'Attach files',
  attachments: 'Attached files',
  fileWaiting: 'Waiting',
  uploading: 'Uploading…',
  uploadedOf: (percent, size) => `${percent} of ${size}`,
  uploadFailed: 'Not uploaded',
  fileGone: 'No longer there, or changed. Attach it again.',
  fileStillTooLarge: (limit) => `Larger than ${limit}`,
  filesTooLarge: (limit) => `All together are larger than ${limit}`,
  retryFile: (name) => `Try again: ${name}`,
  removeFile: (name) => `Remove ${name}`,
  openFile: (name) => `Open ${name}`,
  files: (files, count) => (files === 1 ? '1 file' : `${count} files`),
  fileEmpty: (name) => `${name}: not attached, it is empty.`,
  fileFolder: (name) => `${name}: not attached, it is a folder. Attach the files in it.`,
  fileType: (name) => `${name}: not attached, files of this type cannot be sent.`,
  fileTooLarge: (name, limit) => `${name}: not attached, a file may have ${limit} at most.`,
  filesNoRoom: (name, limit) => `${name}: not attached, all files together may have ${limit}.`,
  filesTooMany: (name, limit) => `${name}: not attached, ${limit} can be sent at once.`,
  filesAttached: (files, count) => (files === 1 ? '1 file attached' : `${count} files attached`),
  filesUploading: (files, count) => (files === 1 ? 'Uploading 1 file' : `Uploading ${count} files`),
  dropHere: 'Drop files to attach them',
  waitsForFiles: 'A file is still being uploaded',
  hasFailedFile: 'A file failed: try again, or remove it',
  queued: 'Waiting to be sent',
  queuedOffline: 'Waiting to be sent when you are back online',
  cancelQueued: 'Take back',
  notSent: 'Not sent',
  discard: 'Discard',
  reconnecting: 'Connection lost. Reconnecting…',
  offline: (time) => `You are offline (since ${time}). What you write is kept.`,
  sentWhenBack: (messages, count) =>
    messages === 1
      ? '1 message will be sent when you are back.'
      : `${count} messages will be sent when you are back.`,
  tryNow: 'Try now',
  onlineAgain: 'You are online again.',
  tryAgainIn: (duration) => `You can try again in ${duration}`,
  tryAgainNow: 'You can try again now',
  quotaHelp: 'Whoever runs this chat can raise it.',
  outage: 'The AI service is not answering right now.',
  tryAgainAfter: (time) => `Try again after ${time}.`,
  statusPage: 'Service status',
  slow: 'This is taking longer than usual.',
  failedOver: (name) =>
    name === '' ? 'Another provider answers.' : `Another provider answers: ${name}.`,
  cachedSince: (moment) => `This was answered before: ${moment}.`,
  waitToBeSent: (messages, count) =>
    messages === 1 ? '1 message waits to be sent.' : `${count} messages wait to be sent.`,
  notSavedHere:
    'This conversation cannot be saved on this device. It is here as long as the page is open.',
  notSavedOnServer:
    'The server could not save this answer. It is here as long as the page is open.',
  exportHere: 'Export',
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
  unformatted: 'Unformatted text',
  showRest: (characters) => `Show more (${characters} characters)`,
  loadImage: (host, description) =>
    description === '' ? `Load image from ${host}` : `Load image from ${host}: ${description}`,
  blockedImage: (host, description) =>
    description === '' ? `Image from ${host}` : `Image from ${host}: ${description}`,
  loadAudio: (host, name) => `Load audio from ${host}: ${name}`,
  loadVideo: (host, name) => `Load video from ${host}: ${name}`,
  cannotShow: 'Cannot be shown',
  fileKinds: {
    image: 'Image',
    audio: 'Audio',
    video: 'Video',
    text: 'Text',
    pdf: 'PDF document',
    document: 'Document',
    spreadsheet: 'Spreadsheet',
    presentation: 'Presentation',
    archive: 'Archive',
    file: 'File',
  },
  code: (language) => (language === '' ? 'Code' : `${language} code`),
  copyCode: 'Copy code',
  selectedToCopy: 'Selected: copy by hand',
  download: 'Download',
  downloadCode: 'Download code',
  showAllLines: (_lines, count) => `Show all ${count} lines`,
  codeOfLines: (language, lines, count) =>
    `${language === '' ? 'Code' : `${language} code`}, ${lines === 1 ? '1 line' : `${count} lines`}`,
  showFewer: 'Show fewer',
  table: 'Table',
  tableOf: (rows, columns, rowCount, columnCount) =>
    `table, ${rows === 1 ? '1 row' : `${rowCount} rows`}, ` +
    (columns === 1 ? '1 column' : `${columnCount} columns`),
  imageOf: (description) => (description === '' ? 'Image' : `Image: ${description}`),
  fileOf: (name) => `File: ${name}`,
  needsApproval: (tool) => `${tool} needs approval`,
  moreToRead: 'There is more to read in the conversation',
  copyMarkdown: 'Copy as Markdown',
  copyCsv: 'Copy as CSV',
  toolState: {
    'input-streaming': 'preparing',
    'input-available': 'running',
    'approval-requested': 'needs approval',
    'approval-responded': 'approved',
    'output-available': 'done',
    'output-error': 'failed',
    'output-denied': 'declined',
  },
  toolInterrupted: 'interrupted',
  toolChecked: 'being checked',
  toolUnanswered: 'not answered',
  approvalAsked: (tool) => `Allow “${tool}”?`,
  approve: 'Approve',
  deny: 'Deny',
  threads: 'Conversations',
  newThread: 'New conversation',
  searchThreads: 'Search conversations',
  foundThreads: (threads, count) =>
    threads === 0
      ? 'No conversation found'
      : threads === 1
        ? '1 conversation found'
        : `${count} conversations found`,
  noThreads: 'No conversations yet',
  untitledThread: 'Untitled',
  pinnedThreads: 'Pinned',
  previousDays: (days) => `Previous ${days} days`,
  threadActions: (title) => `Actions for ${title}`,
  threadRunning: (title) => `${title}, answer is being written`,
  threadFailed: (title) => `${title}, answer failed`,
  threadUnread: (title) => `${title}, new answer`,
  rename: 'Rename',
  threadTitle: 'Title',
  pin: 'Pin',
  unpin: 'Unpin',
  exportMarkdown: 'Export as Markdown',
  exportJson: 'Export as JSON',
  exportFailed: 'The conversation could not be exported.',
  deleteThread: 'Delete',
  threadDeleted: (title) => `Deleted: ${title}`,
  undo: 'Undo',
  importThreads: 'Import',
  importedThreads: (threads, count) =>
    threads === 1 ? '1 conversation added' : `${count} conversations added`,
  importSkipped: {
    too_large: 'The file is too large.',
    not_json: 'The file cannot be read.',
    too_many: 'The file holds more conversations than can be added at once.',
    not_a_thread: 'Not a conversation of this chat.',
    unknown_version: 'A conversation of another version of this chat.',
    too_deep: 'A conversation that is nested too deep.',
    no_messages: 'A conversation without messages.',
    bad_message: 'A message that cannot be read.',
    not_supported: 'Conversations cannot be added here.',
    not_saved: 'A conversation could not be saved.',
  },
  times: (count) => `${count} times`,
  moreThreads: 'Show more',
  loadingThreads: 'Loading conversations…',
  threadsFailed: 'The conversations could not be loaded.',
  threadNotice: {
    save: 'A change could not be saved.',
    remove: 'A conversation could not be deleted.',
    load: 'The messages could not be loaded.',
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
