export { defineMillraceChat } from './element/defineMillraceChat.ts'
export type {
  AnswerDetail,
  ElementAttributes,
  ElementMode,
  ElementProperties,
  ErrorDetail,
  FeedbackDetail,
  MillraceChatElement,
  MillraceChatEvents,
  SendDetail,
  ToolCallDetail,
} from './element/MillraceChatElement.ts'
