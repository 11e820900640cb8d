import type { ChatStore } from '@millrace/core'

/** A character that opens a list of suggestions above the message box: `/`, `@`, `#`. */
export interface Trigger {
  readonly character: string
  /**
   * Where it opens: at the start of the message or of a line (`line`), or of a word anywhere (`word`), never within one: not
   * in `a@b`, nor in `a/b`. Default `line` for `/`, else `word`.
   */
  readonly where?: 'line' | 'word' | undefined
  /** Names the list for who does not see it: `Commands`, `People`. */
  readonly label: string
  /**
   * What is suggested: a list, of which those are shown that match what is typed, or a function that finds them. The
   * function is called with every letter and its order is kept; the signal aborts as soon as something else is typed or the
   * list is closed. What costs something waits a moment before it begins.
   */
  readonly items:
    | readonly TriggerItem[]
    | ((
        query: string,
        options: { readonly signal: AbortSignal },
      ) => Promise<readonly TriggerItem[]>)
}

/** One suggestion. Shown as one short line of plain words, whoever wrote it. */
export interface TriggerItem {
  /** Tells it from the others of the list. */
  readonly id: string
  readonly label: string
  readonly description?: string | undefined
  /** Other words by which it is found. */
  readonly keywords?: readonly string[] | undefined
  /** What stands in the message once it is chosen, letter for letter. Default: the character and the label. */
  readonly text?: string | undefined
  /** What it does instead, a command. What was typed for it is taken away first. */
  readonly run?: ((chat: ChatStore) => void) | undefined
}
