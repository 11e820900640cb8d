import { ChatError, type Clock } from '@millrace/protocol'
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

/** The answer to a call that was stopped: nobody waits for it. */
const stopped = Symbol('stopped')

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
  const controller = new AbortController()
  let late = false
  const cancel = clock.schedule(() => {
    late = true
    controller.abort(new ChatError('timeout', 'The tool took too long.'))
  }, timeoutMs)
  const stop = (): void => controller.abort(signal.reason)
  if (signal.aborted) stop()
  else signal.addEventListener('abort', stop, { once: true })
  const over = new Promise<typeof stopped>((resolve) => {
    if (controller.signal.aborted) resolve(stopped)
    else controller.signal.addEventListener('abort', () => resolve(stopped), { once: true })
  })

  async function outcome(): Promise<ToolOutcome | typeof stopped> {
    const checked = await schema.check(input)
    if ('wrong' in checked) return { errorText: checked.wrong }
    if (controller.signal.aborted) return stopped
    const result = tool.execute?.(checked.input as never, {
      ...execution,
      abortSignal: controller.signal,
    })
    if (!isIterable(result)) return { output: plain(await result, options.maxOutput) }
    let last: unknown = null
    const iterator = result[Symbol.asyncIterator]()
    for (;;) {
      const next = await Promise.race([iterator.next(), over])
      if (next === stopped) {
        // It may be waiting for something that never comes: not waited for.
        Promise.resolve(iterator.return?.()).catch(() => undefined)
        return stopped
      }
      if (next.done === true) return { output: last }
      last = plain(next.value, options.maxOutput)
      options.onPreliminary(last)
    }
  }

  try {
    const result = await Promise.race([outcome(), over])
    if (result !== stopped) return result
    return late ? { errorText: 'The tool took too long.' } : undefined
  } catch (thrown) {
    if (signal.aborted) return undefined
    if (late) return { errorText: 'The tool took too long.', cause: thrown }
    return { errorText: wordsFor(thrown), cause: thrown }
  } finally {
    cancel()
    signal.removeEventListener('abort', stop)
  }
}

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
