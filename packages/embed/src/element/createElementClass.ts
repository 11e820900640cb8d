import type { Session } from '../view/createSession.tsx'
import type { SessionHost } from '../view/SessionHost.ts'
import { attributes, readAttributes } from './attributes.ts'
import type {
  ElementProperties,
  MillraceChatElement,
  MillraceChatEvents,
} from './MillraceChatElement.ts'

type Attributes = typeof attributes

const propertyNames: readonly (keyof ElementProperties)[] = [
  'headers',
  'body',
  'suggestions',
  'labels',
  'attachments',
  'markdown',
  'persist',
  'transport',
]

/** How long is waited before it is tried again to load the chat, in milliseconds. */
const patienceMs = 10_000

/** Made when it is needed: on a server there is no `HTMLElement` to extend. The chat itself is loaded by the first in a page. */
export function createElementClass(): CustomElementConstructor {
  class MillraceChat extends HTMLElement {
    static readonly observedAttributes: readonly string[] = [
      ...Object.values(attributes).map(({ name }) => name),
      'lang',
      'dir',
    ]

    readonly #properties: Partial<ElementProperties> = {}
    // The conversation lives in the session, not in the view: moving the node or changing an attribute loses nothing.
    #session: Session | undefined
    #loading: Promise<Session> | undefined
    #retry: ReturnType<typeof setTimeout> | undefined
    /** Whether it was asked to show itself before it could. */
    #isToBeShown = false

    get chat(): Session['chat'] | undefined {
      return this.#session?.chat
    }

    get messages(): MillraceChatElement['messages'] {
      return this.chat?.getState().messages ?? []
    }

    show(): void {
      this.#isToBeShown = true
      this.#whenLoaded((session) => {
        if (this.#isToBeShown) session.show()
        this.#isToBeShown = false
      })
    }

    hide(): void {
      this.#isToBeShown = false
      this.#set('open', false)
    }

    toggle(): void {
      if (this.#isToBeShown || readAttributes(this).open) this.hide()
      else this.show()
    }

    override focus(options?: FocusOptions): void {
      this.#whenLoaded((session) => session.focus(options))
    }

    async sendMessage(text: string): Promise<boolean> {
      if (text.trim() === '') throw new TypeError('There is nothing to ask.')
      const session = await this.#whenReady()
      return await session.send(text)
    }

    async stop(): Promise<void> {
      // What was asked before it was here is stopped, too.
      const session = await this.#loading?.catch(() => undefined)
      await session?.chat.stop()
    }

    async regenerate(): Promise<void> {
      const { chat } = await this.#whenReady()
      if (chat.getState().messages.length > 0) await chat.regenerate()
    }

    async startNew(): Promise<void> {
      const session = await this.#whenReady()
      await session.chat.stop()
      this.#set('chatId', session.newId())
    }

    connectedCallback(): void {
      for (const name of [...Object.keys(attributes), ...propertyNames]) this.#upgrade(name)
      this.#whenLoaded((session) => session.moved())
    }

    disconnectedCallback(): void {
      // A move takes the node out and puts it in within one task.
      queueMicrotask(() => {
        if (!this.isConnected) this.#session?.unmount()
      })
    }

    /** `moveBefore` takes nothing out: there is nothing to do, and without this it would be as if it did. */
    connectedMoveCallback(): void {}

    attributeChangedCallback(name: string, before: string | null, after: string | null): void {
      this.#show()
      if (name === 'open' && (before === null) !== (after === null)) {
        this.#tell('millrace-toggle', { open: after !== null })
      }
    }

    /** What has been taken out of the page stays out of it. */
    #show(): void {
      if (this.isConnected) this.#session?.render()
    }

    /** Does it once the conversation is here. What cannot be loaded was told, and is tried again by itself. */
    #whenLoaded(act: (session: Session) => void): void {
      void this.#whenReady().then(act, () => undefined)
    }

    /** The conversation, on the page if the element is. */
    async #whenReady(): Promise<Session> {
      const session = await (this.#loading ??= this.#load())
      this.#show()
      return session
    }

    async #load(): Promise<Session> {
      const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' })
      try {
        const { createSession } = await import('../view/createSession.tsx')
        this.#session = await createSession(this.#hostOf(shadow))
      } catch (thrown) {
        this.#loading = undefined
        if (this.#retry === undefined) console.error('The chat could not be loaded.', thrown)
        clearTimeout(this.#retry)
        this.#retry = setTimeout(() => {
          if (this.isConnected) this.#whenLoaded(() => undefined)
        }, patienceMs)
        throw thrown
      }
      queueMicrotask(() => this.#tell('millrace-ready', undefined))
      return this.#session
    }

    #hostOf(shadow: ShadowRoot): SessionHost {
      return {
        element: this,
        shadow,
        attributes: () => readAttributes(this),
        properties: this.#properties,
        setOpen: (open) => this.#set('open', open),
        tell: (name, detail) => this.#tell(name, detail),
      }
    }

    #set<Name extends keyof Attributes>(
      property: Name,
      value: Parameters<Attributes[Name]['write']>[0],
    ): void {
      Object.assign(this, { [property]: value })
    }

    /** @returns false where a listener prevented it. */
    #tell<Name extends keyof MillraceChatEvents>(
      name: Name,
      detail: MillraceChatEvents[Name]['detail'],
    ): boolean {
      const cancelable = name === 'millrace-before-send'
      return this.dispatchEvent(
        new CustomEvent(name, { detail, cancelable, bubbles: true, composed: true }),
      )
    }

    /** A property that was set before the element was defined hides the accessor: it is set again. */
    #upgrade(name: string): void {
      if (!Object.hasOwn(this, name)) return
      const value: unknown = Reflect.get(this, name)
      Reflect.deleteProperty(this, name)
      Reflect.set(this, name, value)
    }

    /** Accessors of what a page sets: an attribute is its own memory, a property is remembered here. */
    static {
      for (const [property, { name, read, write }] of Object.entries(attributes)) {
        Object.defineProperty(this.prototype, property, {
          configurable: true,
          enumerable: true,
          get(this: MillraceChat) {
            const value = read(this.getAttribute(name))
            return property === 'chatId' && value === '' ? (this.chat?.id ?? '') : value
          },
          set(this: MillraceChat, value: never) {
            const written = (write as (value: unknown) => string | null)(value)
            if (written === null) this.removeAttribute(name)
            else this.setAttribute(name, written)
          },
        })
      }
      for (const name of propertyNames) {
        Object.defineProperty(this.prototype, name, {
          configurable: true,
          enumerable: true,
          get(this: MillraceChat) {
            return this.#properties[name]
          },
          set(this: MillraceChat, value: never) {
            this.#properties[name] = value
            this.#show()
          },
        })
      }
    }
  }
  return MillraceChat
}
