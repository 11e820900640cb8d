import type { Faults } from './Faults.ts'

/** A fault that can be asked for by name. */
export interface FaultKind {
  readonly name: string
  /** What follows the name, each behind an `@`. */
  readonly numbers: readonly NumberRule[]
  /** Whether a vendor may be named: `503.anthropic`. */
  readonly shaped: boolean
  /** What goes wrong, given numbers that keep the rules. */
  readonly faults: (...numbers: readonly (number | undefined)[]) => Faults
}

/** A number behind a fault's name. */
export interface NumberRule {
  readonly unit: string
  readonly least: number
  readonly most: number
  /** `maybe`: it may be missing, and is undefined then. */
  readonly need: 'always' | 'maybe'
  /** Taken where it is missing. */
  readonly usual?: number
}

/** One number for each rule. */
type NumbersOf<Rules extends readonly NumberRule[]> = {
  [Index in keyof Rules]: Rules[Index] extends { readonly need: 'maybe' }
    ? number | undefined
    : number
}

/** Makes a kind, its numbers typed by their rules. */
export function faultKind<const Rules extends readonly NumberRule[]>(
  name: string,
  numbers: Rules,
  faults: (...numbers: NumbersOf<Rules>) => Faults,
): FaultKind {
  // Right for what the rules let through, and nothing else is handed to it.
  return { name, numbers, shaped: false, faults: faults as FaultKind['faults'] }
}

/** The same kind, with a vendor to be named if one likes. */
export function shaped(kind: FaultKind): FaultKind {
  return { ...kind, shaped: true }
}

/** Whether a number has to be written. */
export function isNeeded({ need, usual }: NumberRule): boolean {
  return need === 'always' && usual === undefined
}

/** How a kind is written: `cut@<bytes>`, `429[.<vendor>][@<seconds>]`. */
export function notationOf({ name, numbers, shaped: hasShape }: FaultKind): string {
  const written = numbers.map((rule) => (isNeeded(rule) ? `@<${rule.unit}>` : `[@<${rule.unit}>]`))
  return name + (hasShape ? '[.<vendor>]' : '') + written.join('')
}

/** The same without what may be left out: `cut@<bytes>`, `429`. */
export function briefNotationOf({ name, numbers }: FaultKind): string {
  const needed = numbers.filter(isNeeded)
  return name + needed.map(({ unit }) => `@<${unit}>`).join('')
}
