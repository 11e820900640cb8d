import type { LanguageModelV4Prompt } from '@ai-sdk/provider'
import {
  type Chunk,
  type Clock,
  isToolPart,
  type Message,
  type NewId,
  type Part,
  toolNameOf,
} from '@millrace/protocol'
import type { Identity } from '../access/identityOf.ts'
import { within } from '../waiting/within.ts'
import type { Signed, SignedPlace, Signer } from './createSigner.ts'
import type { KnownTool, Toolbox } from './createToolbox.ts'
import { runTool, type ToolOutcome } from './runTool.ts'
import type { ToolExecution } from './Tool.ts'

/** A call as the model made it: its input is JSON that was read. */
export interface ToolCall {
  readonly toolCallId: string
  readonly toolName: string
  readonly input: unknown
  /** The approval that its user has given, where it needs one. */
  readonly approvalId?: string
}

export interface CallsOptions {
  readonly toolbox: Toolbox
  /** Signs what the client has to bring back; undefined where the conversation is kept here. */
  readonly signer: Signer | undefined
  readonly place: SignedPlace
  readonly who: Identity
  readonly clock: Clock
  readonly newId: NewId
  readonly timeoutMs: number
  readonly maxOutput: number
  /** A tool threw, or gave what cannot be sent. For the log. */
  readonly onFailed: (call: ToolCall, cause: unknown) => void
}

export interface RunCallsOptions {
  /** The calls that the user has approved. */
  readonly approved?: boolean
  /** What the model read before it called. */
  readonly prompt: LanguageModelV4Prompt
  readonly signal: AbortSignal
  readonly write: (chunks: readonly Chunk[]) => void
}

/** What becomes of the calls of one answer. */
export interface Calls {
  /** Whether the client knows the tool by this name. */
  declares(toolName: string): boolean
  /**
   * Runs calls side by side and writes what comes of each as it comes. Never rejects.
   * @returns Whether the answer goes on by itself: no call waits for the client or its user.
   */
  run(calls: readonly ToolCall[], options: RunCallsOptions): Promise<boolean>
  /** Whether calls of the last step wait for a word of the user, or for the output of a tool that runs in his page. */
  wait(message: Message): boolean
}

export function createCalls(options: CallsOptions): Calls {
  const { toolbox, signer, place, who, clock, newId } = options

  async function runOne(call: ToolCall, running: RunCallsOptions): Promise<boolean> {
    const { toolCallId, toolName, input } = call
    const known = toolbox.find(toolName)
    if (known === undefined) {
      await tell(call, { errorText: `There is no tool called ${toolName}.` }, running)
      return true
    }
    if (known.tool.execute === undefined) return false
    const { prompt, signal, write } = running
    const messages = prompt.filter(({ role }) => role !== 'system')
    const { chatId } = place
    const execution = { toolCallId, chatId, who, messages, context: { chatId, who } }
    if (running.approved !== true) {
      const asks = await asksFor(known, input, { ...execution, abortSignal: signal }, (deciding) =>
        within(clock, options.timeoutMs, deciding, 'needsApproval'),
      )
      if (typeof asks === 'object') {
        await tell(call, asks, running)
        return true
      }
      if (asks) {
        await askApproval(call, write)
        return false
      }
    }
    const outcome = await runTool(known, input, {
      execution,
      signal,
      clock,
      timeoutMs: options.timeoutMs,
      maxOutput: options.maxOutput,
      onPreliminary: (output) =>
        write([{ type: 'tool-output-available', toolCallId, output, preliminary: true }]),
    })
    if (outcome !== undefined) await tell(call, outcome, running)
    return outcome !== undefined
  }

  async function askApproval(call: ToolCall, write: RunCallsOptions['write']): Promise<void> {
    const { toolCallId, toolName, input } = call
    const approvalId = newId()
    const signed = { kind: 'approval', approvalId, toolCallId, toolName, input } as const
    write([{ type: 'tool-approval-request', approvalId, toolCallId }, ...(await signature(signed))])
  }

  /** All outputs of one answer are one message: it must still fit into a request. */
  let told = 0

  /** The same outcome, unless the answer has no more room for it. */
  function fitting(outcome: ToolOutcome): ToolOutcome {
    if ('errorText' in outcome) return outcome
    told += JSON.stringify(outcome.output ?? null).length
    if (told <= 4 * options.maxOutput) return outcome
    return { errorText: 'The outputs of this answer are too long together.' }
  }

  async function tell(
    call: ToolCall,
    given: ToolOutcome,
    { signal, write }: RunCallsOptions,
  ): Promise<void> {
    const outcome = fitting(given)
    if ('cause' in outcome) options.onFailed(call, outcome.cause)
    const { toolCallId, toolName, input } = call
    const failed = 'errorText' in outcome
    const signed = await signature({
      kind: 'output',
      toolCallId,
      toolName,
      input,
      state: failed ? 'output-error' : 'output-available',
      output: failed ? outcome.errorText : outcome.output,
    })
    // An answer that was stopped has ended meanwhile.
    if (signal.aborted) return
    write([
      failed
        ? { type: 'tool-output-error', toolCallId, errorText: outcome.errorText }
        : { type: 'tool-output-available', toolCallId, output: outcome.output },
      ...signed,
    ])
  }

  async function signature(signed: Signed): Promise<readonly Chunk[]> {
    if (signer === undefined) return []
    const signatures = { [signed.toolCallId]: await signer.sign(place, signed) }
    return [{ type: 'message-metadata', messageMetadata: { millrace: { signatures } } }]
  }

  function waits(part: Part): boolean {
    if (!isToolPart(part)) return false
    const { state } = part
    if (state === 'approval-requested') return true
    const isOpen =
      state === 'input-available' || (state === 'approval-responded' && part.approval.approved)
    const toolName = toolNameOf(part)
    return isOpen && toolbox.find(toolName) !== undefined && !toolbox.runsHere(toolName)
  }

  return {
    wait({ parts }) {
      const last = parts.findLastIndex(isToolPart)
      const start = parts.findLastIndex(({ type }, at) => at < last && type === 'step-start')
      return parts.slice(start + 1, last + 1).some(waits)
    },
    declares: (toolName) => toolbox.find(toolName) !== undefined,
    async run(calls, running) {
      const answered = await Promise.all(calls.map((call) => runOne(call, running)))
      return answered.every(Boolean)
    },
  }
}

/** Whether the user is asked first. What is wrong with the input is said before anybody is asked. */
async function asksFor(
  { tool, schema }: KnownTool,
  input: unknown,
  execution: ToolExecution,
  inTime: (deciding: boolean | PromiseLike<boolean>) => Promise<boolean>,
): Promise<boolean | ToolOutcome> {
  const { needsApproval = false } = tool
  if (needsApproval === false) return false
  try {
    const checked = await schema.check(input)
    if ('wrong' in checked) return { errorText: checked.wrong }
    if (needsApproval === true) return true
    return await inTime(needsApproval(checked.input as never, execution))
  } catch (cause) {
    // Not run: whether somebody should have been asked is not known.
    return { errorText: 'The tool failed.', cause }
  }
}
