'use client'

import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { useIsHydrated } from './useIsHydrated.ts'

/**
 * A part that is loaded by those who show it, once the page is the browser's own: a server would not wait for it. Until
 * then, and where it cannot be loaded, nothing stands in its place, and the chat around it goes on.
 */
export function latePart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const Late = lazy(async () => ({
    default: await load().catch((): ComponentType<Props> => Nothing),
  })) as unknown as ComponentType<Props>

  function LatePart(props: Props): ReactNode {
    if (!useIsHydrated()) return null
    return (
      <Suspense>
        <Late {...props} />
      </Suspense>
    )
  }
  return LatePart
}

function Nothing(): ReactNode {
  return null
}
