import { readMessage, type Theme, type ToFrame } from './messages.ts'

export interface HostedChat {
  /** Closed, until `open`. Goes where the page wants it, and stays there: a frame that is moved starts anew. */
  readonly iframe: HTMLIFrameElement
  open(): void
  close(): void
  setTheme(theme: Theme): void
  /** Asks in the reader's name. */
  ask(text: string): void
  /** Takes the frame out of the page. */
  remove(): void
}

export interface HostOptions {
  /** What the frame is, for whoever cannot see it: "Chat with our support". */
  readonly title: string
  /** The language of the title, where it is not that of the page. */
  readonly lang?: string
  /** An answer has come. `unread`: how many have since the chat was closed. */
  readonly onAnswered?: (unread: number) => void
  /** No answer has come, by the code of an error. */
  readonly onFailed?: (code: string) => void
}

/**
 * A chat of another origin, in a frame of this page.
 * @param frameUrl - Where its page is: `https://chat.example/frame.html`.
 */
export function hostChat(
  frameUrl: string,
  { title, lang, onAnswered, onFailed }: HostOptions,
): HostedChat {
  const frameOrigin = new URL(frameUrl).origin
  const iframe = document.createElement('iframe')
  iframe.src = frameUrl
  iframe.title = title
  if (lang !== undefined) iframe.lang = lang
  iframe.hidden = true
  iframe.allow = 'clipboard-write'
  // Its own origin, and no way to lead this page elsewhere.
  iframe.setAttribute(
    'sandbox',
    'allow-scripts allow-same-origin allow-forms allow-downloads allow-popups allow-popups-to-escape-sandbox',
  )

  const loaded = new Promise((resolve) => iframe.addEventListener('load', resolve, { once: true }))
  async function tell(message: ToFrame): Promise<void> {
    await loaded
    iframe.contentWindow?.postMessage(message, frameOrigin)
  }

  let theme: Theme = 'system'
  const tellTheme = () => void tell({ type: 'setTheme', theme })
  const tellWhether = () => void tell({ type: iframe.hidden ? 'close' : 'open' })
  // Each time: a page that was loaded again knows nothing.
  iframe.addEventListener('load', () => {
    tellTheme()
    tellWhether()
  })

  function hear({ source, origin, data }: MessageEvent): void {
    if (source !== iframe.contentWindow || origin !== frameOrigin) return
    const message = readMessage(data)
    switch (message?.type) {
      case 'height':
        iframe.style.blockSize = `${message.heightPx}px`
        return
      case 'answered':
        return onAnswered?.(message.unread)
      case 'failed':
        return onFailed?.(message.code)
    }
  }
  window.addEventListener('message', hear)

  return {
    iframe,
    open() {
      iframe.hidden = false
      tellWhether()
    },
    close() {
      iframe.hidden = true
      tellWhether()
    },
    setTheme(next) {
      theme = next
      tellTheme()
    },
    ask: (text) => void tell({ type: 'ask', text }),
    remove() {
      window.removeEventListener('message', hear)
      iframe.remove()
    },
  }
}
