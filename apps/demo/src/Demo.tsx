import { defaultCatalogue } from '@millrace/protocol'
import { Chat, type MarkdownSettings } from '@millrace/react'
import { shikiHighlighter } from '@millrace/react/highlight'
import { math } from '@millrace/react/math'
import type { ReactNode } from 'react'
import { ProviderBadge } from './ProviderBadge.tsx'

/** Made once: other settings mean that all text is rendered anew. */
const markdown: MarkdownSettings = {
  ...math(),
  pluginsSee: 'leaf',
  highlighter: shikiHighlighter(),
}

/** The whole library in one line, under a heading that says who answers. */
export function Demo(): ReactNode {
  return (
    <div className="demo">
      <header className="demo-header">
        <h1>Millrace</h1>
        <ProviderBadge />
      </header>
      <Chat
        api="/api/chat"
        className="demo-chat"
        catalogue={defaultCatalogue}
        showUsage
        markdown={markdown}
      />
    </div>
  )
}
