import { downscaleImages } from '@millrace/core'
import { defaultCatalogue } from '@millrace/protocol'
import {
  Chat,
  type MarkdownSettings,
  type Suggestion,
  ThreadList,
  ThreadsProvider,
  type Trigger,
} from '@millrace/react'
import { shikiHighlighter } from '@millrace/react/highlight'
import { math } from '@millrace/react/math'
import { type ReactNode, useState, useSyncExternalStore } from 'react'
import { downloadAll } from './downloadAll.ts'
import { drafts } from './drafts.ts'
import { forgetDevice } from './forgetDevice.ts'
import { ProviderBadge } from './ProviderBadge.tsx'
import { RehearsalPanel } from './rehearsal/RehearsalPanel.tsx'
import { RehearsalSwitch } from './rehearsal/RehearsalSwitch.tsx'
import { useRehearsal } from './rehearsal/useRehearsal.ts'
import { threads } from './threads.ts'
import { useAddress } from './useAddress.ts'
import { useAnswering } from './useAnswering.ts'

/** Made once: other settings mean that all text is rendered anew. */
const markdown: MarkdownSettings = {
  ...math(),
  pluginsSee: 'leaf',
  highlighter: shikiHighlighter(),
}
const attachments = { prepare: downscaleImages(), accept: 'image/*,.pdf,.txt,.md,.csv,.json' }
const suggestions: readonly Suggestion[] = [
  'How do event streams work?',
  'What is the weather in Oslo?',
  { label: 'Explain something', text: 'Explain to a child: ', does: 'write' },
]
const triggers: readonly Trigger[] = [
  {
    character: '/',
    label: 'Commands',
    items: [
      {
        id: 'new',
        label: 'new',
        description: 'Begin another conversation',
        run: () => void threads.create(),
      },
      {
        id: 'stop',
        label: 'stop',
        description: 'End the running answer',
        run: (chat) => void chat.stop(),
      },
    ],
  },
]

/** The whole library: conversations that are kept, one of them shown. */
export function Demo(): ReactNode {
  useAddress(threads)
  const { activeId } = useSyncExternalStore(threads.subscribe, threads.getState)
  // Whoever chooses a conversation has seen enough of the list.
  const [listedAt, listAt] = useState<string>()
  const listed = listedAt === activeId
  const answering = useAnswering()
  const rehearsal = useRehearsal(answering)
  return (
    <ThreadsProvider threads={threads}>
      <div
        className="demo"
        data-listed={listed ? '' : undefined}
        data-rehearsing={rehearsal?.open === true ? '' : undefined}
      >
        <header className="demo-header">
          <button
            type="button"
            className="demo-list"
            aria-expanded={listed}
            onClick={() => {
              listAt(listed ? undefined : activeId)
              rehearsal?.setOpen(false)
            }}
          >
            Conversations
          </button>
          <h1>Millrace</h1>
          <ProviderBadge answering={answering} />
          {rehearsal === undefined ? null : <RehearsalSwitch view={rehearsal} />}
        </header>
        <aside className="demo-threads">
          <ThreadList.Root />
          <button type="button" className="demo-forget" onClick={() => void forgetDevice()}>
            Forget this device
          </button>
        </aside>
        <main>
          {rehearsal?.open === true ? <RehearsalPanel view={rehearsal} /> : null}
          <Chat
            key={activeId}
            chat={threads.chatOf(activeId)}
            resume
            className="demo-chat"
            attachments={attachments}
            drafts={drafts}
            triggers={triggers}
            suggestions={suggestions}
            dictation
            readAloud
            catalogue={defaultCatalogue}
            showUsage
            onExport={() => void downloadAll()}
            markdown={markdown}
          />
        </main>
      </div>
    </ThreadsProvider>
  )
}
