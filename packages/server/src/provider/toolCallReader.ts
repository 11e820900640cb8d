import type { ProviderEvent } from './Provider.ts'
import { asRecord } from './asRecord.ts'

interface OpenCall {
  /** Where the wire says the call stands; undefined in dialects without. */
  readonly index: number | undefined
  id: string
  name: string
  input: string
  announced: boolean
}

/**
 * Puts tool calls together from their pieces. A call is known by its index where there is one, unless
 * another id stands at the same index (Cerebras sends two calls as index 0); else by its id; else it is the
 * latest. Calls are finished at the end of the stream only: JSON that happens to be complete proves nothing.
 */
export function toolCallReader(): {
  read(pieces: readonly unknown[], events: ProviderEvent[]): void
  end(events: ProviderEvent[]): void
} {
  const calls: OpenCall[] = []

  function find(index: number | undefined, id: string): OpenCall | undefined {
    if (index === undefined && id === '') return calls.at(-1)
    if (index === undefined) return calls.find((call) => call.id === id)
    return calls.findLast(
      (call) => call.index === index && (id === '' || call.id === '' || call.id === id),
    )
  }

  function announce(call: OpenCall, events: ProviderEvent[]): void {
    if (call.announced || call.name === '') return
    call.announced = true
    if (call.id === '') call.id = `call-${calls.indexOf(call)}`
    events.push({ type: 'tool-input-start', toolCallId: call.id, toolName: call.name })
    if (call.input !== '') {
      events.push({ type: 'tool-input-delta', toolCallId: call.id, delta: call.input })
    }
  }

  return {
    read(pieces, events) {
      for (const piece of pieces) {
        const { index, id, name, input } = fieldsOf(piece)
        let call = find(index, id)
        if (call === undefined) {
          call = { index, id, name: '', input: '', announced: false }
          calls.push(call)
        }
        // Later pieces repeat the name, or send an empty one: the first that is one counts.
        if (call.name === '') call.name = name
        if (call.id === '') call.id = id
        const before = call.announced
        call.input += input
        announce(call, events)
        if (before && input !== '') {
          events.push({ type: 'tool-input-delta', toolCallId: call.id, delta: input })
        }
      }
    },
    end(events) {
      for (const call of calls) {
        if (!call.announced) continue
        events.push({ type: 'tool-input-end', toolCallId: call.id })
        const input = call.input.trim() === '' ? '{}' : call.input
        events.push({ type: 'tool-call', toolCallId: call.id, toolName: call.name, input })
      }
    },
  }
}

function fieldsOf(piece: unknown): {
  readonly index: number | undefined
  readonly id: string
  readonly name: string
  readonly input: string
} {
  const call = asRecord(piece)
  const made = asRecord(call['function'] ?? call['custom'])
  const index = call['index']
  return {
    index: typeof index === 'number' ? index : undefined,
    id: text(call['id']),
    name: text(made['name']),
    input: text(made['arguments'] ?? made['input']),
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
