import { defaultCatalogue } from '@millrace/protocol'
import { Chat } from '@millrace/react'
import type { ReactNode } from 'react'
import { ProviderBadge } from './ProviderBadge.tsx'

/** The whole library in one line, under a heading that says who answers. */
export function Demo(): ReactNode {
  return (
    <div className="demo">
      <header className="demo-header">
        <h1>Millrace</h1>
        <ProviderBadge />
      </header>
      <Chat api="/api/chat" className="demo-chat" catalogue={defaultCatalogue} showUsage />
    </div>
  )
}
