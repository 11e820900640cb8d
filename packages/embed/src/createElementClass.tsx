import { afterApprovals, createChat, createHttpTransport, type Transport } from '@millrace/core'
import { Chat } from '@millrace/react'
import { createRoot, type Root } from 'react-dom/client'
import { elementStyles } from './elementStyles.ts'
import type { ElementHeaders, MillraceChatElement } from './MillraceChatElement.ts'

/** Made when it is needed: on a server there is no `HTMLElement` to extend. */
export function createElementClass(): CustomElementConstructor {
  return class extends HTMLElement implements MillraceChatElement {
    static readonly observedAttributes: readonly string[] = ['placeholder', 'theme', 'lang', 'dir']

    headers: ElementHeaders | undefined
    // The conversation lives here, not in the view: moving the node or changing an attribute loses nothing.
    readonly #chat = createChat({
      transport: this.#transport(),
      sendAutomaticallyWhen: afterApprovals(),
    })
    #root: Root | undefined

    get api(): string {
      return this.getAttribute('api') ?? '/api/chat'
    }

    set api(value: string) {
      this.setAttribute('api', value)
    }

    connectedCallback(): void {
      this.#upgrade('headers')
      this.#upgrade('api')
      const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
      shadow.adoptedStyleSheets = [elementStyles()]
      this.#root ??= createRoot(shadow)
      this.#render()
    }

    disconnectedCallback(): void {
      // A move takes the node out and puts it in within one task.
      queueMicrotask(() => {
        if (this.isConnected) return
        this.#root?.unmount()
        this.#root = undefined
      })
    }

    attributeChangedCallback(): void {
      if (this.#root !== undefined) this.#render()
    }

    #render(): void {
      const theme = this.getAttribute('theme')
      const dir = this.getAttribute('dir')
      const lang = this.getAttribute('lang')
      const placeholder = this.getAttribute('placeholder')
      this.#root?.render(
        <Chat
          chat={this.#chat}
          theme={theme === 'light' || theme === 'dark' ? theme : undefined}
          placeholder={placeholder ?? undefined}
          {...(dir === 'ltr' || dir === 'rtl' || dir === 'auto' ? { dir } : {})}
          {...(lang === null ? {} : { lang })}
        />,
      )
    }

    /** A property that was set before the element was defined hides the accessor: it is set again. */
    #upgrade(name: 'api' | 'headers'): void {
      if (!Object.hasOwn(this, name)) return
      const value: unknown = this[name]
      delete (this as Partial<Record<typeof name, unknown>>)[name]
      Object.assign(this, { [name]: value })
    }

    /** Asks for the address and the headers anew with each request. */
    #transport(): Transport {
      let made: { readonly api: string; readonly transport: Transport } | undefined
      const current = (): Transport => {
        const { api } = this
        if (made?.api !== api) {
          const headers = async (): Promise<Readonly<Record<string, string>>> =>
            (typeof this.headers === 'function' ? await this.headers() : this.headers) ?? {}
          made = { api, transport: createHttpTransport({ api, headers }) }
        }
        return made.transport
      }
      return {
        send: (request, options) => current().send(request, options),
        resume: (request, options) => current().resume(request, options),
        stop: (request) => current().stop(request),
        isNumbered: () => current().isNumbered(),
      }
    }
  }
}
