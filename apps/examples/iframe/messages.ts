/** What the page around says to the frame. */
export type ToFrame =
  | { readonly type: 'open' }
  | { readonly type: 'close' }
  | { readonly type: 'setTheme'; readonly theme: Theme }
  | { readonly type: 'ask'; readonly text: string }

/** What the frame says to the page around: nothing of what is said in the chat. */
export type FromFrame =
  /** How high the frame would be if everything was to be seen. */
  | { readonly type: 'height'; readonly heightPx: number }
  /** An answer has come. `unread` is how many have since the chat was closed. */
  | { readonly type: 'answered'; readonly unread: number }
  /** None has come. The code of a `ChatError`. */
  | { readonly type: 'failed'; readonly code: string }

export type Theme = 'light' | 'dark' | 'system'

type Check = (value: unknown) => boolean

const isTheme: Check = (value) => value === 'light' || value === 'dark' || value === 'system'
const isQuestion: Check = (value) =>
  typeof value === 'string' && value.length <= 4000 && value.trim() !== ''
const isCode: Check = (value) => typeof value === 'string' && /^[a-z_]{1,40}$/.test(value)
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0

/** What a message of each type has besides its type: this, and nothing else. */
const shapes = new Map<unknown, Readonly<Record<string, Check>>>([
  ['open', {}],
  ['close', {}],
  ['setTheme', { theme: isTheme }],
  ['ask', { text: isQuestion }],
  ['height', { heightPx: isCount }],
  ['answered', { unread: isCount }],
  ['failed', { code: isCode }],
])

/** The message that `event.data` is; undefined for anything else that somebody may have posted. */
export function readMessage(data: unknown): ToFrame | FromFrame | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  // Own properties only: a `Blob` has a `type` as well.
  const own = new Map<string, unknown>(Object.entries(data))
  const shape = shapes.get(own.get('type'))
  if (shape === undefined) return undefined
  const fields = Object.entries(shape)
  const fits =
    own.size === fields.length + 1 && fields.every(([name, check]) => check(own.get(name)))
  // A type of ours, and its fields have been checked, each of them.
  return fits ? (Object.fromEntries(own) as ToFrame | FromFrame) : undefined
}
