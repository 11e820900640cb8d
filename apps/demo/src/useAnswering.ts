import { useEffect, useState } from 'react'

/** Who answers, as far as the page knows. */
export type Answering =
  | { readonly status: 'asking' }
  | { readonly status: 'known'; readonly provider: string; readonly model: string }
  /** The device is offline, or nobody listens: it is asked again. */
  | { readonly status: 'unreachable' }

/** How long until it is asked again, in milliseconds; at once when the browser says that it is online. */
const againMs = 5000

/** Which provider and model answer here. Asked until it is known. The names only: no key ever reaches the page. */
export function useAnswering(): Answering {
  const [answering, setAnswering] = useState<Answering>({ status: 'asking' })
  const known = answering.status === 'known'

  useEffect(() => {
    if (known) return undefined
    let left = false
    let timer: ReturnType<typeof setTimeout> | undefined
    async function ask(): Promise<void> {
      clearTimeout(timer)
      const found = await askOnce()
      if (left) return
      setAnswering(found)
      clearTimeout(timer)
      timer = setTimeout(() => void ask(), againMs)
    }
    const askNow = (): void => void ask()
    askNow()
    addEventListener('online', askNow)
    return () => {
      left = true
      clearTimeout(timer)
      removeEventListener('online', askNow)
    }
  }, [known])

  return answering
}

async function askOnce(): Promise<Answering> {
  try {
    const response = await fetch('/api/provider')
    const told: unknown = response.ok ? await response.json() : undefined
    if (isNames(told)) return { status: 'known', provider: told.provider, model: told.model }
  } catch {
    // Whatever it was, nobody told.
  }
  return { status: 'unreachable' }
}

function isNames(told: unknown): told is { readonly provider: string; readonly model: string } {
  if (typeof told !== 'object' || told === null) return false
  return (
    'provider' in told &&
    typeof told.provider === 'string' &&
    'model' in told &&
    typeof told.model === 'string'
  )
}
