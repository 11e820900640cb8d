export { afterApprovals } from './chat/afterApprovals.ts'
export type { ChatHistory, HistoryPage, HistoryRequest } from './history/ChatHistory.ts'
export { createHttpHistory, type HttpHistoryOptions } from './history/createHttpHistory.ts'
export type { ApprovalAnswer, ToolAnswer } from './chat/answerTool.ts'
export {
  type ChatState,
  type ChatStatus,
  type Earlier,
  isBusy,
  type NewMessage,
  type QueuedMessage,
  type Run,
  statusOf,
} from './chat/ChatState.ts'
export type { ChatStore, SendOptions } from './chat/ChatStore.ts'
export type { ComposerState } from './chat/ComposerState.ts'
export { canContinue } from './chat/continuing.ts'
export type { ChatOptions, Feedback, FinishEvent, ToolCall } from './chat/ChatOptions.ts'
export { createChat } from './chat/createChat.ts'
export type { Fork, Forks } from './history/Fork.ts'
export { branchOf } from './chat/forks.ts'
export type { ReconnectOptions } from './chat/startRun.ts'
export { browserFrames } from './pace/browserFrames.ts'
export { createPacer, type Pace, type Pacer, type PacerOptions } from './pace/createPacer.ts'
export type { FrameSource } from './pace/FrameSource.ts'
export {
  createSequencer,
  type Sequencer,
  type SequencerCounts,
  type SequencerOptions,
} from './sequence/createSequencer.ts'
export type { HttpRequestOptions } from './transport/createHttpRequest.ts'
export { createHttpTransport, type HttpTransportOptions } from './transport/createHttpTransport.ts'
export { type ForeignTransport, fromChatTransport } from './transport/fromChatTransport.ts'
export type {
  Connection,
  ResumeRequest,
  SendRequest,
  StopRequest,
  Transport,
} from './transport/Transport.ts'
