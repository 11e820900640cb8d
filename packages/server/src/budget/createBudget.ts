import {
  type Catalogue,
  ChatError,
  type Clock,
  costOf,
  defaultCatalogue,
  type NewId,
} from '@millrace/protocol'
import type { Identity } from '../access/identityOf.ts'
import { dayOf } from '../usage/dayOf.ts'
import type { UsageLog, Used } from '../usage/UsageLog.ts'
import { billOf, type Bill } from './billOf.ts'
import type { Attempt, Budget, BudgetOptions, Spent } from './Budget.ts'
import { budgetAlert, type BudgetAlert } from './budgetAlert.ts'
import { createOutbox } from './createOutbox.ts'
import { createPrices } from './createPrices.ts'
import type { Ledger, Reserved, Settlement } from './Ledger.ts'
import { refusalFor } from './refusalFor.ts'
import { type BudgetScope, checkLimits, readScope, scopesOf } from './scopesOf.ts'

/** What a budget needs of the route. */
export interface BudgetSurroundings {
  readonly ledger: Ledger
  readonly usage?: UsageLog | undefined
  readonly clock: Clock
  readonly newId: NewId
  readonly catalogue?: Catalogue | undefined
  /** Must not throw. */
  readonly onAlert?: ((alert: BudgetAlert) => void) | undefined
}

const storeRetryMs = 5000

/**
 * Makes a budget. Without options it limits nothing and asks no ledger, and counts what is used all the same.
 * @throws {RangeError} for limits that are no amounts.
 */
export function createBudget(
  options: BudgetOptions | undefined,
  { ledger, usage, clock, newId, catalogue = defaultCatalogue, onAlert }: BudgetSurroundings,
): Budget {
  const { whenStoreFails = 'closed', defaultPrice, holdMs = 1_800_000, ...limits } = options ?? {}
  checkLimits(limits)
  const prices = createPrices(catalogue, defaultPrice)
  const settlements = createOutbox(10_000)
  // Apart: while the store is down these are many, and of no worth.
  const releases = createOutbox(1000)
  const records = createOutbox(10_000)
  const settling = new Set<Promise<Spent>>()
  let isFailing = false

  /** Does it, and tells when the store begins to fail and when it is well again. */
  async function asked<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      const result = await work()
      isFailing = false
      return result
    } catch (thrown) {
      if (!isFailing) onAlert?.({ kind: 'budget-store', message: storeSentences[whenStoreFails] })
      isFailing = true
      throw thrown
    }
  }

  function tell(kind: 'budget-soft' | 'budget-hard', names: readonly string[]): void {
    for (const name of names) {
      const scope = readScope(limits, name)
      if (scope !== undefined) onAlert?.(budgetAlert(kind, scope))
    }
  }

  async function write(settlement: Settlement): Promise<void> {
    const work = async (): Promise<void> => {
      const { reached } = await asked(() => ledger.settle(settlement))
      tell('budget-soft', reached)
    }
    try {
      await work()
    } catch {
      return settlements.add(work)
    }
    await flush()
  }

  async function flush(): Promise<void> {
    await settlements.flush()
    await releases.flush()
  }

  async function record(who: Identity, day: string, used: readonly Used[]): Promise<void> {
    if (usage === undefined || used.length === 0) return
    const entry = { id: newId(), day, who, used, now: clock.now() }
    const work = (): Promise<void> => usage.add(entry)
    try {
      await work()
    } catch {
      return records.add(work)
    }
    await records.flush()
  }

  async function hold(
    id: string,
    scopes: readonly BudgetScope[],
    amountNano: number,
    now: number,
  ): Promise<'held' | 'unheld'> {
    const request = { id, scopes, amountNano, now, expiresAt: now + holdMs }
    let reserved: Reserved
    try {
      reserved = await asked(() => ledger.reserve(request))
    } catch (cause) {
      if (whenStoreFails === 'open') return 'unheld'
      // It may have come through all the same, and nobody will need it.
      releases.add(() => ledger.settle({ id, scopes, amountNano: 0, now }))
      throw new ChatError('unavailable', unavailable, {
        status: 503,
        retryable: true,
        retryAfterMs: storeRetryMs,
        cause,
      })
    }
    tell('budget-soft', reserved.reached)
    const { over } = reserved
    const refusing = over.filter(({ first }) => first).map(({ name }) => name)
    tell('budget-hard', refusing)
    void flush()
    if (over.length > 0) throw refusalFor(scopes, over, amountNano, now)
    return 'held'
  }

  return {
    async reserve(question) {
      const now = clock.now()
      const { who } = question
      const scopes = scopesOf(limits, who, now)
      const id = newId()
      const worstNano = scopes.length === 0 ? undefined : prices.worstOf(question)
      const state = worstNano === undefined ? undefined : await hold(id, scopes, worstNano, now)
      let spent: Promise<Spent> | undefined

      async function settle(attempts: readonly Attempt[]): Promise<Spent> {
        const bills = attempts.map((attempt) =>
          billOf(attempt, prices.of(attempt.model), question, worstNano),
        )
        const sum = (some: readonly Bill[]): number =>
          some.reduce((total, { costNano = 0 }) => total + costNano, 0)
        const estimates = bills.filter(({ estimated }) => estimated)
        const writing =
          state === undefined
            ? undefined
            : write({
                id,
                scopes,
                amountNano: sum(bills),
                estimatedNano: sum(estimates),
                unreserved: state === 'unheld',
                now: clock.now(),
              })
        // In the period of its reservation, whenever it ends (T-88).
        const used = bills.map((bill) => bill.used)
        await Promise.all([writing, record(who, dayOf(now), used)])
        const isKnown = bills.every(({ costNano }) => costNano !== undefined)
        return { costNano: isKnown ? sum(bills) : undefined, estimated: estimates.length > 0 }
      }

      return {
        settle(attempts) {
          if (spent === undefined) {
            const writing = settle(attempts)
            spent = writing
            settling.add(writing)
            void writing.then(() => settling.delete(writing))
          }
          return spent
        },
      }
    },

    async saved({ who, provider, model, usage: used }) {
      const price = prices.of(model)
      const savedNano = (price && costOf(used ?? {}, { price })) ?? 0
      const counts = { cacheHits: 1, savedNano }
      await record(who, dayOf(clock.now()), [{ provider, model, counts }])
    },

    async read({ who, limit = 1000 } = {}) {
      const now = clock.now()
      const scopes = who === undefined ? await known(now, limit) : scopesOf(limits, who, now)
      const { states, reached } = await asked(() => ledger.read(scopes, now))
      tell('budget-soft', reached)
      await flush()
      return scopes.flatMap(({ of, who: whose, period, limitNano }, index) => {
        const state = states[index]
        return state === undefined ? [] : [{ of, who: whose, period, limitNano, ...state }]
      })
    },

    settled: () => Promise.all(settling),
    unpriced: prices.unpriced,

    get health() {
      return { status: isFailing ? 'failing' : 'ok', waiting: settlements.size } as const
    },
  }

  async function known(now: number, limit: number): Promise<readonly BudgetScope[]> {
    const names = await asked(() => ledger.names({ now, limit }))
    return names.flatMap((name) => readScope(limits, name) ?? [])
  }
}

const unavailable =
  'The allowance for this chat cannot be checked right now. Please try again in a moment.'

const storeSentences = {
  closed: 'What is spent cannot be read or written: questions are refused until it can be.',
  open: 'What is spent cannot be read or written: answers go on without a limit until it can be.',
}
