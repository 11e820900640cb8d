'use client'

import {
  type ComponentType,
  createElement,
  type ReactNode,
  Suspense,
  use,
  useEffect,
  useState,
} from 'react'
import { known, type Late } from './lateModules.ts'

/** A component that is loaded by who shows it, or before. */
export interface LateComponent<Props> extends Late {
  (props: Props): ReactNode
}

/** After so long it is tried again to load what could not be loaded, in milliseconds. */
const patienceMs = 10_000

/**
 * A component with its own chunk. Until it is here, and where it cannot be loaded, `Meanwhile` stands in its place, with the
 * same props; it is tried again. A server begins to load it at once, so that it is in the page that it renders; who takes that
 * page over leaves what is there until it can.
 */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Meanwhile: ComponentType<Props> = Nothing,
  isOption = false,
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
    return (loading ??= told(attempt()))
  }

  function Content(props: Props): ReactNode {
    'use no memo' // What is to be waited for changes with time.
    const Component = use(start())
    const [, lookAgain] = useState(0)
    useEffect(() => {
      if (failedAt === undefined) return undefined
      const timer = setTimeout(() => lookAgain((times) => times + 1), patienceMs + 1)
      return () => clearTimeout(timer)
    })
    return createElement(Component, props)
  }

  function Shown(props: Props): ReactNode {
    return (
      <Suspense fallback={<Meanwhile {...props} />}>
        <Content {...props} />
      </Suspense>
    )
  }
  Shown.load = async (): Promise<void> => void (await start())
  if (typeof document === 'undefined') void start()
  return known(Shown, isOption)
}

/** A component with its own chunk, of chats that are told to have it: nobody else loads it. Until it is here nothing is. */
export function lateOption<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LateComponent<Props> {
  return late(load, Nothing, true)
}

/** Says on the promise what it came to, as React does on those it has waited for: who uses it later does not wait. */
function told<Value>(promise: Promise<Value>): Promise<Value> {
  void promise.then((value) => Object.assign(promise, { status: 'fulfilled', value }))
  return promise
}

function Nothing(): ReactNode {
  return null
}
