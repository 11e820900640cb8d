import { chatStatusOf, type ChatStore, createLateChat, isBusy } from '@millrace/core'
import { randomId } from '@millrace/protocol'
import { createView, english, type Labels } from '@millrace/react'
import { flushSync } from 'react-dom'
import { createRoot, type Root } from 'react-dom/client'
import { ElementView } from './ElementView.tsx'
import { loadChat } from './lateChat.ts'
import { languageAround, loadLabels } from './loadLabels.ts'
import { namePartsIn } from './namePartsIn.ts'
import type { SessionHost } from './SessionHost.ts'
import { styleRoot } from './styleRoot.ts'
import { withBeforeSend } from './withBeforeSend.ts'

/** The conversation of an element and its view, which may come and go. */
export interface Session {
  /** The one that is shown now. */
  readonly chat: ChatStore
  /** Shows what the element says now. */
  render(): void
  /** Looks after what a browser gives up where an element is put elsewhere. */
  moved(): void
  /** Takes the view away. A running answer's connection is closed; what was said stays. */
  unmount(): void
  /** Opens it, where it can be opened, and moves the focus to the message box. */
  show(): void
  focus(options?: FocusOptions): void
  /** @returns false where a listener prevented it. */
  send(text: string): Promise<boolean>
  newId(): string
}

/** Makes one. Nothing is on the page until it is rendered. What is seen at once is loaded before. */
export async function createSession(host: SessionHost): Promise<Session> {
  const { element, shadow } = host
  if (host.attributes().mode === 'inline') await loadChat()
  let chat = begin()
  let view = createView()
  let root: Root | undefined
  let stopNaming: (() => void) | undefined
  let labels: Labels | undefined
  let spoken = ''
  /** What opens the panel as its reader does, while there is one. */
  let opener: ((open: boolean) => void) | undefined

  /** Seen at once, and loaded by whoever looks at it. */
  function begin(): ChatStore {
    const { chatId, history, models } = host.attributes()
    const begun = createLateChat(
      {
        ...(chatId === '' ? {} : { id: chatId }),
        mayHaveEarlier: (history && chatId !== '') || host.properties.persist !== undefined,
        hasModels: models,
      },
      async (shell) => await (await import('./makeChat.ts')).makeChat(host, shell),
    )
    begun.subscribe(({ run }, before) => {
      if (begun.id !== chat.id || run === before.run) return
      const status = chatStatusOf(run)
      if (status !== chatStatusOf(before.run)) host.tell('millrace-status', { status })
    })
    return withBeforeSend(begun, {
      before: (text) => host.tell('millrace-before-send', { text }),
      after: (text) => void host.tell('millrace-send', { text }),
    })
  }

  /** The words of the chat are those of its language, once they are here. */
  function speak(): void {
    const language = languageAround(element)
    if (language === spoken) return
    spoken = language
    void loadLabels(language).then((loaded) => {
      if (spoken !== language || loaded === labels) return
      labels = loaded
      if (root !== undefined) render()
    })
  }

  /** What a page has put into a slot is in the panel for its reader, and for React it is not. */
  function onKeyOfPage(event: KeyboardEvent): void {
    const isSlotted = event.target !== element
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || !isSlotted) return
    if (!host.attributes().open || opener === undefined) return
    event.preventDefault()
    if (isBusy(chat.getState().run)) void chat.stop()
    else opener(false)
  }

  function render(): void {
    const attributes = host.attributes()
    if (attributes.chatId !== '' && attributes.chatId !== chat.id) {
      const { run } = chat.getState()
      chat = begin()
      view = createView()
      // The last word on the one before is none on this one.
      if (chatStatusOf(run) !== 'ready') host.tell('millrace-status', { status: 'ready' })
    }
    speak()
    if (root === undefined) {
      styleRoot(shadow, element.nonce)
      element.addEventListener('keydown', onKeyOfPage)
      stopNaming = namePartsIn(shadow)
      root = createRoot(shadow)
    }
    const words = host.properties.labels
    const spokenWords = labels ?? english
    root.render(
      <ElementView
        chat={chat}
        view={view}
        attributes={attributes}
        properties={{ ...host.properties }}
        labels={words === undefined ? spokenWords : { ...spokenWords, ...words }}
        dir={directionIn(element)}
        onOpenChange={host.setOpen}
        onOpener={(open) => {
          opener = open
        }}
      />,
    )
  }

  return {
    get chat() {
      return chat
    },
    render,
    unmount() {
      root?.unmount()
      stopNaming?.()
      element.removeEventListener('keydown', onKeyOfPage)
      root = undefined
    },
    moved() {
      const panel = shadow.querySelector<HTMLDialogElement>('dialog[data-full-screen][open]')
      if (panel === null || panel.matches(':modal')) return
      panel.close()
      panel.showModal()
      focusIn(shadow)
    },
    show() {
      if (root === undefined) return host.setOpen(true)
      flushSync(render)
      if (opener === undefined || host.attributes().open) focusIn(shadow)
      else opener(true)
    },
    focus(options) {
      if (root !== undefined) flushSync(render)
      if (opener === undefined || host.attributes().open) focusIn(shadow, options)
      else opener(true)
    },
    async send(text) {
      // Who listens to the conversation is there before it begins.
      if (root !== undefined) flushSync(render)
      try {
        await chat.sendMessage(text)
        return true
      } catch (thrown) {
        if (thrown instanceof DOMException && thrown.name === 'AbortError') return false
        throw thrown
      }
    },
    newId: randomId,
  }
}

/** The message box, or what will hold it. */
function focusIn(shadow: ShadowRoot, options?: FocusOptions): void {
  const box = shadow.querySelector<HTMLElement>('[data-part=composer-input]')
  const place = box ?? shadow.querySelector<HTMLElement>('dialog[open]')
  place?.focus(options)
}

function directionIn(element: HTMLElement): 'ltr' | 'rtl' | 'auto' | undefined {
  const { dir } = element
  return dir === 'ltr' || dir === 'rtl' || dir === 'auto' ? dir : undefined
}
