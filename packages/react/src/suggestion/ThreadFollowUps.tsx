'use client'

import { factsOf, type Message } from '@millrace/protocol'
import { type ReactNode, useMemo } from 'react'
import { useStore } from 'zustand'
import { useChatContext } from '../chat/ChatContext.ts'
import type { Suggestion } from './Suggestion.ts'
import { SuggestionList, type SuggestionListProps } from './SuggestionList.tsx'

export type ThreadFollowUpsProps<M extends Message = Message> = Omit<
  SuggestionListProps,
  'suggestions'
> & {
  /** What may be asked after this answer: of a data part that your route sends with it, say. Made outside of components. */
  readonly suggest: (answer: M) => readonly Suggestion[]
}

/**
 * Questions to go on with, after the last answer: while nothing is being answered, and not after one that failed or was
 * cut short. Renders one `<ul>`, or nothing; `data-follow-ups` is always present.
 */
export function ThreadFollowUps<M extends Message = Message>({
  suggest,
  ...props
}: ThreadFollowUpsProps<M>): ReactNode {
  const answer = useStore(useChatContext(), ({ run, messages }) => {
    const last = messages.at(-1)
    const whole = last?.role === 'assistant' && factsOf(last).status === undefined
    return run.status === 'idle' && whole ? last : undefined
  })
  const suggestions = useMemo(
    () => (answer === undefined ? [] : suggest(answer as M)),
    [answer, suggest],
  )
  return <SuggestionList data-follow-ups="" {...props} suggestions={suggestions} />
}
