import type { Identity } from '../access/identityOf.ts'
import type { Provider, ProviderRequest } from '../provider/Provider.ts'
import { canonicalJson } from '../digest/canonicalJson.ts'
import { sha256 } from '../digest/sha256.ts'
import type { CacheScope } from './CacheOptions.ts'

/** What a key says, and how answers are kept. Whoever changes either counts it up: what was kept is not found again. */
export const cacheVersion = 1

/** All that an answer depends on. */
export interface Keyed {
  readonly scope: CacheScope
  readonly who: Identity
  readonly providers: readonly Pick<Provider, 'name' | 'model' | 'address'>[]
  readonly request: ProviderRequest
}

/**
 * The name of a question: the same for questions that are the same to everybody who may answer, another one for all
 * others (T-73). It is the SHA-256 of canonical JSON with the names of all fields, so that nothing can run into its
 * neighbour. A field that is `undefined` is as one that is missing, an empty list of tools as none, -0 as 0, and the
 * order of an object's keys says nothing. Texts are compared to the letter: a model reads NFC and NFD as two texts.
 * @returns undefined where `crypto.subtle` is missing, as on a server reached without TLS in some runtimes: there
 *   nothing is kept.
 */
export async function keyOf({
  scope,
  who,
  providers,
  request,
}: Keyed): Promise<string | undefined> {
  const { prompt, tools, toolChoice, temperature, maxOutputTokens } = request
  const said = canonicalJson({
    version: cacheVersion,
    scope,
    tenant: scope === 'public' ? undefined : who.tenant,
    user: scope === 'user' ? who.user : undefined,
    providers: providers.map(({ name, model, address }) => ({ name, model, address })),
    // The system prompt is its first message.
    prompt,
    tools: tools?.length === 0 ? undefined : tools,
    toolChoice,
    temperature,
    maxOutputTokens,
  })
  const hash = await sha256(new TextEncoder().encode(said))
  return hash === undefined ? undefined : `${cacheVersion}-${hash}`
}
