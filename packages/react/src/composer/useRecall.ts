'use client'

import { type KeyboardEvent, useRef } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { plainName } from '../name/plainName.ts'
import { useView } from '../view/ViewContext.ts'
import { hasModifier } from './hasModifier.ts'
import { isComposing } from './isComposing.ts'
import { recall, type Walk } from './recall.ts'

/** So much of a question is spoken when it comes back, in characters. */
const longestSpoken = 300

/** Brings earlier questions back into the box with Up and Down. What is returned says whether it took the key. */
export function useRecall(): (event: KeyboardEvent) => boolean {
  const chat = useChatContext()
  const view = useView()
  const walk = useRef<Walk>(undefined)
  return (event) => {
    const { key } = event
    if ((key !== 'ArrowUp' && key !== 'ArrowDown') || hasModifier(event) || isComposing(event)) {
      return false
    }
    const { text, setText } = chat.composer.getState()
    const step = recall(key, { text, walk: walk.current }, chat.getState().messages)
    if (step === undefined) return false
    walk.current = step.walk
    setText(step.text)
    // No screen reader says what was put into a box.
    view.say(plainName(step.text, longestSpoken))
    return true
  }
}
