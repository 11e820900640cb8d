import { type Catalogue, ChatError, costOf, findModel, type Price } from '@millrace/protocol'
import type { BudgetQuestion, PricedBy } from './Budget.ts'

/** What models cost. */
export interface Prices {
  /** Undefined where it is not known: that is never nothing. */
  of(model: string): Price | undefined
  /** What the dearest of those that may be asked may cost. @throws {ChatError} `server_error` without a price (T-85). */
  worstOf(question: Omit<BudgetQuestion, 'who'>): number
  unpriced(models: readonly PricedBy[]): readonly PricedBy[]
}

export function createPrices(catalogue: Catalogue, defaultPrice: Price | undefined): Prices {
  function of(model: string): Price | undefined {
    const price = findModel(catalogue, model)?.price
    return price?.input !== undefined && price.output !== undefined ? price : defaultPrice
  }

  return {
    of,
    worstOf({ providers, inputTokens, maxOutputTokens }) {
      const usage = { inputTokens, outputTokens: maxOutputTokens }
      const costs = providers.map(({ name, model }) => {
        const price = of(model)
        const { input = 0, cacheWrite = 0 } = price ?? {}
        // What goes into a provider's cache costs more than what is only read.
        const dear = { ...price, cachedInput: 0, input: Math.max(input, cacheWrite) }
        const cost = price?.input === undefined ? undefined : costOf(usage, { price: dear })
        if (cost === undefined) throw noPrice(name, model)
        return cost
      })
      return Math.max(0, ...costs)
    },
    unpriced: (models) => models.filter(({ model }) => of(model) === undefined),
  }
}

function noPrice(provider: string, model: string): ChatError {
  const cause = new TypeError(
    `No price is known for ${model} of ${provider}: add it to the catalogue, or set budget.defaultPrice.`,
  )
  const message = 'This chat is not set up correctly: the price of its model is not known.'
  return new ChatError('server_error', message, { status: 500, cause })
}
