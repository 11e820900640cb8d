import type { Price, Usage } from '@millrace/protocol'
import type { Identity } from '../access/identityOf.ts'
import type { ScopeState } from './Ledger.ts'
import type { BudgetLimits, BudgetScope } from './scopesOf.ts'

export interface BudgetOptions extends BudgetLimits {
  /**
   * What happens while nobody can tell what was spent. `closed`, the default: nobody is asked. `open`: answers go on, and
   * are counted when the store is back, as far as this process remembers them.
   */
  readonly whenStoreFails?: 'closed' | 'open'
  /**
   * For models that the catalogue has no price for, as the catalogue has prices: nano-dollars per million tokens. Without
   * it they are not asked while there is a budget (T-85).
   */
  readonly defaultPrice?: Price
  /** How long an answer may take before its worst case counts as spent, in milliseconds. Default 1,800,000. */
  readonly holdMs?: number
}

/** Pays for answers: holds what one may cost before a model is asked, and counts what it did cost. */
export interface Budget {
  /**
   * To be called before each turn of a model. Without limits it asks nobody.
   * @throws {ChatError} `quota` (429), with `retryAfterMs` where waiting helps, for what there is not enough left;
   *   `server_error` where a price is not known (T-85); `unavailable` (503) while the store fails.
   */
  reserve(question: BudgetQuestion): Promise<Reservation>
  /** Counts an answer that a cache gave: it cost nothing, and saved what it would have. Never rejects. */
  saved(hit: Attempt & { readonly who: Identity }): Promise<void>
  /**
   * How the budgets stand that a question of this one would be paid from; of all that are known without `who`, up to
   * `limit` (default 1,000). @throws {ChatError} `unavailable`.
   */
  read(options?: {
    readonly who?: Identity
    readonly limit?: number
  }): Promise<readonly BudgetState[]>
  /** Resolves when what is being settled is written, or left for later. */
  settled(): Promise<unknown>
  /** Which of these no price is known for: with a budget they are not asked. */
  unpriced(models: readonly PricedBy[]): readonly PricedBy[]
  readonly health: BudgetHealth
}

export interface BudgetQuestion {
  readonly who: Identity
  /** All that may be asked: the dearest counts. */
  readonly providers: readonly PricedBy[]
  /** The prompt by our count. */
  readonly inputTokens: number
  /** The most that the answer may be long. */
  readonly maxOutputTokens: number
}

/** Who answers, as far as it costs something. */
export interface PricedBy {
  readonly name: string
  readonly model: string
}

/** What is held for one turn of a model. */
export interface Reservation {
  /**
   * Puts what was used in the place of what is held. All that may be billed counts, also what was given up (T-84); where
   * nobody was asked, there are no attempts. The first call counts. Never rejects: what cannot be written now is
   * written later.
   */
  settle(attempts: readonly Attempt[]): Promise<Spent>
}

/** One request to one provider. */
export interface Attempt {
  readonly provider: string
  readonly model: string
  /** Undefined where it was asked, and nothing is known of what it did: its prompt counts, as an estimate. */
  readonly usage?: Usage | undefined
}

export interface Spent {
  /** Undefined where a price is not known. */
  readonly costNano: number | undefined
  /** Whether it is our own count, at least in part. */
  readonly estimated: boolean
}

export interface BudgetState
  extends ScopeState, Pick<BudgetScope, 'of' | 'who' | 'period' | 'limitNano'> {}

export interface BudgetHealth {
  readonly status: 'ok' | 'failing'
  /** How many settlements wait for the store. */
  readonly waiting: number
}
