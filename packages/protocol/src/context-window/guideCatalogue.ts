import type { Catalogue } from './Catalogue.ts'
import models from './models-guide-2025.json' with { type: 'json' }
import { readCatalogue } from './readCatalogue.ts'

/**
 * The price table of the production guide that the project began with, figure by figure: windows of 128K and
 * the prices of 2025. For budgets that should rather overstate; `defaultCatalogue` has today's.
 */
export const guideCatalogue: Catalogue = /* @__PURE__ */ readCatalogue(models)
