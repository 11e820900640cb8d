import type { Usage } from '@millrace/protocol'
import type { Identity } from '../access/identityOf.ts'
import type { Provider, ProviderRequest } from '../provider/Provider.ts'

/** Who may be given an answer that somebody was given before. */
export type CacheScope = 'user' | 'tenant' | 'public'

export interface CacheOptions {
  /**
   * How long an answer is given again, in seconds, or a function of the question that says so. Held between 1 and 24
   * hours, unless `exactTtl`. 0, `false` and what is no number of seconds: this question has nothing to do with the
   * cache. Default 3600.
   */
  readonly ttlSeconds?: number | ((question: CacheQuestion) => number | false)
  /** Whether `ttlSeconds` is taken as it is, up to a year. Default false. */
  readonly exactTtl?: boolean
  /**
   * Who shares answers. `user`: nobody, each user meets only his own, and no one can find out what others asked by how
   * fast the answer comes (T-80). `tenant`: the users of a tenant. `public`: everybody. A question of somebody whose
   * user, or tenant, is not known goes past the cache. Default `user`.
   */
  readonly scope?: CacheScope
  /** Above this temperature every answer is to be another one: past the cache. Unset counts as 0. Default 0.3. */
  readonly maxTemperature?: number
  /**
   * For how long after its time an answer may stand in where every provider fails before a word, in seconds: before
   * an automatic reply does. Default 0: never.
   */
  readonly staleIfErrorSeconds?: number
  /**
   * How long a node waits for the answer that another one is being given to the same question, in milliseconds,
   * before it asks by itself. Default 5000.
   */
  readonly followMs?: number
}

/** A question, for deciding how long its answer holds. */
export interface CacheQuestion {
  readonly request: ProviderRequest
  readonly who: Identity
  /** Who is asked first. */
  readonly provider: string
  readonly model: string
}

/** What the cache must know of an answer that is to be given. */
export interface CacheTurn {
  readonly who: Identity
  /** All that may be asked, in order. */
  readonly providers: readonly Pick<Provider, 'name' | 'model' | 'address'>[]
  /** Whether an answer of its own is wanted: see `wantsFresh`. */
  readonly fresh: boolean
  /** A turn of the model costs nothing: called at its beginning, or at its end where it followed another's. */
  readonly onHit?: (hit: CacheHit) => void
  /** Given what goes on after the answer's end: it is being stored. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined
}

/** An answer that came without asking anybody. */
export interface CacheHit {
  /** When it was first given, in milliseconds since the epoch. */
  readonly createdAt: number
  /** Who gave it. */
  readonly provider: string
  readonly model: string
  /** What it used then, and not now; undefined where the provider does not tell. */
  readonly saved: Usage | undefined
  /** How it came: kept from before; kept, past its time, because all providers fail; or shared as it was written. */
  readonly kind: 'kept' | 'stale' | 'shared'
}
