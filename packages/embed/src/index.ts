export { defineMillraceChat } from './defineMillraceChat.ts'
export type { ElementHeaders, MillraceChatElement } from './MillraceChatElement.ts'
