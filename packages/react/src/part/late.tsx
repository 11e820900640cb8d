'use client'

import { type ComponentType, createElement, type ReactNode, Suspense, use } from 'react'

/** A component that is loaded by who shows it, or before. */
export interface LateComponent<Props> {
  (props: Props): ReactNode
  /** Loads it now. Resolves when it is here, or cannot be loaded. */
  readonly load: () => Promise<void>
}

/** After so long it is tried again to load what could not be loaded, in milliseconds. */
const patienceMs = 10_000

const all = new Set<LateComponent<never>>()

/**
 * A component with its own chunk. Until it is here, and where it cannot be loaded, `Meanwhile` stands in its place, with the
 * same props; it is tried again. A server begins to load it at once, so that it is in the page that it renders; who takes that
 * page over leaves what is there until it can.
 */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Meanwhile: ComponentType<Props> = Nothing,
): LateComponent<Props> {
  let loading: Promise<ComponentType<Props>> | undefined
  let failedAt: number | undefined

  async function attempt(): Promise<ComponentType<Props>> {
    try {
      return await load()
    } catch {
      failedAt = performance.now()
      return Meanwhile
    }
  }

  function start(): Promise<ComponentType<Props>> {
    if (failedAt !== undefined && performance.now() - failedAt > patienceMs) {
      loading = undefined
      failedAt = undefined
    }
    return (loading ??= known(attempt()))
  }

  function Content(props: Props): ReactNode {
    'use no memo' // What is to be waited for changes with time.
    return createElement(use(start()), props)
  }

  function Late(props: Props): ReactNode {
    return (
      <Suspense fallback={<Meanwhile {...props} />}>
        <Content {...props} />
      </Suspense>
    )
  }
  Late.load = async (): Promise<void> => void (await start())
  if (typeof document === 'undefined') void start()
  all.add(Late)
  return Late
}

/**
 * Loads now what the chat loads with the first part that needs it: what is loaded late cannot be loaded without a network.
 * `<Chat>` does so once the browser is idle after the first message. Resolves when all is here, or cannot be loaded.
 */
export async function preloadParts(): Promise<void> {
  await Promise.all([...all].map(({ load }) => load()))
}

/** Says on the promise what it came to, as React does on those it has waited for: who uses it later does not wait. */
function known<Value>(promise: Promise<Value>): Promise<Value> {
  void promise.then((value) => Object.assign(promise, { status: 'fulfilled', value }))
  return promise
}

function Nothing(): ReactNode {
  return null
}
