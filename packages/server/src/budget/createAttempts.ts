import type { ErrorCode, Usage } from '@millrace/protocol'
import type { ProviderEvent } from '../provider/Provider.ts'
import { countedUsage } from '../usage/countedUsage.ts'
import type { Attempt } from './Budget.ts'

/** What of a request may have to be paid, as its events tell. */
export interface Attempts {
  note(event: ProviderEvent): void
  /** How it ended: as it should, by a failure, or because nobody listens any more. Returns all that may be billed. */
  end(how: ErrorCode | 'whole' | 'left'): readonly Attempt[]
}

export interface AttemptsOptions {
  /** Who is asked first. */
  readonly by: Pick<Attempt, 'provider' | 'model'>
  /** The prompt by our count. */
  readonly inputTokens: number
  readonly count: (text: string) => number
}

/** After these nobody knows what the provider did, and he may be paid for it. What he refused costs nothing. */
const maybeBilled: ReadonlySet<string> = new Set<ErrorCode | 'left'>([
  'timeout',
  'incomplete_stream',
  'bad_event',
  'aborted',
  'left',
])

export function createAttempts({ by, inputTokens, count }: AttemptsOptions): Attempts {
  const attempts: Attempt[] = []
  let asked = by
  /** Those whose input was heard as it was written. */
  const calls = new Set<string>()
  let said: string[] = []
  let usage: Usage | undefined
  let isEnded = false

  function close(how: string): void {
    const counted = countedUsage(usage, { inputTokens, said, count })
    if (counted !== undefined) attempts.push({ ...asked, usage: counted })
    else if (maybeBilled.has(how)) attempts.push(asked)
    said = []
    usage = undefined
  }

  return {
    note(event) {
      switch (event.type) {
        case 'text':
        case 'reasoning':
          return void said.push(event.text)
        case 'tool-input-start':
          calls.add(event.toolCallId)
          return void said.push(event.toolName)
        case 'tool-input-delta':
          return void said.push(event.delta)
        case 'tool-call':
          if (!calls.has(event.toolCallId)) said.push(event.toolName, event.input)
          return
        case 'usage':
          usage = event.usage
          return
        case 'error':
          isEnded = true
          return close(event.error.code)
        case 'notice': {
          const { notice } = event
          if (notice.kind === 'retrying') close(notice.code)
          else if (notice.kind === 'failed-over') {
            close(notice.code)
            asked = { provider: notice.provider, model: notice.model }
          }
        }
      }
    },
    end(how) {
      if (!isEnded) close(how)
      isEnded = true
      return attempts
    },
  }
}
