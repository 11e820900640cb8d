import {
  type Catalogue,
  defaultCatalogue,
  estimate,
  findModel,
  type Message,
  type TokenCounter,
  trimMessages,
  type TrimOptions,
  type TrimReport,
} from '@millrace/protocol'
import type { Provider } from '../provider/Provider.ts'

export interface WindowOptions extends Pick<TrimOptions, 'windowCap' | 'strategy' | 'lowWater'> {
  /** Exact counts: `o200k()` of `@millrace/protocol/o200k`. Default: an estimate that errs upwards. */
  readonly tokens?: TokenCounter
  /** What is known of models: windows and limits. Default: the shipped figures. */
  readonly catalogue?: Catalogue
}

/** What goes to the model, and how long its answer may be. */
export interface Fitted {
  readonly messages: readonly Message[]
  readonly maxOutputTokens: number
  readonly report: TrimReport
}

/** An estimate may be short of the truth: this share of the window stays free then. */
const estimateMargin = 0.05

/**
 * Fits a conversation into the window of the model that answers, whatever the client sent. The answer's limit
 * is never more than the model's own.
 * @throws {ChatError} `turn_too_large` (413) when the latest message alone does not fit.
 */
export function fitWindow(
  messages: readonly Message[],
  provider: Provider,
  limits: { readonly system: string | undefined; readonly maxOutputTokens: number },
  options: WindowOptions,
): Fitted {
  const { tokens = estimate, catalogue = defaultCatalogue, windowCap = 128_000 } = options
  const model = findModel(catalogue, provider.model)
  const maxOutputTokens = Math.min(limits.maxOutputTokens, model?.maxOutputTokens ?? Infinity)
  const windowTokens = Math.min(model?.contextWindow ?? windowCap, windowCap)
  const systemTokens = limits.system === undefined ? 0 : tokens.count(limits.system) + 4
  const margin = tokens.name === estimate.name ? Math.ceil(windowTokens * estimateMargin) : 0
  const { messages: kept, report } = trimMessages(messages, {
    ...options,
    model,
    windowCap,
    maxOutputTokens,
    tokens,
    reserve: systemTokens + margin,
  })
  return { messages: kept, maxOutputTokens, report }
}
