import type { Fate } from './disturb.ts'

/** One thing that happened on the network. */
export type NetworkReport =
  | { readonly kind: 'request'; readonly what: 'question' | 'stop' }
  /** The client asks for what follows event `after`; -1: for all. */
  | { readonly kind: 'request'; readonly what: 'resume'; readonly after: number }
  /** The server answered with something else than a stream. */
  | { readonly kind: 'response'; readonly status: number }
  /** There is no way to the server. */
  | { readonly kind: 'unreachable' }
  | {
      readonly kind: 'event'
      readonly n: number | undefined
      readonly type: string
      readonly bytes: number
      readonly fate: Fate
    }
  | { readonly kind: 'closed'; readonly how: Ending }

/** How a connection was over. */
export type Ending =
  /** The whole answer went through. */
  | 'end'
  /** It broke, and what came before can still be read. */
  | 'broken'
  /** It is gone, with all that was on the way. */
  | 'lost'
  /** The client left it. */
  | 'left'
