import { defaultCatalogue } from '@millrace/protocol'
import { Chat, type MarkdownSettings } from '@millrace/react'
import { shikiHighlighter } from '@millrace/react/highlight'
import { math } from '@millrace/react/math'
import type { ReactNode } from 'react'
import { ProviderBadge } from './ProviderBadge.tsx'
import { newChat, useChatId } from './useChatId.ts'

/** Made once: other settings mean that all text is rendered anew. */
const markdown: MarkdownSettings = {
  ...math(),
  pluginsSee: 'leaf',
  highlighter: shikiHighlighter(),
}

/** The whole library in one line, under a heading that says who answers. What was said is here again after a reload. */
export function Demo(): ReactNode {
  const id = useChatId()
  return (
    <div className="demo">
      <header className="demo-header">
        <h1>Millrace</h1>
        <ProviderBadge />
        <button type="button" className="demo-new" onClick={newChat}>
          New chat
        </button>
      </header>
      <Chat
        key={id}
        id={id}
        history
        api="/api/chat"
        className="demo-chat"
        catalogue={defaultCatalogue}
        showUsage
        markdown={markdown}
      />
    </div>
  )
}
