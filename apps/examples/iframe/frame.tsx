import '@millrace/react/styles.css'
import './frame.css'
import { afterApprovals, createChat, createHttpTransport } from '@millrace/core'
import { Chat } from '@millrace/react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { type FromFrame, readMessage, type Theme } from './messages.ts'

/** Pages of which origins may speak to this one. Its own server says so: anybody can write an address. */
const parentOrigins: readonly string[] =
  document.querySelector<HTMLMetaElement>('meta[name=parent-origins]')?.content.match(/\S+/g) ?? []
/** That of the page around, once it has spoken. Until then nobody is spoken to. */
let parentOrigin: string | undefined
let isOpen = false
let unread = 0

const root = createRoot(element('#root'))
const chat = createChat({
  transport: createHttpTransport({ api: '/api/chat' }),
  sendAutomaticallyWhen: afterApprovals(),
  onFinish({ isAbort, isError }) {
    if (isAbort || isError) return
    if (!isOpen) unread++
    tell({ type: 'answered', unread })
  },
  onError: ({ code }) => tell({ type: 'failed', code }),
})

show('system')
const observer = new ResizeObserver(tellHeight)
for (const name of ['thread-content', 'chat-footer']) observer.observe(part(name))

window.addEventListener('message', ({ source, origin, data }) => {
  if (source !== window.parent || !parentOrigins.includes(origin)) return
  const message = readMessage(data)
  if (message === undefined) return
  const isFirst = parentOrigin === undefined
  parentOrigin = origin
  if (isFirst) tellHeight()
  switch (message.type) {
    case 'open':
      isOpen = true
      unread = 0
      return part('composer-input').focus()
    case 'close':
      isOpen = false
      return
    case 'setTheme':
      return show(message.theme)
    case 'ask':
      void chat.sendMessage(message.text)
  }
})

function tell(message: FromFrame): void {
  if (parentOrigin !== undefined) window.parent.postMessage(message, parentOrigin)
}

function tellHeight(): void {
  const whole = part('chat').offsetHeight
  // A frame that is hidden has no height, and is as high as before when it comes back.
  if (whole === 0) return
  const hiddenPx = part('thread-content').offsetHeight - part('thread-scroller').offsetHeight
  tell({ type: 'height', heightPx: whole + hiddenPx })
}

/** Rendered at once: whoever opens the chat wants to write. */
function show(theme: Theme): void {
  flushSync(() => root.render(<Chat chat={chat} theme={theme === 'system' ? undefined : theme} />))
}

function part(name: string): HTMLElement {
  return element(`[data-part=${name}]`)
}

function element(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector)
  if (found === null) throw new Error(`The page has no ${selector}.`)
  return found
}
