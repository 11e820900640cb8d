/** One event of an answer as it goes over the wire. */
export interface WireEvent {
  /** As it is written, with the empty line that ends it. */
  readonly text: string
  /** Its number; undefined for a comment that only keeps the connection awake. */
  readonly n: number | undefined
  /** The type of its chunk, `[DONE]`, or `heartbeat`. */
  readonly type: string
}

/** Cuts a stream of text into events: takes one read, and returns the events that are whole now. */
export function splitEvents(): (text: string) => readonly WireEvent[] {
  let rest = ''
  return (text) => {
    const events = (rest + text).split(/(?<=\n\n)/)
    const last = events.at(-1) ?? ''
    rest = last.endsWith('\n\n') ? '' : last
    return (rest === '' ? events : events.slice(0, -1)).filter((event) => event !== '').map(read)
  }
}

function read(text: string): WireEvent {
  const id = /^id: (\d+)$/m.exec(text)?.[1]
  const data = /^data: (.*)$/m.exec(text)?.[1]
  return {
    text,
    n: id === undefined ? undefined : Number(id),
    type: data === undefined ? 'heartbeat' : typeOf(data),
  }
}

/** Our own route wrote it: `type` comes first. News is told apart by its kind. */
function typeOf(data: string): string {
  const type = /^\{"type":"([^"]+)"/.exec(data)?.[1] ?? data
  const kind = type === 'data-millrace-notice' ? /"kind":"([^"]+)"/.exec(data)?.[1] : undefined
  return kind ?? type
}
