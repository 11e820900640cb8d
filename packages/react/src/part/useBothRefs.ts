'use client'

import { type Ref, type RefCallback, type RefObject, useCallback } from 'react'

/** A part's own hold on its node, and the caller's. */
export function useBothRefs<Node>(
  ownRef: RefObject<Node | null>,
  given: Ref<Node> | undefined,
): RefCallback<Node> {
  return useCallback(
    (node: Node | null) => {
      ownRef.current = node
      return handOn(given, node)
    },
    [ownRef, given],
  )
}

/** @returns what a function of the caller's wants to be called instead of with null. */
function handOn<Node>(ref: Ref<Node> | undefined, node: Node | null): (() => void) | undefined {
  if (typeof ref === 'function') return ref(node) ?? undefined
  if (ref != null) ref.current = node
  return undefined
}
