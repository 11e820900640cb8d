/**
 * The way to the server, as the last requests found it. What a browser believes (`navigator.onLine`) is no part of it
 * (T-43). Times are milliseconds since the epoch, by this device.
 */
export type ConnectionState =
  | { readonly status: 'online' }
  /** It was lost, and is being tried. */
  | { readonly status: 'connecting'; readonly since: number }
  /** It was lost in the middle of an answer, which is asked for again at `retryAt`. */
  | {
      readonly status: 'reconnecting'
      /** How many tries there were since the last progress, this one included. */
      readonly attempt: number
      readonly retryAt: number
      readonly since: number
    }
  /** The server cannot be reached. It is tried again by and by, and at once when the page wakes. */
  | { readonly status: 'offline'; readonly since: number }

export const online: ConnectionState = { status: 'online' }
