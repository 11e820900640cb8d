'use client'

import {
  canContinue,
  type ChatState,
  type ChatStore,
  draftOfMessage,
  isSameDraft,
} from '@millrace/core'
import { isContinuation } from '@millrace/protocol'
import { useChatContext } from '../chat/ChatContext.ts'
import { keepingDraft, nothing } from './keepingDraft.ts'
import { sendDraft } from './sendDraft.ts'

/** Does again what failed: asks, carries an answer on, joins one. Never renders again. */
export function useRetry(): () => void {
  const chat = useChatContext()
  return () => retry(chat)
}

function retry(chat: ChatStore): void {
  const draft = chat.composer.getState()
  const state = chat.getState()
  // It never began, since there was no code to begin it with: what was to be asked is in the message box again.
  if (state.run.status === 'failed' && state.run.runId === '') {
    sendDraft(chat)
    return
  }
  const question = state.messages.findLast(({ role }) => role === 'user')
  // The same would be sent twice.
  if (question !== undefined && isSameDraft(draftOfMessage(question), draft)) {
    draft.setText('')
    draft.setAttachments(() => [])
  }
  // Without a question it was joining a running answer that failed.
  const again = wasContinuing(state)
    ? chat.continueAnswer
    : wasGoingOn(state)
      ? chat.goOn
      : question === undefined
        ? chat.resumeStream
        : chat.regenerate
  void keepingDraft(chat, () => again(), nothing)
}

/** Whether it was an answer's continuation that failed: answered again, what is there would be put aside. */
function wasContinuing({ run, messages }: ChatState): boolean {
  const last = messages.at(-1)
  if (run.status !== 'failed' || last === undefined || !canContinue(last)) return false
  // A new question or another answer would stand at the end, had it been one of those.
  return !run.accepted || last.parts.some(isContinuation)
}

/** Whether it was an answer that was to go on, after an approval say, and the server never heard of it. */
function wasGoingOn({ run, messages }: ChatState): boolean {
  return (
    run.status === 'failed' && run.goesOn && !run.accepted && messages.at(-1)?.role === 'assistant'
  )
}
