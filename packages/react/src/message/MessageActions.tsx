'use client'

import type { ReactNode } from 'react'
import { ActionContinue } from '../action/ActionContinue.tsx'
import { ActionCopy } from '../action/ActionCopy.tsx'
import { ActionEdit } from '../action/ActionEdit.tsx'
import { ActionPrevious } from '../action/ActionPrevious.tsx'
import { ActionRate } from '../action/ActionRate.tsx'
import { ActionRegenerate } from '../action/ActionRegenerate.tsx'
import { ActionRetry } from '../action/ActionRetry.tsx'
import { BranchRoot } from '../branch/BranchRoot.tsx'
import { useLabels } from '../labels/LabelsContext.ts'
import { lateOption } from '../part/late.tsx'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { toolbarKeys } from '../toolbar/toolbarKeys.ts'
import { useMessagePlace } from './MessageContext.ts'

export type MessageActionsProps = PartProps<'div'> & {
  /** Offer to rate answers. Default false: somebody must listen (`onFeedback`). */
  readonly feedback?: boolean | undefined
  /** Offer to read answers aloud, where the browser or a `SpeechContext` above has a voice. Default false. */
  readonly readAloud?: boolean | undefined
}

/**
 * What can be done with a message: carry it on, ask again, look at its versions, copy, edit, answer again, rate, read
 * aloud, go to the question before. Renders one `<div role="toolbar">`, one stop for Tab with arrow keys within, that is
 * always in the page, also while the answer comes, so that keyboard, touch and screen readers reach it and nothing moves.
 * Its children take the place of ours; nothing for system messages.
 */
export function MessageActions({
  feedback = false,
  readAloud = false,
  onBlur,
  onFocus,
  onKeyDown,
  ...props
}: MessageActionsProps): ReactNode {
  const labels = useLabels()
  const { role } = useMessagePlace()
  if (role === 'system') return null
  const own = {
    'data-part': 'message-actions',
    role: 'toolbar',
    'aria-label': labels.actions,
    onBlur: chain(onBlur, toolbarKeys.onBlur),
    onFocus: chain(onFocus, toolbarKeys.onFocus),
    onKeyDown: chain(onKeyDown, toolbarKeys.onKeyDown),
    children:
      role === 'user' ? (
        <>
          <ActionRetry />
          <BranchRoot />
          <ActionCopy />
          <ActionEdit />
          <ActionPrevious />
        </>
      ) : (
        <>
          <ActionContinue />
          <BranchRoot />
          <ActionCopy />
          <ActionRegenerate />
          {feedback && (
            <>
              <ActionRate rating="up" />
              <ActionRate rating="down" />
            </>
          )}
          {readAloud && <ActionSpeak />}
          <ActionPrevious />
        </>
      ),
  }
  return renderPart('div', props, own, undefined)
}

/** Loaded with the first answer that may be read aloud. */
const ActionSpeak = lateOption(async () => (await import('../action/ActionSpeak.tsx')).ActionSpeak)
