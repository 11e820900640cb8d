export { assemble, startAssembly, type Assembly } from './assembly/assemble.ts'
export { emptyPartialJson, feedPartialJson, type PartialJson } from './assembly/partialJson.ts'
export {
  type Catalogue,
  type ImageRule,
  type Model,
  nanoDollars,
  type Price,
} from './context-window/Catalogue.ts'
export { type Backoff, fullJitterMs } from './backoff/fullJitterMs.ts'
export { cannedReasonFor, cannedReplies, type CannedReplies } from './canned/cannedReplies.ts'
export { calibrate } from './context-window/calibrate.ts'
export { chatTokens, type CountedMessage } from './context-window/chatTokens.ts'
export { costOf } from './context-window/costOf.ts'
export { type CountFile, countMessage, prepareMessages } from './context-window/countMessage.ts'
export { countTools } from './context-window/countTools.ts'
export { cutTurns, type TurnCut } from './context-window/cutTurns.ts'
export { defaultCatalogue } from './context-window/defaultCatalogue.ts'
export { estimateCost } from './context-window/estimateCost.ts'
export { estimate, estimateTokens } from './context-window/estimateTokens.ts'
export { findModel } from './context-window/findModel.ts'
export { growingCount, type GrowingCount } from './context-window/growingCount.ts'
export { guideCatalogue } from './context-window/guideCatalogue.ts'
export { imageTokens, type ImageSize } from './context-window/imageTokens.ts'
export { mergeCatalogue, type ModelChange } from './context-window/mergeCatalogue.ts'
export { readCatalogue } from './context-window/readCatalogue.ts'
export {
  summarizeMessages,
  type Summarize,
  type SummarizeOptions,
  type Summary,
} from './context-window/summarizeMessages.ts'
export type { TokenCounter } from './context-window/TokenCounter.ts'
export {
  type Trimmed,
  trimMessages,
  type TrimOptions,
  type TrimReport,
} from './context-window/trimMessages.ts'
export { cachedOf, readUsage, sumUsage, usageOf } from './context-window/usageOf.ts'
export { isSendable, staysInWindow } from './context-window/windowRules.ts'
export { remembering } from './context-window/remembering.ts'
export type { Weigh, Weight } from './context-window/weighTurns.ts'
export {
  type CountingWorker,
  serveCounts,
  workerCounter,
  type WorkerScope,
} from './context-window/workerCounter.ts'
export type { Cancel, Clock, NewId, Random } from './clock/Clock.ts'
export { randomId } from './clock/randomId.ts'
export { systemClock } from './clock/systemClock.ts'
export { wait } from './clock/wait.ts'
export {
  ChatError,
  type ChatErrorOptions,
  type ErrorCode,
  type ErrorInfo,
} from './error/ChatError.ts'
export { isErrorInfo } from './error/isErrorInfo.ts'
export { toChatError } from './error/toChatError.ts'
export {
  type Chunk,
  type DataChunk,
  endOfStream,
  type EndOfStream,
  type FinishReason,
  isDataChunk,
  isEnd,
} from './message/Chunk.ts'
export {
  type Cached,
  type Facts,
  factsOf,
  type Rating,
  reopened,
  type Timings,
  type Usage,
  withFacts,
} from './message/Facts.ts'
export type {
  Citation,
  CitationSource,
  CustomPart,
  DataPart,
  DataTypes,
  DynamicToolPart,
  FilePart,
  JsonObject,
  JsonValue,
  Message,
  Part,
  ProviderMetadata,
  ReasoningFilePart,
  ReasoningPart,
  Role,
  SourceDocumentPart,
  SourceUrlPart,
  SteeringMessagePart,
  StepStartPart,
  TextPart,
  ToolInvocation,
  ToolPart,
  ToolType,
  ToolTypes,
} from './message/Message.ts'
export { continues, isContinuation, joinedParts } from './message/continuation.ts'
export type { CannedReason, Notice } from './message/Notice.ts'
export { type ChunkReading, readChunk } from './message/readChunk.ts'
export { readMessage } from './message/readMessage.ts'
export { isToolPart } from './message/isToolPart.ts'
export { toolNameOf } from './message/toolNameOf.ts'
export { textOf } from './message/textOf.ts'
export { decode, type Decoded, type Frame, type SkippedChunk } from './wire/decode.ts'
export { encode } from './wire/encode.ts'
export { createEventFeed, type EventFeed, type EventFeedOptions } from './wire/createEventFeed.ts'
export { readEvents, type ReadEventsOptions, readTexts, eventTooLarge } from './wire/readEvents.ts'
export type { ServerSentEvent } from './wire/ServerSentEvent.ts'
export { type EventToWrite, writeEvent } from './wire/writeEvent.ts'
