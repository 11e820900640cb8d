import {
  type DynamicToolPart,
  factsOf,
  isToolPart,
  type Message,
  toolNameOf,
  type ToolPart,
} from '@millrace/protocol'
import type { ToolCall } from './createCalls.ts'
import type { SignedPlace, Signer } from './createSigner.ts'
import type { Toolbox } from './createToolbox.ts'

type CallPart = DynamicToolPart | ToolPart

/** A conversation whose tool calls are what they say, and what its user has decided. */
export interface Settled {
  readonly messages: readonly Message[]
  /** Calls of the last answer that its user has just approved: to be run now. */
  readonly approved: readonly ToolCall[]
  /** Ids of those that were declined. */
  readonly declined: readonly string[]
  /** Ids of those whose approval nobody asked for: they are not run. */
  readonly unproven: readonly string[]
}

/**
 * The last answer as it is kept here, with what its user said to it. Of what the client sends only that is taken: the
 * outputs of tools that run there, and a yes or no to what was asked (T-93).
 * @param sent - The same answer as the client sent it.
 */
export function settleStored(stored: Message, sent: Message, toolbox: Toolbox): Settled {
  const said = new Map<string, CallPart>()
  for (const part of sent.parts) if (isToolPart(part)) said.set(part.toolCallId, part)
  const approved: ToolCall[] = []
  const declined: string[] = []
  const parts = stored.parts.map((part) => {
    const word = isToolPart(part) ? said.get(part.toolCallId) : undefined
    if (!isToolPart(part) || word === undefined) return part
    if (part.state === 'approval-requested' && word.state === 'approval-responded') {
      if (part.approval.id !== word.approval.id) return part
      if (word.approval.approved) approved.push(callOf(part))
      else declined.push(part.toolCallId)
      return { ...part, state: word.state, approval: { ...part.approval, ...wordOf(word) } }
    }
    const isTheirs = !toolbox.runsHere(toolNameOf(part)) && part.providerExecuted !== true
    if (part.state !== 'input-available' || !isTheirs) return part
    if (word.state === 'output-available')
      return { ...part, state: word.state, output: word.output }
    if (word.state !== 'output-error') return part
    return { ...part, state: word.state, errorText: word.errorText }
  }) as Message['parts']
  return { messages: [{ ...stored, parts }], approved, declined, unproven: [] }
}

/**
 * A conversation that the client has kept. Outputs of tools that run here count only with our signature: others go,
 * and their calls with them. So does an approval that nobody was asked for (T-93).
 * @param isSpent - Whether an approval was acted on before: a yes counts once.
 */
export async function settleSent(
  messages: readonly Message[],
  {
    toolbox,
    signer,
    place,
    isSpent,
  }: {
    readonly toolbox: Toolbox
    readonly signer: Signer
    readonly place: SignedPlace
    readonly isSpent: (approvalId: string) => boolean
  },
): Promise<Settled> {
  const approved: ToolCall[] = []
  const declined: string[] = []
  const unproven: string[] = []
  const last = messages.at(-1)
  // Of one approval and of one call there is one.
  const seen = new Set<string>()

  async function isProven(part: CallPart, message: Message): Promise<boolean> {
    const toolName = toolNameOf(part)
    const { toolCallId, state, input } = part
    const isOurs = toolbox.runsHere(toolName)
    const signature = signatureOf(message, toolCallId)
    if (state === 'approval-responded' && message === last) {
      const { id: approvalId, approved: yes } = part.approval
      if (yes !== true) {
        declined.push(toolCallId)
        return true
      }
      if (!isOurs) return true
      const call = callOf(part)
      const isFirst = !seen.has(approvalId) && !seen.has(toolCallId)
      seen.add(approvalId).add(toolCallId)
      const holds = await signer.holds(place, { kind: 'approval', approvalId, ...call }, signature)
      if (holds && isFirst && !isSpent(approvalId)) {
        approved.push({ ...call, approvalId })
        return true
      }
      unproven.push(toolCallId)
      return false
    }
    if (!isOurs || (state !== 'output-available' && state !== 'output-error')) return true
    const output = state === 'output-available' ? part.output : part.errorText
    const signed = { kind: 'output', toolCallId, toolName, input, state, output } as const
    return await signer.holds(place, signed, signature)
  }

  const settled: Message[] = []
  for (const message of messages) {
    if (message.role !== 'assistant' || !message.parts.some(isToolPart)) settled.push(message)
    else {
      const parts: Message['parts'] = []
      for (const part of message.parts) {
        if (!isToolPart(part) || (await isProven(part, message))) parts.push(part)
      }
      const whole = parts.length === message.parts.length
      settled.push(whole ? message : { ...message, parts })
    }
  }
  return { messages: settled, approved, declined, unproven }
}

function callOf(part: CallPart): ToolCall {
  return { toolCallId: part.toolCallId, toolName: toolNameOf(part), input: part.input }
}

function wordOf({ approval }: Extract<CallPart, { state: 'approval-responded' }>): object {
  const { approved, reason } = approval
  return reason === undefined ? { approved } : { approved, reason }
}

function signatureOf(message: Message, toolCallId: string): unknown {
  const { signatures } = factsOf(message) as { readonly signatures?: unknown }
  if (typeof signatures !== 'object' || signatures === null) return undefined
  return Object.hasOwn(signatures, toolCallId)
    ? (signatures as Record<string, unknown>)[toolCallId]
    : undefined
}
