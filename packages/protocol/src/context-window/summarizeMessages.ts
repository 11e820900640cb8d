import { ChatError } from '../error/ChatError.ts'
import type { Message } from '../message/Message.ts'
import { countMessage } from './countMessage.ts'
import { estimate } from './estimateTokens.ts'
import { isSendable } from './windowRules.ts'
import type { TokenCounter } from './TokenCounter.ts'
import { trimMessages, type Trimmed, type TrimOptions } from './trimMessages.ts'

/** What was said in messages that are no longer sent. */
export interface Summary {
  readonly text: string
  /** The last message that it covers. */
  readonly upToId: string
}

/** Writes a summary: asks a model, most likely. */
export type Summarize = (
  /** What is to be covered, oldest first, beyond what `previous` covers. */
  messages: readonly Message[],
  options: {
    readonly previous: string | undefined
    readonly maxTokens: number
    readonly signal: AbortSignal
  },
) => Promise<string>

export interface SummarizeOptions extends TrimOptions {
  readonly summarize: Summarize
  /** How long a summary may be, in tokens; held back from the window. Default 500. */
  readonly maxSummaryTokens?: number
  /** The summary of an earlier send: used again while the cut stays, and carried on when it moves. */
  readonly previous?: Summary | undefined
  readonly signal?: AbortSignal
}

/**
 * `trimMessages`, with a summary in place of the turns that go: a message of the user's that says what it is
 * (instructions are the application's, and a summary is made of what users wrote). It is written anew only when
 * the cut moves.
 * @throws {ChatError} `turn_too_large` as `trimMessages`; `server_error` when no summary came, what `summarize`
 *   threw as its cause. The conversation can be trimmed without one then.
 */
export async function summarizeMessages(
  messages: readonly Message[],
  options: SummarizeOptions,
): Promise<Trimmed & { readonly summary: Summary | undefined }> {
  const { summarize, maxSummaryTokens = 500, previous, ...trimming } = options
  const { reserve = 0, tokens = estimate, calibration = 1 } = trimming
  const { signal = new AbortController().signal } = options
  const whole = trimMessages(messages, trimming)
  if (whole.report.droppedMessages === 0) return { ...whole, summary: undefined }
  const held = Math.ceil((maxSummaryTokens + frameTokens) * calibration)
  const room = fittingWith(reserve + held)
  if (room === undefined) return { ...whole, summary: undefined }
  const { messages: kept, report } = room
  const stays = new Set(kept.map(({ id }) => id))
  const first = messages.findIndex(({ id }) => id === report.firstKeptId)
  const gone = messages
    .slice(0, first)
    .filter((message) => !stays.has(message.id) && isSendable(message))
  const upToId = gone.at(-1)?.id
  if (upToId === undefined) return { ...whole, summary: undefined }
  // The limit may have been another one then.
  const before = fitting(previous?.text ?? '', maxSummaryTokens, tokens)
  const covered = before === '' ? 0 : gone.findIndex(({ id }) => id === previous?.upToId) + 1
  const text = covered === gone.length ? before : await written(gone.slice(covered))
  const message = summaryMessage(upToId, text)
  const at = kept.findIndex(({ id }) => id === report.firstKeptId)
  return {
    messages: [...kept.slice(0, at), message, ...kept.slice(at)],
    report: {
      ...report,
      summarized: true,
      tokens: report.tokens + Math.ceil(countMessage(message, tokens) * calibration),
      budget: report.budget + held,
    },
    summary: { text, upToId },
  }

  /** Trimmed with room for a summary; undefined where the latest turn leaves none. */
  function fittingWith(reserved: number): Trimmed | undefined {
    try {
      return trimMessages(messages, { ...trimming, reserve: reserved })
    } catch (thrown) {
      if (thrown instanceof ChatError && thrown.code === 'turn_too_large') return undefined
      throw thrown
    }
  }

  async function written(news: readonly Message[]): Promise<string> {
    const carriedOn = covered === 0 ? undefined : before
    let said: string
    try {
      said = await summarize(news, { previous: carriedOn, maxTokens: maxSummaryTokens, signal })
    } catch (cause) {
      signal.throwIfAborted()
      throw new ChatError('server_error', 'No summary of the conversation came.', { cause })
    }
    const fits = fitting(said, maxSummaryTokens, tokens)
    if (fits === '')
      throw new ChatError('server_error', 'The summary of the conversation was empty.')
    return fits
  }
}

/** What is written around a summary. */
const frameTokens = 40

function summaryMessage(upToId: string, text: string): Message {
  const note = 'Summary of the earlier part of this conversation, written automatically:'
  return {
    id: `summary-${upToId}`,
    role: 'user',
    parts: [{ type: 'text', text: `${note}\n\n${text}` }],
    // Trimmed once more, it stays.
    metadata: { millrace: { pinned: true } },
  }
}

/** A model may say more than it was asked for: the beginning that fits, without half a character at its end. */
function fitting(text: string, maxTokens: number, counter: TokenCounter): string {
  let fits = text.trim()
  for (let tokens = counter.count(fits); tokens > maxTokens; tokens = counter.count(fits)) {
    const length = Math.max(0, Math.floor((fits.length * maxTokens) / tokens) - 1)
    fits = fits
      .slice(0, length)
      .replace(/[\ud800-\udbff]$/, '')
      .trimEnd()
  }
  return fits
}
