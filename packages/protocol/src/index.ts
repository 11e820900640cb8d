export { assemble, startAssembly, type Assembly } from './assembly/assemble.ts'
export { emptyPartialJson, feedPartialJson, type PartialJson } from './assembly/partialJson.ts'
export type { Catalogue, Model, Price } from './context-window/Catalogue.ts'
export { chatTokens, type CountedMessage } from './context-window/chatTokens.ts'
export { costOf } from './context-window/costOf.ts'
export { countMessage } from './context-window/countMessage.ts'
export { defaultCatalogue } from './context-window/defaultCatalogue.ts'
export { estimate, estimateTokens } from './context-window/estimateTokens.ts'
export { growingCount, type GrowingCount } from './context-window/growingCount.ts'
export { guideCatalogue } from './context-window/guideCatalogue.ts'
export { findModel, mergeCatalogue, type ModelChange } from './context-window/mergeCatalogue.ts'
export type { TokenCounter } from './context-window/TokenCounter.ts'
export { trimMessages, type TrimOptions, type TrimReport } from './context-window/trimMessages.ts'
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
  type Facts,
  factsOf,
  type MessageMetadata,
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
export { type ChunkReading, readChunk } from './message/readChunk.ts'
export { textOf } from './message/textOf.ts'
export { decode, type Decoded, type Frame, type SkippedChunk } from './wire/decode.ts'
export { encode } from './wire/encode.ts'
export { readEvents, type ReadEventsOptions, type ServerSentEvent } from './wire/readEvents.ts'
export { type EventToWrite, writeEvent } from './wire/writeEvent.ts'
