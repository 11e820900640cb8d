'use client'

import { type ComponentProps, type FocusEvent, type RefObject, useEffect, useRef } from 'react'
import { chain } from '../part/renderPart.ts'
import { useBothRefs } from '../part/useBothRefs.ts'
import type { Disclosure } from './DisclosureContext.ts'
import { useHalfId } from './useHalfId.ts'

export interface ContentProps {
  /**
   * While it is closed the browser's own search still finds what is in it, and opens it. The box stays in the page
   * then, without its contents: give it no padding, margin or border of its own while it is `[hidden]`. Default false.
   */
  readonly hiddenUntilFound?: boolean | undefined
}

type Given = Pick<ComponentProps<'div'>, 'id' | 'ref' | 'onFocus' | 'onBlur'>

export interface ContentNode {
  readonly props: Readonly<Record<string, unknown>>
  readonly node: RefObject<HTMLDivElement | null>
}

/** What makes a `<div>` the one that is opened and closed: closed, nothing in it is seen, read or focused. */
export function useContentProps(
  disclosure: Disclosure,
  { id, ref, onFocus, onBlur }: Given,
  hiddenUntilFound: boolean,
): ContentNode {
  const { open, set, hold } = disclosure
  const contentId = useHalfId(disclosure, 'content', id)
  const node = useRef<HTMLDivElement>(null)
  const bothRefs = useBothRefs(node, ref)
  useUntilFound(node, hiddenUntilFound && !open, set)
  const props = {
    id: contentId,
    ref: bothRefs,
    hidden: !open,
    onFocus: chain(onFocus, (_event: FocusEvent<HTMLDivElement>) => hold(true)),
    onBlur: chain(onBlur, ({ currentTarget, relatedTarget }: FocusEvent<HTMLDivElement>) => {
      if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) hold(false)
    }),
  }
  return { props, node }
}

/** Hides until it is found. React knows `hidden` as there or not there, and not this event. */
function useUntilFound(
  content: RefObject<HTMLDivElement | null>,
  hidden: boolean,
  set: (open: boolean) => void,
): void {
  useEffect(() => {
    const node = content.current
    if (node === null || !hidden) return undefined
    const onFound = (): void => set(true)
    node.setAttribute('hidden', 'until-found')
    node.addEventListener('beforematch', onFound)
    return () => node.removeEventListener('beforematch', onFound)
  }, [content, hidden, set])
}
