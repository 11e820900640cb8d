import { ChatError } from '@millrace/protocol'
import type { Over } from './Ledger.ts'
import type { BudgetScope } from './scopesOf.ts'

/** How long to wait where the rest is held by answers that are being written. */
const heldRetryMs = 10_000

/**
 * `quota` (429), for a question that costs more than is left in some of its budgets: when there may be enough again,
 * where that is some time. It says nothing of whose budget it is.
 */
export function refusalFor(
  scopes: readonly BudgetScope[],
  over: readonly Over[],
  amountNano: number,
  now: number,
): ChatError {
  const refusing = over.flatMap(({ name, spentNano }) => {
    const scope = scopes.find((one) => one.name === name)
    return scope === undefined ? [] : [{ ...scope, spentNano }]
  })
  if (refusing.some(({ limitNano }) => amountNano > limitNano)) {
    return new ChatError('quota', sentences.tooLarge, { status: 429 })
  }
  const spent = refusing.filter(({ spentNano, limitNano }) => spentNano + amountNano > limitNano)
  if (spent.length > 0) {
    const until = Math.max(...spent.map(({ period }) => period.endsAt))
    return new ChatError('quota', sentences.spent(until), {
      status: 429,
      retryAfterMs: until - now,
    })
  }
  // Enough is left, once answers are settled that hold more than they will need.
  return new ChatError('quota', sentences.held, { status: 429, retryAfterMs: heldRetryMs })
}

const sentences = {
  spent: (until: number): string => {
    const [day = '', time = ''] = new Date(until).toISOString().split('T')
    return `The allowance for this chat is used up until ${day} ${time.slice(0, 5)} UTC.`
  },
  held: 'The allowance for this chat is taken up by answers that are being written. Please try again in a moment.',
  tooLarge: 'This question may cost more than the whole allowance for this chat.',
}
