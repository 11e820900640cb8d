/** One server-sent event, after the WHATWG HTML standard. */
export interface ServerSentEvent {
  /** `message` when the sender gave none. */
  readonly event: string
  readonly data: string
  /** The id written on this very event; undefined where it carries none. */
  readonly id: string | undefined
  /** What a browser would report: the last id seen, `''` before any. */
  readonly lastEventId: string
}
