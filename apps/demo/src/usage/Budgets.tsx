import type { BudgetState } from '@millrace/server'
import type { ReactNode } from 'react'
import { money } from './money.ts'

/** How much of each budget is spent, and held for what is being answered. */
export function Budgets({ budgets }: { readonly budgets: readonly BudgetState[] }): ReactNode {
  return (
    <ul className="usage-budgets">
      {budgets.map(({ of, who, period, limitNano, spentNano, reservedNano }) => {
        const whose = of === 'total' ? 'All' : `${of} ${who[of] ?? ''}`
        const used = spentNano + reservedNano
        return (
          <li key={`${whose} ${period.kind} ${period.from}`}>
            <span>
              {whose}, this {period.kind}
            </span>
            <meter
              aria-label={`${whose}, this ${period.kind}`}
              min={0}
              max={limitNano}
              high={limitNano * 0.8}
              value={Math.min(used, limitNano)}
            />
            <span>
              {money(spentNano)} of {money(limitNano)}
              {reservedNano > 0 ? `, ${money(reservedNano)} held` : ''}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
