import type { ReactNode } from 'react'
import type { Answering } from './useAnswering.ts'

/** Says which provider and model answer here. */
export function ProviderBadge({ answering }: { readonly answering: Answering }): ReactNode {
  return (
    <p
      className="demo-provider"
      data-provider={answering.status === 'known' ? answering.provider : undefined}
    >
      {wordsFor(answering)}
    </p>
  )
}

function wordsFor(answering: Answering): string {
  switch (answering.status) {
    case 'asking':
      return '…'
    case 'known':
      return `Answers come from ${answering.provider}, ${answering.model}`
    case 'unreachable':
      return 'The server is out of reach for now'
  }
}
