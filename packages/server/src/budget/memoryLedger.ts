import { ChatError } from '@millrace/protocol'
import { type Ledger, mostLapsed, type Scope, type ScopeState } from './Ledger.ts'

export interface MemoryLedgerOptions {
  /**
   * How many scopes it knows at most: one per user and day, and so on. Beyond, it refuses new ones as a memory does that
   * fails: to forget what somebody spent would give it to him once more. Default 100,000.
   */
  readonly maxScopes?: number
}

interface Account {
  spent: number
  reserved: number
  estimated: number
  /** Told, and refused, once. */
  reached: boolean
  refused: boolean
  keepUntil: number
  /** The earliest end of what is held. */
  expiresAt: number
  readonly held: Map<string, { readonly amountNano: number; readonly expiresAt: number }>
  readonly lapsed: Map<string, number>
  /** Settled without having been held. */
  readonly settled: Set<string>
}

/**
 * A ledger in this process: no other one knows of it, and it forgets all with its end.
 * @throws {RangeError} where `maxScopes` is no whole number from 1 on.
 */
export function memoryLedger({ maxScopes = 100_000 }: MemoryLedgerOptions = {}): Ledger {
  if (!Number.isInteger(maxScopes) || maxScopes < 1) {
    throw new RangeError(`maxScopes must be a whole number from 1 on, not ${maxScopes}.`)
  }
  const accounts = new Map<string, Account>()
  let sweptAt = -Infinity

  /** The accounts of these scopes; new ones are not there yet for others. */
  function open(scopes: readonly Scope[], now: number): readonly Account[] {
    const found = scopes.map((scope) => accounts.get(scope.name) ?? emptyAccount(scope.keepUntil))
    found.forEach((account) => lapse(account, now))
    return found
  }

  function enter(scopes: readonly Scope[], opened: readonly Account[], now: number): void {
    const added = scopes.filter(({ name }) => !accounts.has(name)).length
    if (added > 0) sweep(now, accounts.size + added > maxScopes)
    if (accounts.size + added > maxScopes) throw full()
    scopes.forEach(({ name }, index) => {
      const account = opened[index]
      if (account !== undefined) accounts.set(name, account)
    })
  }

  /** Forgets what is over. Once a minute is enough: it looks at all of them. */
  function sweep(now: number, isFull: boolean): void {
    if (now - sweptAt < (isFull ? 1000 : 60_000)) return
    sweptAt = now
    for (const [name, { keepUntil }] of accounts) if (keepUntil <= now) accounts.delete(name)
  }

  function reached(scopes: readonly Scope[], opened: readonly Account[]): readonly string[] {
    return scopes.flatMap(({ name, softNano }, index) => {
      const account = opened[index]
      if (account === undefined || account.reached || account.spent < softNano) return []
      account.reached = true
      return [name]
    })
  }

  return {
    async reserve({ id, scopes, amountNano, now, expiresAt }) {
      const opened = open(scopes, now)
      if (opened.some(({ held }) => held.has(id))) {
        return { over: [], reached: reached(scopes, opened) }
      }
      enter(scopes, opened, now)
      const over = scopes.flatMap(({ name, limitNano }, index) => {
        const account = opened[index]
        if (account === undefined) return []
        if (account.spent + account.reserved + amountNano <= limitNano) return []
        const first = !account.refused
        account.refused = true
        return [{ name, ...stateOf(account), first }]
      })
      if (over.length === 0) {
        for (const account of opened) {
          account.reserved += amountNano
          account.held.set(id, { amountNano, expiresAt })
          account.expiresAt = Math.min(account.expiresAt, expiresAt)
        }
      }
      return { over, reached: reached(scopes, opened) }
    },

    async settle({ id, scopes, amountNano, estimatedNano = 0, unreserved = false, now }) {
      const opened = scopes.map(
        ({ name, keepUntil }) => accounts.get(name) ?? emptyAccount(keepUntil),
      )
      if (unreserved) enter(scopes, opened, now)
      const changed = opened.filter((account) => {
        if (account.settled.has(id)) return false
        if (unreserved && account.settled.size < mostLapsed) account.settled.add(id)
        const held = account.held.get(id)
        const lapsed = account.lapsed.get(id)
        if (held === undefined && lapsed === undefined && !unreserved) return false
        if (held !== undefined) account.reserved -= held.amountNano
        account.held.delete(id)
        account.lapsed.delete(id)
        account.spent += amountNano - (lapsed ?? 0)
        account.estimated += estimatedNano - (lapsed ?? 0)
        return true
      })
      return { known: changed.length > 0, reached: reached(scopes, opened) }
    },

    async read(scopes, now) {
      const opened = open(scopes, now)
      return { states: opened.map(stateOf), reached: reached(scopes, opened) }
    },

    async names({ now, limit }) {
      const known = [...accounts].filter(([, { keepUntil }]) => keepUntil > now)
      return known.slice(0, limit).map(([name]) => name)
    },
  }
}

function emptyAccount(keepUntil: number): Account {
  return {
    spent: 0,
    reserved: 0,
    estimated: 0,
    reached: false,
    refused: false,
    keepUntil,
    expiresAt: Infinity,
    held: new Map(),
    lapsed: new Map(),
    settled: new Set(),
  }
}

/** What nobody settled in time counts as spent. */
function lapse(account: Account, now: number): void {
  if (account.expiresAt > now) return
  account.expiresAt = Infinity
  for (const [id, { amountNano, expiresAt }] of account.held) {
    if (expiresAt > now) {
      account.expiresAt = Math.min(account.expiresAt, expiresAt)
      continue
    }
    account.held.delete(id)
    account.reserved -= amountNano
    account.spent += amountNano
    account.estimated += amountNano
    if (account.lapsed.size < mostLapsed) account.lapsed.set(id, amountNano)
  }
}

function stateOf({ spent, reserved, estimated }: Account): ScopeState {
  return { spentNano: spent, reservedNano: reserved, estimatedNano: estimated }
}

function full(): ChatError {
  return new ChatError(
    'unavailable',
    'The ledger in memory is full: use Redis, or raise maxScopes.',
  )
}
