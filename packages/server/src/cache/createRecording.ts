import type { Usage } from '@millrace/protocol'
import type { Read } from '../policy/Policy.ts'
import type { ProviderEvent } from '../provider/Provider.ts'
import type { CachedEvent } from './CachedAnswer.ts'

/** Takes down an answer as it comes. */
export interface Recording {
  add(read: Read): void
  /**
   * The answer, where it is one to be kept (T-74): it came to its own end, in words that are no refusal, called no
   * tool, and is not too long.
   */
  readonly whole: readonly CachedEvent[] | undefined
  readonly usage: Usage | undefined
}

/** The most that is kept of what it says, thoughts included, in bytes of UTF-8. */
const mostTextBytes = 256 * 1024

export function createRecording(): Recording {
  let events: CachedEvent[] = []
  /** Neighbouring texts are one. */
  let pieces: string[] = []
  let kind: 'text' | 'reasoning' = 'text'
  let units = 0
  let isUnfit = false
  let stopped = false
  let usage: Usage | undefined

  function close(): void {
    const text = pieces.join('')
    pieces = []
    if (text !== '') events.push({ type: kind, text })
  }

  function say(type: typeof kind, text: string): void {
    units += text.length
    // A unit is one byte at least: what is too long is not gathered.
    if (units > mostTextBytes) {
      isUnfit = true
      return
    }
    if (type !== kind) close()
    kind = type
    pieces.push(text)
  }

  function forget(): void {
    events = []
    pieces = []
    units = 0
    isUnfit = false
    stopped = false
  }

  function addOne(event: ProviderEvent): void {
    switch (event.type) {
      case 'text':
        isUnfit ||= event.refusal === true || stopped
        return say('text', event.text)
      case 'reasoning':
        if (event.providerMetadata === undefined) return say('reasoning', event.text)
        close()
        units += event.text.length
        events.push(event)
        return
      case 'source':
      case 'file':
        close()
        events.push(event)
        return
      case 'usage':
        usage = event.usage
        return
      case 'finish':
        isUnfit ||= event.finishReason !== 'stop' || stopped
        stopped = true
        return
      case 'reset':
        return forget()
      case 'notice':
        return
      case 'tool-input-start':
      case 'tool-input-delta':
      case 'tool-input-end':
      case 'tool-call':
      case 'tool-result':
      case 'error':
        isUnfit = true
    }
  }

  return {
    add: (read) => read.forEach(addOne),
    get whole() {
      if (isUnfit || !stopped) return undefined
      close()
      const said = events.flatMap((event) => ('text' in event ? [event] : []))
      if (!said.some(({ type, text }) => type === 'text' && text.trim() !== '')) return undefined
      const encoder = new TextEncoder()
      const bytes = said.reduce((sum, { text }) => sum + encoder.encode(text).length, 0)
      return bytes > mostTextBytes ? undefined : events
    },
    get usage() {
      return usage
    },
  }
}
