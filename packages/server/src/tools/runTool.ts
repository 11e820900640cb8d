import { ChatError, type Clock } from '@millrace/protocol'
import { unlessAborted } from '../waiting/unlessAborted.ts'
import type { KnownTool } from './createToolbox.ts'
import type { ToolExecution } from './Tool.ts'

/** What came of a call. */
export type ToolOutcome =
  | { readonly output: unknown }
  | { readonly errorText: string; readonly cause?: unknown }

export interface RunToolOptions {
  readonly execution: Omit<ToolExecution, 'abortSignal'>
  readonly signal: AbortSignal
  readonly clock: Clock
  /** How long it may take, in milliseconds. */
  readonly timeoutMs: number
  /** How long its output may be as JSON, in UTF-16 units. */
  readonly maxOutput: number
  /** What it gives on the way to its output. */
  readonly onPreliminary: (output: unknown) => void
}

/**
 * Runs a tool. Never rejects: what it throws is its outcome. Whatever it does, it is not waited for once it was
 * stopped or took too long.
 * @returns undefined when it was stopped.
 */
export async function runTool(
  { tool, schema }: KnownTool,
  input: unknown,
  options: RunToolOptions,
): Promise<ToolOutcome | undefined> {
  const { execution, signal, clock, timeoutMs } = options
  const late = new AbortController()
  const cancel = clock.schedule(() => late.abort(new ChatError('timeout', lateText)), timeoutMs)
  const over = AbortSignal.any([signal, late.signal])

  async function outcome(): Promise<ToolOutcome | undefined> {
    const checked = await schema.check(input)
    if ('wrong' in checked) return { errorText: checked.wrong }
    if (over.aborted) return undefined
    const result = tool.execute?.(checked.input as never, { ...execution, abortSignal: over })
    if (!isIterable(result)) return { output: plain(await result, options.maxOutput) }
    let last: unknown = null
    const iterator = result[Symbol.asyncIterator]()
    for (;;) {
      const next = await unlessAborted(over, iterator.next())
      if (next === undefined) {
        // It may be waiting for something that never comes: not waited for.
        Promise.resolve(iterator.return?.()).catch(() => undefined)
        return undefined
      }
      if (next.done === true) return { output: last }
      last = plain(next.value, options.maxOutput)
      options.onPreliminary(last)
    }
  }

  try {
    const result = await unlessAborted(over, outcome())
    if (result !== undefined || signal.aborted) return result
    return { errorText: lateText }
  } catch (cause) {
    if (signal.aborted) return undefined
    return { errorText: late.signal.aborted ? lateText : wordsFor(cause), cause }
  } finally {
    cancel()
  }
}

const lateText = 'The tool took too long.'

/** Texts of other errors may hold keys and addresses: they are for the log (T-67). */
function wordsFor(thrown: unknown): string {
  return thrown instanceof ChatError ? thrown.message : 'The tool failed.'
}

function isIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** As it will travel: JSON. @throws for what is none, and for what is too long. */
function plain(output: unknown, maxOutput: number): unknown {
  if (output === undefined) return null
  const text = JSON.stringify(output) as string | undefined
  if (text === undefined) return null
  if (text.length > maxOutput) {
    throw new ChatError('too_large', `The output is longer than ${maxOutput} characters.`)
  }
  return JSON.parse(text) as unknown
}
