import type { MouseEvent, ReactNode } from 'react'
import { chain, type PartProps, renderPart } from '../part/renderPart.ts'

export interface ActionFace {
  /** Its `data-part`. */
  readonly part: string
  /** What it is called: its name, and the hint over it. */
  readonly label: string
  /** What it shows; its words where it has no icon. */
  readonly icon?: ReactNode
  /** Cannot be done now. Stays in the page and keeps its focus. */
  readonly disabled?: boolean | undefined
  /** Why that is, where it is not plain to see: the hint, and what the button is described by. */
  readonly reason?: string | undefined
  readonly onPress: (button: HTMLButtonElement) => void
}

/** Renders one action of a message: a `<button>` with a name. A press while it is disabled does nothing. */
export function renderAction(
  { onClick, ...props }: PartProps<'button'>,
  { part, label, icon, disabled = false, reason, onPress }: ActionFace,
  more: Readonly<Record<string, unknown>> = {},
): ReactNode {
  const own = {
    type: 'button',
    'data-part': part,
    'aria-label': icon === undefined ? undefined : label,
    title: (disabled ? reason : undefined) ?? (icon === undefined ? undefined : label),
    'aria-disabled': disabled ? true : undefined,
    children: icon ?? label,
    ...more,
    onClick: chain(onClick, (event: MouseEvent<HTMLButtonElement>) => {
      if (!disabled) onPress(event.currentTarget)
    }),
  }
  return renderPart('button', props, own, undefined)
}
