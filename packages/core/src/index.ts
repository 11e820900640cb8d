export type {
  AttachedFile,
  Attachment,
  AttachmentFailure,
  AttachmentProgress,
  RefusedFile,
  Refusal,
} from './attachment/Attachment.ts'
export {
  type AttachmentLimits,
  type AttachmentOptions,
  limitsOf,
  type Prepare,
  type Upload,
} from './attachment/AttachmentOptions.ts'
export {
  type Attachments,
  type AttachmentsState,
  createAttachments,
} from './attachment/createAttachments.ts'
export { type DownscaleOptions, downscaleImages } from './attachment/downscaleImages.ts'
export {
  type Draft,
  draftOfMessage,
  isSameDraft,
  messageOfDraft,
  sendabilityOf,
  type Sendability,
} from './draft/Draft.ts'
export { createHttpModels } from './models/createHttpModels.ts'
export type { ModelInfo, ModelList, ModelSource } from './models/ModelInfo.ts'
export type { DraftStorage, StoredDraft, StoredFile } from './draft/DraftStorage.ts'
export { idbDrafts, type IdbDraftsOptions } from './draft/idbDrafts.ts'
export { keptDrafts, type KeptDraftsOptions } from './draft/keptDrafts.ts'
export {
  type ChatWithDraft,
  keepDraft,
  type KeepDraftOptions,
  type KeptDraft,
} from './draft/keepDraft.ts'
export { afterApprovals } from './chat/afterApprovals.ts'
export { cachedHistory, type CachedHistoryOptions } from './history/cachedHistory.ts'
export type { ChatHistory, HistoryPage, HistoryRequest } from './history/ChatHistory.ts'
export { createHttpHistory, type HttpHistoryOptions } from './history/createHttpHistory.ts'
export type { ApprovalAnswer, ToolAnswer } from './chat/answerTool.ts'
export {
  type ChatState,
  type ChatStatus,
  chatStatusOf,
  type Earlier,
  isBusy,
  type NewMessage,
  type QueuedMessage,
  type Run,
} from './chat/ChatState.ts'
export { type Circumstances, type Status, statusOf } from './chat/statusOf.ts'
export type { ConnectionState } from './connection/ConnectionState.ts'
export type { Patience, PatienceOptions } from './connection/createPatience.ts'
export type { ServiceState } from './connection/ServiceState.ts'
export type { ChatStore, SendOptions } from './chat/ChatStore.ts'
export type { ComposerState } from './composer/ComposerState.ts'
export { canContinue } from './chat/canContinue.ts'
export type { ChatOptions, Feedback, FinishEvent, ToolCall } from './chat/ChatOptions.ts'
export { createChat } from './chat/createChat.ts'
export { createLateChat, type LateChatOptions } from './chat/createLateChat.ts'
export type { ChatShell, ShellOptions } from './chat/createShell.ts'
export type { Fork, Forks } from './history/Fork.ts'
export { branchOf } from './chat/forks.ts'
export type { ReconnectOptions } from './chat/startRun.ts'
export { browserFrames } from './pace/browserFrames.ts'
export { createPacer, type Pace, type Pacer, type PacerOptions } from './pace/createPacer.ts'
export type { FrameSource } from './pace/FrameSource.ts'
export type { ChatPersistence } from './chat/Together.ts'
export { createPersistence, type DevicePersistence } from './device/createPersistence.ts'
export type { PersistenceOptions } from './persistence/createPersistence.ts'
export type {
  KeptBeginning,
  KeptChat,
  KeptOutbox,
  KeptPage,
  KeptRun,
} from './persistence/KeptChat.ts'
export type { OutboxEntry } from './persistence/OutboxEntry.ts'
export type {
  Persistence,
  PersistenceState,
  PersistenceTrouble,
} from './persistence/Persistence.ts'
export type { Changed, Records } from './persistence/Records.ts'
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
export { cachedThreads, type CachedThreadsOptions } from './threads/cachedThreads.ts'
export type { ChatOrigin } from './threads/createChats.ts'
export { createHttpThreads, type HttpThreadsOptions } from './threads/createHttpThreads.ts'
export { createThreads, type ThreadsOptions } from './threads/createThreads.ts'
export { exportKept } from './threads/exportKept.ts'
export { firstLineTitle } from './threads/firstLineTitle.ts'
export { keptThreads } from './threads/keptThreads.ts'
export { englishWords, type MarkdownWords } from './threads/MarkdownWords.ts'
export { sendWaiting } from './threads/sendWaiting.ts'
export { memoryThreads } from './threads/memoryThreads.ts'
export type { ImportOutcome, SkipCode, SkippedImport } from './threads/readExports.ts'
export type { StoredThread, Thread } from './threads/Thread.ts'
export type {
  MoreThreads,
  RemovedThread,
  ThreadsNotice,
  ThreadsState,
  ThreadsStatus,
} from './threads/ThreadsState.ts'
export type { ThreadPage, ThreadQuery, ThreadStorage } from './threads/ThreadStorage.ts'
export type { ThreadsStore } from './threads/ThreadsStore.ts'
