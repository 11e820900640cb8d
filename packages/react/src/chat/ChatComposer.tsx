'use client'

import type { AttachmentOptions } from '@millrace/core'
import type { ReactNode } from 'react'
import { ComposerInput } from '../composer/ComposerInput.tsx'
import { ComposerRoot } from '../composer/ComposerRoot.tsx'
import { ComposerSubmit } from '../composer/ComposerSubmit.tsx'
import { lateOption } from '../part/late.tsx'
import type { Dictation } from '../speech/Dictation.ts'
import type { Trigger } from '../trigger/Trigger.ts'
import { useChatContext } from './ChatContext.ts'
import { ComposerLimit, ContextWindowMeter } from './lateParts.ts'

export interface ChatComposerProps {
  readonly placeholder: string | undefined
  readonly arrowUp: 'edit' | 'recall' | undefined
  readonly attachments: AttachmentOptions | undefined
  readonly dictation: Dictation | boolean
  readonly triggers: readonly Trigger[] | undefined
  readonly showUsage: boolean
  readonly start: ReactNode
  readonly end: ReactNode
}

/** The composer of `<Chat>`. What not every chat has is loaded by those that do. */
export function ChatComposer({
  placeholder,
  arrowUp,
  attachments,
  dictation,
  triggers,
  showUsage,
  start,
  end,
}: ChatComposerProps): ReactNode {
  const { models } = useChatContext()
  return (
    <ComposerRoot>
      {attachments !== undefined && <ComposerAttachments options={attachments} />}
      {triggers !== undefined && <ComposerTriggers triggers={triggers} />}
      {start}
      <ComposerInput arrowUp={arrowUp} placeholder={placeholder} />
      {models !== undefined && <ComposerModel />}
      {dictation !== false && (
        <ComposerDictate dictation={dictation === true ? undefined : dictation} />
      )}
      <ContextWindowMeter from={showUsage ? 'low' : 'near'} />
      {end}
      <ComposerSubmit />
      <ComposerLimit cost={showUsage} />
    </ComposerRoot>
  )
}

const ComposerAttachments = lateOption(
  async () => (await import('../composer/ComposerAttachments.tsx')).ComposerAttachments,
)

const ComposerTriggers = lateOption(
  async () => (await import('../trigger/ComposerTriggers.tsx')).ComposerTriggers,
)

const ComposerModel = lateOption(
  async () => (await import('../composer/ComposerModel.tsx')).ComposerModel,
)

const ComposerDictate = lateOption(
  async () => (await import('../composer/ComposerDictate.tsx')).ComposerDictate,
)
