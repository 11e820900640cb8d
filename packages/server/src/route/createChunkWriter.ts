import { type Chunk, continues, type FinishReason, type Usage } from '@millrace/protocol'
import type { ProviderEvent } from '../provider/Provider.ts'
import { sentenceFor } from '../provider/sentenceFor.ts'
import type { ToolCall } from '../tools/createCalls.ts'

/** Turns what a provider says into chunks of the UI message stream, one array of events at a time. */
export interface ChunkWriter {
  add(events: readonly ProviderEvent[], chunks: Chunk[]): void
  /** Closes what is open. */
  close(chunks: Chunk[]): void
  /** Whether anything was said that a user can see. */
  readonly visible: boolean
  /** All that was written so far, in pieces: for counting what no provider counted. */
  readonly said: readonly string[]
  /** Calls for whoever runs them, in order: whole ones, of tools that the provider does not run itself. */
  readonly calls: readonly ToolCall[]
  /** Whether there were such calls, also of an input that could not be read. */
  readonly called: boolean
  readonly usage: Usage | undefined
  readonly finishReason: FinishReason | undefined
}

export interface ChunkWriterOptions {
  /** The message whose text goes on: the first text says so. */
  readonly continued?: string | undefined
  /** Whether the client knows a tool by this name. Default: none. */
  readonly declares?: (toolName: string) => boolean
  /**
   * Ids of calls that the message has. A model that counts its calls anew in every step gives the same ones again:
   * they get other names.
   */
  readonly usedIds?: Set<string>
}

type Block = { readonly kind: 'text' | 'reasoning' | 'refusal'; readonly id: string }

