import { Chat, type MarkdownSettings } from '@millrace/react'
import { shikiHighlighter } from '@millrace/react/highlight'
import { type ReactNode, useEffect, useState } from 'react'
import { ControlPanel } from './controls/ControlPanel.tsx'
import { useSettings } from './controls/useSettings.ts'
import { createScene } from './createScene.ts'
import { LiveView } from './live/LiveView.tsx'
import { starters } from './provider/answerTo.ts'
import type { Settings } from './Settings.ts'
import './playground.css'

export interface PlaygroundProps extends Settings {
  /** `light`, `dark`, or what the reader's system says (default). */
  readonly theme?: 'light' | 'dark' | undefined
}

const markdown: MarkdownSettings = { highlighter: shikiHighlighter() }

/** The real chat and the real route in one page, and between them a network that can be made as bad as one likes. */
export function Playground({ theme, ...given }: PlaygroundProps): ReactNode {
  const [settings, change] = useSettings(given)
  const [scene] = useState(() => createScene({ settings }))
  useEffect(() => scene.change(settings), [scene, settings])
  return (
    <main className="playground" data-theme={theme}>
      <header className="playground-head" lang="en" dir="ltr">
        <h1>Playground</h1>
        <p>The chat, its route and a bad network, all in this page: no server, no key.</p>
        <button type="button" onClick={() => void scene.startOver()}>
          Start over
        </button>
      </header>
      <div className="playground-chat">
        <h2 className="playground-unseen">Chat</h2>
        <fieldset className="playground-starters" aria-label="Ask something" lang="en">
          <span aria-hidden="true">Ask</span>
          {starters.map(({ label, question, lang }) => (
            <button
              key={label}
              type="button"
              lang={lang}
              title={question}
              onClick={() => void scene.chat.sendMessage(question)}
            >
              {label}
            </button>
          ))}
        </fieldset>
        <Chat chat={scene.chat} theme={theme} markdown={markdown} showUsage />
      </div>
      <div className="playground-side" lang="en" dir="ltr">
        <LiveView live={scene.live} />
        <ControlPanel settings={settings} onChange={change} />
      </div>
    </main>
  )
}
