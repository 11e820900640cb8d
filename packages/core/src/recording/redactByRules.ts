import type { IdKind, Names } from './createNames.ts'
import { redactJson } from './redactJson.ts'
import { redactText } from './redactText.ts'

export type Fields = Readonly<Record<string, unknown>>

/** What becomes of one field; `owner` is what it is a field of. */
export type Rule = (value: unknown, names: Names, owner: Fields) => unknown

/**
 * An object whose known fields keep their names and follow their rules. All else in it is JSON like any other, and so is
 * what is no object.
 */
export function redactByRules(
  value: unknown,
  names: Names,
  rules: ReadonlyMap<string, Rule>,
): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return redactJson(value, names)
  }
  const owner = value as Fields
  return Object.fromEntries(
    Object.entries(owner).map(([key, field]) => {
      const rule = rules.get(key)
      return rule === undefined
        ? [names.key(key), redactJson(field, names)]
        : [key, rule(field, names, owner)]
    }),
  )
}

/** Keeps the shape of a value, whatever it is. */
export const anyJson: Rule = (value, names) => redactJson(value, names)

/** A rule for texts. What is none keeps its shape. */
export function text(redact: (value: string, names: Names, owner: Fields) => string): Rule {
  return (value, names, owner) =>
    typeof value === 'string' ? redact(value, names, owner) : redactJson(value, names)
}

export const words: Rule = text(redactText)

export function id(kind: IdKind): Rule {
  return text((value, names) => names.id(kind, value))
}

/** One of these words; any other is a text. */
export function oneOf(...known: readonly string[]): Rule {
  return text((value) => (known.includes(value) ? value : redactText(value)))
}

/** A small whole number: a place in a text, a count of tries. Any other is redacted. */
export const place: Rule = (value, names) =>
  Number.isInteger(value) && Math.abs(Number(value)) < 100_000 ? value : redactJson(value, names)

export function each(rule: Rule): Rule {
  return (value, names, owner) =>
    Array.isArray(value) ? value.map((item) => rule(item, names, owner)) : redactJson(value, names)
}

/** Why a message ended. */
export const finishReason: Rule = oneOf(
  'stop',
  'length',
  'content-filter',
  'tool-calls',
  'error',
  'interrupted',
  'other',
)

/** The same rule under several names. */
export function named(
  rule: Rule,
  ...names: readonly string[]
): readonly (readonly [string, Rule])[] {
  return names.map((name) => [name, rule])
}
