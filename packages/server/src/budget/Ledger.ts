/**
 * The memory for money that all nodes share: what was spent and what is held, by scope. All amounts are whole
 * nano-dollars (T-89). Each operation is one step for everybody else: nothing comes between its reading and writing.
 */
export interface Ledger {
  /**
   * Holds the worst case in all scopes, or in none (T-81). An id that is held already is held once. What is held beyond
   * its `expiresAt` counts as spent, as an estimate: at the next `reserve` or `read` of its scope (T-82).
   * @throws {ChatError} `unavailable` where the memory fails: whether something is held then is not known.
   */
  reserve(request: ReserveRequest): Promise<Reserved>
  /**
   * Puts what was used in the place of what was held, also after that had expired. An id that is not held, because it
   * was settled before or is forgotten, changes nothing: a settlement may be repeated.
   * @throws {ChatError} `unavailable`.
   */
  settle(settlement: Settlement): Promise<Settled>
  /** How these scopes stand, in their order. @throws {ChatError} `unavailable`. */
  read(scopes: readonly Scope[], now: number): Promise<Standing>
  /** Names of scopes that are known still, `limit` of them at most. @throws {ChatError} `unavailable`. */
  names(options: { readonly now: number; readonly limit: number }): Promise<readonly string[]>
}

/** Whose money it is, and of which time: the money of one user for one day. */
export interface Scope {
  /** Another one for every other scope. Any text. */
  readonly name: string
  /** The most that is spent and held. */
  readonly limitNano: number
  /** From here on it is told, once. More than 0. */
  readonly softNano: number
  /** Until when it must be remembered: settlements come late. In milliseconds since the epoch. */
  readonly keepUntil: number
}

export interface ReserveRequest {
  readonly id: string
  readonly scopes: readonly Scope[]
  readonly amountNano: number
  readonly now: number
  /** When it counts as spent if nobody settles it, in milliseconds since the epoch. */
  readonly expiresAt: number
}

export interface ScopeState {
  /** Estimates and what expired included. */
  readonly spentNano: number
  readonly reservedNano: number
  /** Part of `spentNano`: by our own count, or never settled. */
  readonly estimatedNano: number
}

export interface Reserved extends Reached {
  /** The scopes in which there was not enough left. Empty: it is held. */
  readonly over: readonly Over[]
}

export interface Over extends ScopeState {
  readonly name: string
  /** Whether it is the first time that this scope refuses. */
  readonly first: boolean
}

export interface Settlement {
  readonly id: string
  /** Those of the reservation. */
  readonly scopes: readonly Scope[]
  readonly amountNano: number
  /** Part of `amountNano`: by our own count. Default 0. */
  readonly estimatedNano?: number
  /** Counts also where nothing is held: once, however often it is repeated. For what went on while the memory failed. */
  readonly unreserved?: boolean
  readonly now: number
}

export interface Settled extends Reached {
  /** Whether it changed something. */
  readonly known: boolean
}

export interface Standing extends Reached {
  readonly states: readonly ScopeState[]
}

export interface Reached {
  /** Names of scopes whose `softNano` is reached with this. Each is named once by all nodes together (T-86). */
  readonly reached: readonly string[]
}

/** How many expired reservations a scope remembers, so that late settlements can correct them; estimates stay else. */
export const mostLapsed = 10_000
