import type { Provider, ProviderEvent } from '../provider/Provider.ts'

/** Something that wraps a provider. */
export type Policy = (provider: Provider) => Provider

/** One network read of a provider. */
export type Read = readonly ProviderEvent[]

/** Under which name a policy remembers a provider: by model, since the overload of one is not that of another. */
export function keyOf({ name, model, address }: Provider): string {
  return JSON.stringify([name, model, address])
}

/** Wraps a provider in policies, the first outermost. */
export function withPolicies(provider: Provider, ...policies: readonly Policy[]): Provider {
  return policies.reduceRight((inner, policy) => policy(inner), provider)
}
