import { ChatError, type Clock, defaultCatalogue } from '@millrace/protocol'
import type { Budget } from '../budget/Budget.ts'
import { isBuilding } from '../provider/isBuilding.ts'
import type { ChatRouteOptions } from './ChatRouteOptions.ts'
import type { Models } from './createModels.ts'
import type { Logger } from './Logger.ts'

const catalogueAgeMs = 180 * 86_400_000

/** What a route is made of, as far as something may be missing in it. */
export interface StartingRoute {
  readonly options: Pick<ChatRouteOptions, 'identify' | 'catalogue' | 'budget'>
  readonly models: Models
  readonly budget: Budget
  readonly isProduction: boolean
  readonly logger: Logger
  readonly clock: Clock
}

/**
 * Says what is missing before somebody else finds out.
 * @throws {ChatError} `auth` in production without `identify`, or without a key that a provider needs.
 */
export function checkStart(route: StartingRoute): void {
  const { options, models, budget, isProduction, logger, clock } = route
  for (const { name, missing } of models.providers) {
    if (missing === undefined || isBuilding()) continue
    if (isProduction) throw new ChatError('auth', `${name} cannot be asked. ${missing}`)
    logger.warn({ event: 'no-key', provider: name, message: missing })
  }
  if (options.identify === undefined) {
    if (isProduction) {
      throw new ChatError(
        'auth',
        'createChatRoute needs identify in production: it cannot tell users apart.',
      )
    }
    logger.warn({ event: 'no-identify', message: 'Everybody shares one identity. Set identify.' })
  }
  for (const { name: provider, model } of budget.unpriced(models.providers)) {
    if (options.budget === undefined) continue
    const message = 'No price is known: it is not asked while there is a budget. Set defaultPrice.'
    logger.warn({ event: 'no-price', provider, model, message })
  }
  const { asOf } = options.catalogue ?? defaultCatalogue
  if (clock.now() - Date.parse(asOf) <= catalogueAgeMs) return
  const message =
    'Windows and prices are more than 180 days old. Check them, and pass a newer catalogue.'
  logger.warn({ event: 'old-catalogue', asOf, message })
}
