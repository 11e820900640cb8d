import { type ReactNode, use } from 'react'
import { Suspense } from 'react'

interface Answering {
  readonly provider: string
  readonly model: string
}

/** Asked once a page. The names only: no key ever reaches the page. */
const answering: Promise<Answering | undefined> = fetch('/api/provider')
  .then((response) => (response.ok ? (response.json() as Promise<Answering>) : undefined))
  .catch(() => undefined)

/** Says which provider and model answer here. */
export function ProviderBadge(): ReactNode {
  return (
    <Suspense fallback={<p className="demo-provider">…</p>}>
      <Names />
    </Suspense>
  )
}

function Names(): ReactNode {
  const names = use(answering)
  return (
    <p className="demo-provider" data-provider={names?.provider}>
      {names === undefined
        ? 'No provider answers'
        : `Answers come from ${names.provider}, ${names.model}`}
    </p>
  )
}
