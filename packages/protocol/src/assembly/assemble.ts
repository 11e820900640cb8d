import type { Chunk, ChunkOf, FinishReason } from '../message/Chunk.ts'
import { isToolPart } from '../message/isToolPart.ts'
import { mergeMetadata } from './mergeMetadata.ts'
import type { DynamicToolPart, Message, Part, ReasoningPart, TextPart } from '../message/Message.ts'
import { partOf } from './partOf.ts'
import { emptyPartialJson, feedPartialJson, type PartialJson } from './partialJson.ts'
import { approve, inputFrom, outputFrom, type ToolInputOptions } from './toolPart.ts'

/**
 * A message being put together, and what the next chunks refer to. Plain data: it can be stored with
 * the number of its last chunk, and a resumed stream goes on from there.
 */
export interface Assembly<M extends Message = Message> {
  readonly message: M
  /** Text and reasoning parts that may still grow, by the id that the stream gives them. */
  readonly open: readonly OpenPart[]
  /** Tool calls whose input is being written. */
  readonly inputs: readonly OpenInput[]
  /** The reason that `finish` gave; undefined before it and where it gave none. */
  readonly finishReason: FinishReason | undefined
  /** Whether `finish` was seen: then the end of the body is an end of the answer. */
  readonly finished: boolean
  /** What did not fit and was left out or mended, newest last, 20 at most. */
  readonly problems: readonly string[]
}

interface OpenPart {
  readonly kind: 'text' | 'reasoning'
  readonly id: string
  readonly index: number
}

interface OpenInput extends ToolInputOptions {
  readonly toolCallId: string
  readonly toolName: string
  readonly text: string
  readonly json: PartialJson
}

/** An assembly that goes on from a message as it stands. */
export function startAssembly<M extends Message>(message: M): Assembly<M> {
  return {
    message,
    open: [],
    inputs: [],
    finishReason: undefined,
    finished: false,
    problems: [],
  }
}

/**
 * Adds chunks to a message, in order. Pure: what did not change keeps its identity, the assembly
 * itself when nothing did. The result equals what the AI SDK's reader makes of the same chunks
 * (`processUIMessageStream` of `ai` 7); where that reader throws (a delta without a start), the text
 * is kept in a part of its own and the misfit is listed in `problems`.
 *
 * Transient data, `abort` and `error` change nothing here: they are news, not content.
 */
export function assemble<M extends Message>(
  assembly: Assembly<M>,
  chunks: readonly Chunk[],
): Assembly<M> {
  const draft = new Draft(assembly)
  for (const chunk of chunks) draft.add(chunk)
  return draft.end()
}

/** One call's worth of changes, on copies made once. */
class Draft<M extends Message> {
  readonly #before: Assembly<M>
  #message: M
  #parts: Part[] | undefined
  #open: readonly OpenPart[]
  #inputs: readonly OpenInput[]
  #finishReason: FinishReason | undefined
  #finished: boolean
  #problems: readonly string[]
  // Pieces of inputs that follow each other: read as one, so a wide input is not copied per piece.
  readonly #pieces = new Map<string, string>()

  constructor(before: Assembly<M>) {
    this.#before = before
    this.#message = before.message
    this.#open = before.open
    this.#inputs = before.inputs
    this.#finishReason = before.finishReason
    this.#finished = before.finished
    this.#problems = before.problems
  }

  end(): Assembly<M> {
    this.#flushInputs()
    const message =
      this.#parts === undefined ? this.#message : { ...this.#message, parts: this.#parts }
    const after: Assembly<M> = {
      message,
      open: this.#open,
      inputs: this.#inputs,
      finishReason: this.#finishReason,
      finished: this.#finished,
      problems: this.#problems,
    }
    const same = (Object.keys(after) as (keyof Assembly)[]).every(
      (key) => after[key] === this.#before[key],
    )
    return same ? this.#before : after
  }

