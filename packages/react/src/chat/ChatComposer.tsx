'use client'

import type { AttachmentOptions } from '@millrace/core'
import { lazy, type ReactNode, Suspense } from 'react'
import { ComposerInput } from '../composer/ComposerInput.tsx'
import { ComposerLimit } from '../composer/ComposerLimit.tsx'
import { ComposerRoot } from '../composer/ComposerRoot.tsx'
import { ComposerSubmit } from '../composer/ComposerSubmit.tsx'
import { ContextWindowMeter } from '../context-window/ContextWindowMeter.tsx'
import type { Dictation } from '../speech/Dictation.ts'
import type { Trigger } from '../trigger/Trigger.ts'
import { useChatContext } from './ChatContext.ts'

export interface ChatComposerProps {
  readonly placeholder: string | undefined
  readonly arrowUp: 'edit' | 'recall' | undefined
  readonly attachments: AttachmentOptions | undefined
  readonly dictation: Dictation | boolean
  readonly triggers: readonly Trigger[] | undefined
  readonly showUsage: boolean
}

/** The composer of `<Chat>`. What not every chat has is loaded by those that do. */
export function ChatComposer({
  placeholder,
  arrowUp,
  attachments,
  dictation,
  triggers,
  showUsage,
}: ChatComposerProps): ReactNode {
  const { models } = useChatContext()
  return (
    <ComposerRoot>
      <Suspense>
        {attachments !== undefined && <ComposerAttachments options={attachments} />}
        {triggers !== undefined && <ComposerTriggers triggers={triggers} />}
      </Suspense>
      <ComposerInput arrowUp={arrowUp} placeholder={placeholder} />
      <Suspense>
        {models !== undefined && <ComposerModel />}
        {dictation !== false && (
          <ComposerDictate dictation={dictation === true ? undefined : dictation} />
        )}
      </Suspense>
      <ContextWindowMeter from={showUsage ? 'low' : 'near'} />
      <ComposerSubmit />
      <ComposerLimit cost={showUsage} />
    </ComposerRoot>
  )
}

const ComposerAttachments = lazy(async () => {
  const loaded = await import('../composer/ComposerAttachments.tsx')
  return { default: loaded.ComposerAttachments }
})

const ComposerTriggers = lazy(async () => {
  const loaded = await import('../trigger/ComposerTriggers.tsx')
  return { default: loaded.ComposerTriggers }
})

const ComposerModel = lazy(async () => {
  const loaded = await import('../composer/ComposerModel.tsx')
  return { default: loaded.ComposerModel }
})

const ComposerDictate = lazy(async () => {
  const loaded = await import('../composer/ComposerDictate.tsx')
  return { default: loaded.ComposerDictate }
})
