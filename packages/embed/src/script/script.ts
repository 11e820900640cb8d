import { defineMillraceChat } from './defineMillraceChat.ts'

defineMillraceChat()
