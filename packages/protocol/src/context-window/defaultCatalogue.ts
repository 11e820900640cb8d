import type { Catalogue } from './Catalogue.ts'
import models from './models.json' with { type: 'json' }
import { readCatalogue } from './readCatalogue.ts'

/** Public figures, as of the day they name. Yours go on top with `mergeCatalogue`. */
export const defaultCatalogue: Catalogue = /* @__PURE__ */ readCatalogue(models)
