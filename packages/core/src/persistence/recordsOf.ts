import { type Known, type Ledger, missing, unchanged, unreadable } from './Ledger.ts'
import type { Records } from './Records.ts'

/** A ledger for rooms that know their keys. What nobody can read is not there for them. */
export function recordsOf(ledger: Ledger): Records {
  return {
    read: (keys) =>
      ledger.make('read', (known) => missing(known, keys) ?? unchanged(valuesOf(known, keys))),
    keys: ledger.keys,
    update: (keys, change) =>
      ledger.make('write', (known) => missing(known, keys) ?? change(valuesOf(known, keys))),
  }
}

function valuesOf(known: Known, keys: readonly string[]): readonly unknown[] {
  return keys.map((key) => {
    const value = known.get(key)
    return value === unreadable ? undefined : value
  })
}
