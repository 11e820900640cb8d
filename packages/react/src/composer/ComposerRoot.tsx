'use client'

import { type FormEvent, type ReactNode, useMemo, useState } from 'react'
import { useIsBusy } from '../chat/useRun.ts'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'
import { useChatKeys } from '../view/useChatKeys.ts'
import { ComposerContext, type ComposerHelper } from './ComposerContext.ts'
import { useComposer } from './useComposer.ts'

/** What the composer shows. */
export interface ComposerState {
  readonly busy: boolean
}

/**
 * The form around the message box. Renders one `<form>`. `data-busy` is present while an answer is on its
 * way.
 */
export function ComposerRoot({
  onSubmit,
  onKeyDown,
  ...props
}: PartProps<'form', ComposerState>): ReactNode {
  const chatKeys = useChatKeys('composer')
  const { send } = useComposer()
  const busy = useIsBusy()
  const [describedBy, describe] = useState<string>()
  const [helper, helpBy] = useState<ComposerHelper>()
  const links = useMemo(() => ({ describedBy, describe, helper, helpBy }), [describedBy, helper])
  const own = {
    'data-part': 'composer',
    'data-busy': busy ? '' : undefined,
    onKeyDown: chain(onKeyDown, chatKeys),
    onSubmit: chain(onSubmit, (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault()
      send()
    }),
  }
  return <ComposerContext value={links}>{renderPart('form', props, own, { busy })}</ComposerContext>
}