  add(chunk: Chunk): void {
    if (chunk.type !== 'tool-input-delta') this.#flushInputs()
    switch (chunk.type) {
      case 'text-start':
      case 'reasoning-start':
        return this.#startBlock(chunk)
      case 'text-delta':
      case 'reasoning-delta':
        return this.#growBlock(chunk)
      case 'text-end':
      case 'reasoning-end':
        return this.#endBlock(chunk)
      case 'tool-input-start':
        return this.#startInput(chunk)
      case 'tool-input-delta':
        return this.#growInput(chunk)
      case 'tool-input-available':
      case 'tool-input-error':
        return this.#endInput(chunk)
      case 'tool-approval-request':
      case 'tool-output-available':
      case 'tool-output-error':
      case 'tool-output-denied':
        return this.#changeTool(chunk)
      case 'tool-approval-response': {
        const index = this.#all().findIndex(
          (part) => isToolPart(part) && part.approval?.id === chunk.approvalId,
        )
        if (index < 0) return this.#misfit(`${chunk.type} for an unknown approval`)
        return this.#replace(index, (part) => approve(part as DynamicToolPart, chunk))
      }
      case 'file':
      case 'reasoning-file':
      case 'source-url':
      case 'source-document':
      case 'custom':
      case 'steering-message':
      case 'start-step':
        return this.#push(partOf(chunk))
      case 'finish-step':
      case 'abort':
      case 'error':
        return
      case 'reset-step':
        return this.#resetStep()
      case 'start':
        if (chunk.messageId != null && chunk.messageId !== this.#message.id) {
          this.#message = { ...this.#message, id: chunk.messageId }
        }
        return this.#merge(chunk.messageMetadata)
      case 'finish':
        this.#finished = true
        this.#finishReason = chunk.finishReason ?? this.#finishReason
        return this.#merge(chunk.messageMetadata)
      case 'message-metadata':
        return this.#merge(chunk.messageMetadata)
      default:
        return this.#data(chunk)
    }
  }

  #all(): readonly Part[] {
    return this.#parts ?? this.#message.parts
  }

  #push(part: Part): void {
    this.#parts ??= [...this.#message.parts]
    this.#parts.push(part)
  }

  #replace(index: number, change: (part: Part) => Part): void {
    this.#parts ??= [...this.#message.parts]
    const part = this.#parts[index]
    if (part !== undefined) this.#parts[index] = change(part)
  }

  #merge(metadata: unknown): void {
    if (metadata == null) return
    this.#message = { ...this.#message, metadata: mergeMetadata(this.#message.metadata, metadata) }
  }

  #misfit(problem: string): void {
    this.#problems = [...this.#problems.slice(-19), problem]
  }

  #startBlock(chunk: ChunkOf<'text-start' | 'reasoning-start'>): void {
    const kind = chunk.type === 'text-start' ? 'text' : 'reasoning'
    const open = this.#find(kind, chunk.id)
    if (open !== undefined) {
      this.#misfit(`${chunk.type} twice for one id`)
      const part = this.#all()[open.index]
      // A start that was merely repeated must not leave an empty part behind.
      if (part !== undefined && 'text' in part && part.text === '') return
      this.#forget(open)
    }
    this.#begin(kind, chunk.id, chunk.providerMetadata)
  }

  #begin(
    kind: OpenPart['kind'],
    id: string,
    providerMetadata: TextPart['providerMetadata'],
  ): number {
    const noted = providerMetadata === undefined ? {} : { providerMetadata }
    const index = this.#all().length
    this.#push(
      kind === 'text'
        ? { type: 'text', text: '', ...noted, state: 'streaming' }
        : { type: 'reasoning', id, text: '', ...noted, state: 'streaming' },
    )
    this.#open = [...this.#open, { kind, id, index }]
    return index
  }

  #growBlock(chunk: ChunkOf<'text-delta' | 'reasoning-delta'>): void {
    const kind = chunk.type === 'text-delta' ? 'text' : 'reasoning'
    const index = this.#find(kind, chunk.id)?.index ?? this.#reopen(kind, chunk.id)
    this.#replace(index, (part) => ({
      ...(part as TextPart | ReasoningPart),
      text: (part as TextPart).text + chunk.delta,
      ...(chunk.providerMetadata == null ? {} : { providerMetadata: chunk.providerMetadata }),
    }))
  }

  /** A delta that nothing announced: it goes on in the block that ended last, else in a new one. */
  #reopen(kind: OpenPart['kind'], id: string): number {
    this.#misfit(`${kind}-delta for a block that is not open`)
    const last = this.#all().length - 1
    if (this.#all()[last]?.type === kind && !this.#open.some((open) => open.index === last)) {
      this.#replace(last, (part) => ({ ...(part as TextPart), state: 'streaming' }))
      this.#open = [...this.#open, { kind, id, index: last }]
      return last
    }
    return this.#begin(kind, id, undefined)
  }

  #endBlock(chunk: ChunkOf<'text-end' | 'reasoning-end'>): void {
    const open = this.#find(chunk.type === 'text-end' ? 'text' : 'reasoning', chunk.id)
    if (open === undefined) return this.#misfit(`${chunk.type} for a block that is not open`)
    const citations = chunk.type === 'text-end' ? chunk.citations : undefined
    this.#forget(open)
    this.#replace(open.index, (part) => ({
      ...(part as TextPart),
      state: 'done',
      ...(citations == null ? {} : { citations }),
      ...(chunk.providerMetadata == null ? {} : { providerMetadata: chunk.providerMetadata }),
    }))
  }

  #find(kind: OpenPart['kind'], id: string): OpenPart | undefined {
    return this.#open.find((open) => open.kind === kind && open.id === id)
  }

  #forget(gone: OpenPart): void {
    this.#open = this.#open.filter((open) => open !== gone)
  }

  #startInput(chunk: ChunkOf<'tool-input-start'>): void {
    this.#inputs = [
      ...this.#inputs.filter((input) => input.toolCallId !== chunk.toolCallId),
      { ...chunk, text: '', json: emptyPartialJson() },
    ]
    this.#writeTool(chunk, { state: 'input-streaming', input: undefined })
  }

  #growInput({ type, toolCallId, inputTextDelta }: ChunkOf<'tool-input-delta'>): void {
    const known = this.#inputs.some((input) => input.toolCallId === toolCallId)
    if (!known) return this.#misfit(`${type} for a call that is not open`)
    this.#pieces.set(toolCallId, (this.#pieces.get(toolCallId) ?? '') + inputTextDelta)
  }

  #flushInputs(): void {
    for (const [toolCallId, piece] of this.#pieces) this.#writeInput(toolCallId, piece)
    this.#pieces.clear()
  }

  #writeInput(toolCallId: string, piece: string): void {
    const input = this.#inputs.find((open) => open.toolCallId === toolCallId)
    if (input === undefined) return
    const text = input.text + piece
    const plain = input.inputEncoding === 'text'
    const json = plain ? input.json : feedPartialJson(input.json, piece)
    const next: OpenInput = { ...input, text, json }
    this.#inputs = this.#inputs.map((open) => (open === input ? next : open))
    // The provider's notes came with the start and stay; only the input is new.
    const { providerExecuted, providerMetadata, ...options } = next
    this.#writeTool(options, {
      state: 'input-streaming',
      input: plain ? text : json.value,
      rawInput: text,
    })
  }

  #endInput(chunk: ChunkOf<'tool-input-available' | 'tool-input-error'>): void {
    this.#inputs = this.#inputs.filter(({ toolCallId }) => toolCallId !== chunk.toolCallId)
    if (chunk.type === 'tool-input-available') {
      return this.#writeTool(chunk, { state: 'input-available', input: chunk.input })
    }
    const existing = this.#all()[this.#toolInStep(chunk.toolCallId)]
    const dynamic = existing === undefined ? chunk.dynamic : existing.type === 'dynamic-tool'
    // The AI SDK's reader takes no title from an input error.
    const { title, ...options } = chunk
    this.#writeTool(
      { ...options, dynamic: dynamic === true },
      { state: 'output-error', input: chunk.input, errorText: chunk.errorText },
    )
  }

  /** Writes the input side of a call: into its part of this step, or into a new part. */
  #writeTool(
    call: ToolInputOptions & { readonly toolCallId: string; readonly toolName: string },
    facts: Parameters<typeof inputFrom>[2],
  ): void {
    const dynamic = call.dynamic === true
    const index = this.#toolInStep(
      call.toolCallId,
      ({ type }) => (type === 'dynamic-tool') === dynamic,
    )
    if (index < 0) this.#push(inputFrom(undefined, call, facts))
    else this.#replace(index, (part) => inputFrom(part as DynamicToolPart, call, facts))
  }

  #changeTool(
    chunk: ChunkOf<
      'tool-approval-request' | 'tool-output-available' | 'tool-output-error' | 'tool-output-denied'
    >,
  ): void {
    const index = this.#toolIndex(chunk.toolCallId)
    if (index < 0) return this.#misfit(`${chunk.type} for an unknown call`)
    this.#replace(index, (part) => outputFrom(part as DynamicToolPart, chunk))
  }

  /** The call in this step, else the latest of that id anywhere: calls go on over several streams. */
  #toolIndex(toolCallId: string): number {
    const index = this.#toolInStep(toolCallId)
    return index < 0 ? this.#all().findLastIndex((part) => isCall(part, toolCallId)) : index
  }

  /** The first call of that id in this step, of those that `fits` lets through; -1 without one. */
  #toolInStep(toolCallId: string, fits: (part: Part) => boolean = () => true): number {
    const start = this.#stepStart()
    return this.#all().findIndex(
      (part, index) => index >= start && isCall(part, toolCallId) && fits(part),
    )
  }

  /** The index of the first part of the current step. */
  #stepStart(): number {
    return this.#all().findLastIndex((part) => part.type === 'step-start') + 1
  }

  #resetStep(): void {
    this.#open = []
    this.#inputs = []
    const start = this.#stepStart()
    if (start < this.#all().length) this.#parts = this.#all().slice(0, start)
  }

  #data(chunk: ChunkOf<`data-${string}`>): void {
    if (chunk.transient === true) return
    const index =
      chunk.id == null
        ? -1
        : this.#all().findIndex(
            (part) => part.type === chunk.type && 'id' in part && part.id === chunk.id,
          )
    if (index < 0) this.#push({ ...chunk })
    else this.#replace(index, (part) => ({ ...part, data: chunk.data }) as Part)
  }
}

function isCall(part: Part, toolCallId: string): boolean {
  return isToolPart(part) && part.toolCallId === toolCallId
}
