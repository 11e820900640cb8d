import { chatStatusOf, type ChatStore, createLateChat } from '@millrace/core'
import { randomId } from '@millrace/protocol'
import { createView, type Labels } from '@millrace/react'
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

  function render(): void {
    const attributes = host.attributes()
    if (attributes.chatId !== '' && attributes.chatId !== chat.id) {
      chat = begin()
      view = createView()
    }
    speak()
    if (root === undefined) {
      styleRoot(shadow, element.nonce)
      stopNaming = namePartsIn(shadow)
      root = createRoot(shadow)
    }
    const words = host.properties.labels
    root.render(
      <ElementView
        chat={chat}
        view={view}
        attributes={attributes}
        properties={{ ...host.properties }}
        labels={words === undefined ? labels : { ...labels, ...words }}
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
      root = undefined
    },
    show() {
      if (root === undefined) return host.setOpen(true)
      flushSync(render)
      if (opener === undefined) focusComposer(shadow)
      else opener(true)
    },
    focus(options) {
      if (root !== undefined) flushSync(render)
      if (opener === undefined) focusComposer(shadow, options)
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

function focusComposer(shadow: ShadowRoot, options?: FocusOptions): void {
  shadow.querySelector<HTMLElement>('[data-part=composer-input]')?.focus(options)
}

function directionIn(element: HTMLElement): 'ltr' | 'rtl' | 'auto' | undefined {
  const { dir } = element
  return dir === 'ltr' || dir === 'rtl' || dir === 'auto' ? dir : undefined
}