/** Blocks are opened when something is said and closed when something else is. */
export function createChunkWriter({
  continued,
  declares = () => false,
  usedIds = new Set(),
}: ChunkWriterOptions = {}): ChunkWriter {
  let block: Block | undefined
  let blocks = 0
  let visible = false
  let goesOn = continued
  const said: string[] = []
  let usage: Usage | undefined
  let finishReason: FinishReason | undefined
  const calls: ToolCall[] = []
  let called = false
  /** Of calls that are being written: as the model names them, and as they are told. */
  const names = new Map<string, string>()
  const ownIds: string[] = []

  function nameCall(toolCallId: string): string {
    let name = toolCallId
    for (let count = 2; usedIds.has(name); count++) name = `${toolCallId}-${count}`
    usedIds.add(name)
    ownIds.push(name)
    names.set(toolCallId, name)
    return name
  }

  function dynamic(toolName: string): { readonly dynamic?: true } {
    return declares(toolName) ? {} : { dynamic: true }
  }

  function close(chunks: Chunk[]): void {
    if (block === undefined) return
    chunks.push({ type: block.kind === 'reasoning' ? 'reasoning-end' : 'text-end', id: block.id })
    block = undefined
  }

  function open(kind: Block['kind'], chunks: Chunk[]): string {
    if (block?.kind === kind) return block.id
    close(chunks)
    block = { kind, id: String(blocks++) }
    if (kind === 'reasoning') chunks.push({ type: 'reasoning-start', id: block.id })
    else {
      const noted =
        kind === 'refusal'
          ? { providerMetadata: { millrace: { refusal: true } } }
          : goesOn === undefined
            ? {}
            : { providerMetadata: continues(goesOn) }
      goesOn = undefined
      chunks.push({ type: 'text-start', id: block.id, ...noted })
    }
    return block.id
  }

  /** Neighbouring deltas of one network read go out as one chunk. */
  function say(
    type: 'text-delta' | 'reasoning-delta',
    id: string,
    delta: string,
    chunks: Chunk[],
  ): void {
    said.push(delta)
    const last = chunks.at(-1)
    if (last?.type === type && last.id === id && last.providerMetadata === undefined) {
      chunks[chunks.length - 1] = { ...last, delta: last.delta + delta }
    } else chunks.push({ type, id, delta })
  }

  function addOne(event: ProviderEvent, chunks: Chunk[]): void {
    switch (event.type) {
      case 'text':
        visible = true
        say(
          'text-delta',
          open(event.refusal === true ? 'refusal' : 'text', chunks),
          event.text,
          chunks,
        )
        return
      case 'reasoning': {
        const id = open('reasoning', chunks)
        if (event.providerMetadata === undefined)
          return say('reasoning-delta', id, event.text, chunks)
        const { text: delta, providerMetadata } = event
        said.push(delta)
        chunks.push({ type: 'reasoning-delta', id, delta, providerMetadata })
        return
      }
      case 'tool-input-start':
        close(chunks)
        visible = true
        chunks.push({
          ...event,
          toolCallId: nameCall(event.toolCallId),
          ...dynamic(event.toolName),
        })
        return
      case 'tool-input-delta':
        chunks.push({
          type: event.type,
          toolCallId: names.get(event.toolCallId) ?? event.toolCallId,
          inputTextDelta: event.delta,
        })
        return
      case 'tool-input-end':
        return
      case 'tool-call': {
        close(chunks)
        visible = true
        said.push(event.toolName, event.input)
        const toolCallId = names.get(event.toolCallId) ?? nameCall(event.toolCallId)
        // The next of this name is another call, unless it is the provider's own: that has a result to come.
        if (event.providerExecuted !== true) names.delete(event.toolCallId)
        const chunk = toolCall({ ...event, toolCallId }, dynamic(event.toolName))
        if (event.providerExecuted !== true) {
          called = true
          if (chunk.type === 'tool-input-available') {
            calls.push({ toolCallId, toolName: event.toolName, input: chunk.input })
          }
        }
        chunks.push(chunk)
        return
      }
      case 'tool-result': {
        const toolCallId = names.get(event.toolCallId) ?? event.toolCallId
        const options = { toolCallId, providerExecuted: true, dynamic: true }
        chunks.push(
          event.failed
            ? { type: 'tool-output-error', errorText: sentenceFor('unknown'), ...options }
            : { type: 'tool-output-available', output: event.output, ...options },
        )
        return
      }
      case 'source': {
        const { id: sourceId, url, title } = event
        const titled = title === undefined ? {} : { title }
        chunks.push({ type: 'source-url', sourceId, url, ...titled })
        return
      }
      case 'file':
        visible = true
        close(chunks)
        chunks.push({ type: 'file', mediaType: event.mediaType, url: event.url })
        return
      case 'reset':
        block = undefined
        visible = false
        goesOn = continued
        said.length = 0
        for (const id of ownIds.splice(0)) usedIds.delete(id)
        names.clear()
        calls.length = 0
        called = false
        usage = undefined
        chunks.push({ type: 'reset-step' })
        return
      case 'usage':
        usage = event.usage
        return
      case 'finish':
        ;({ finishReason } = event)
        return
      case 'notice':
        chunks.push({ type: 'data-millrace-notice', data: event.notice, transient: true })
        return
      case 'error':
        return
    }
  }

  return {
    add(events, chunks) {
      for (const event of events) addOne(event, chunks)
    },
    close,
    get visible() {
      return visible
    },
    said,
    calls,
    get called() {
      return called
    },
    get usage() {
      return usage
    },
    get finishReason() {
      return finishReason
    },
  }
}

function toolCall(
  event: Extract<ProviderEvent, { type: 'tool-call' }>,
  dynamic: { readonly dynamic?: true },
): Extract<Chunk, { type: 'tool-input-available' | 'tool-input-error' }> {
  const { toolCallId, toolName, input, providerExecuted, providerMetadata } = event
  const options = {
    ...dynamic,
    ...(providerExecuted === undefined ? {} : { providerExecuted }),
    ...(providerMetadata === undefined ? {} : { providerMetadata }),
  }
  try {
    const parsed = JSON.parse(input) as unknown
    return { type: 'tool-input-available', toolCallId, toolName, input: parsed, ...options }
  } catch {
    const errorText = 'The model wrote an input that is not JSON.'
    return { type: 'tool-input-error', toolCallId, toolName, input, errorText, ...options }
  }
}
