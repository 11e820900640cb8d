import type { Provider, ProviderEvent } from '../provider/Provider.ts'

/** Something that wraps a provider. */
export type Policy = (provider: Provider) => Provider

/** One network read of a provider. */
export type Read = readonly ProviderEvent[]

/** Wraps a provider in policies, the first outermost. */
export function withPolicies(provider: Provider, ...policies: readonly Policy[]): Provider {
  return policies.reduceRight((inner, policy) => policy(inner), provider)
}
