'use client'

import { factsOf, type Message, type Rating } from '@millrace/protocol'
import type { ReactNode } from 'react'
import { useChatContext } from '../chat/ChatContext.ts'
import { useLabels } from '../labels/LabelsContext.ts'
import { useMessagePlace, useMessageValue } from '../message/MessageContext.ts'
import type { PartProps } from '../part/renderPart.ts'
import { useView } from '../view/ViewContext.ts'
import { downIcon, upIcon } from './icons.tsx'
import { renderAction } from './renderAction.ts'

export type ActionRateProps = PartProps<'button'> & { readonly rating: Rating }

/**
 * Says that an answer was good, or bad; pressed again takes it back. What was rated bad can be commented
 * (`Message.Comment`). Renders one `<button aria-pressed>`, or nothing for what is no answer. `data-rating` is `up` or
 * `down`. `aria-disabled` while the answer is being written.
 */
export function ActionRate({ rating, ...props }: ActionRateProps): ReactNode {
  const chat = useChatContext()
  const labels = useLabels()
  const view = useView()
  const { id, role, streaming } = useMessagePlace()
  const pressed = useMessageValue(ratingOf) === rating
  if (role !== 'assistant') return null
  return renderAction(
    props,
    {
      part: 'action-rate',
      label: rating === 'up' ? labels.rateGood : labels.rateBad,
      icon: rating === 'up' ? upIcon : downIcon,
      disabled: streaming,
      onPress() {
        chat.rateMessage(id, pressed ? undefined : rating)
        if (rating === 'down' && !pressed) view.setState({ commentingId: id })
        else if (view.getState().commentingId === id) view.setState({ commentingId: undefined })
      },
    },
    { 'data-rating': rating, 'aria-pressed': pressed },
  )
}

function ratingOf(message: Message): Rating | undefined {
  const { rating } = factsOf(message)
  return rating === 'up' || rating === 'down' ? rating : undefined
}
