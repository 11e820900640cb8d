import { nanoDollars } from '@millrace/protocol'
import type { Identity } from '../access/identityOf.ts'
import { usdOf } from '../usage/usdOf.ts'
import type { BudgetOf, BudgetScope } from './scopesOf.ts'

/** Somebody should look at the money. */
export type BudgetAlert =
  | {
      /** `budget-soft`: most of it is spent. `budget-hard`: the first question was refused. Once per budget and period. */
      readonly kind: 'budget-soft' | 'budget-hard'
      readonly message: string
      readonly of: BudgetOf
      readonly who: Identity
      readonly period: 'day' | 'month'
      /** The first day of the period: `2026-08-21`. */
      readonly from: string
      readonly limitUsd: number
    }
  | {
      /** What is spent cannot be read or written: questions are refused, or go on unpaid. Once until it is well again. */
      readonly kind: 'budget-store'
      readonly message: string
    }

/** News of one budget, with a sentence that says all of it. */
export function budgetAlert(
  kind: 'budget-soft' | 'budget-hard',
  { of, who, period, limitNano, softNano }: BudgetScope,
): BudgetAlert {
  const whose = of === 'total' ? 'The whole budget' : `The budget of ${nameOf(of, who)}`
  const limit = `${usdOf(limitNano)} dollars`
  const what =
    kind === 'budget-soft'
      ? `has reached ${usdOf(softNano)} of ${limit}`
      : `of ${limit} has too little left: a question was refused`
  return {
    kind,
    message: `${whose} for the ${period.kind} from ${period.from} ${what}.`,
    of,
    who,
    period: period.kind,
    from: period.from,
    limitUsd: limitNano / nanoDollars,
  }
}

function nameOf(of: Exclude<BudgetOf, 'total'>, who: Identity): string {
  const name = who[of]
  const own = name === undefined ? `those without a ${of}` : `${of} ${JSON.stringify(name)}`
  const { tenant } = who
  return of === 'user' && tenant !== undefined ? `${own} of tenant ${JSON.stringify(tenant)}` : own
}
