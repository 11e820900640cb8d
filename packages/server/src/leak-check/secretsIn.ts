import { presets } from '../provider/presets.ts'

/** A value that must not be in what is built. */
export interface Secret {
  /** The variables that hold it. */
  readonly names: readonly string[]
  readonly value: string
}

/** Variables and their values, as `process.env` has them. */
export type Variables = Readonly<Record<string, string | undefined>>

/** Shorter ones are words, such as the `ollama` that stands in for a key that Ollama does not want. */
const shortest = 8

/** The variables that hold the keys of providers. */
export const keyVariables: readonly string[] = [
  ...Object.values(presets).map(({ keyVariable }) => keyVariable),
  'ANTHROPIC_API_KEY',
]

/**
 * The values of the variables that hold keys, the longest first. `OPENAI_API_KEY` stands for whatever ends in it too:
 * `VITE_OPENAI_API_KEY` is how a key gets into a page. Values of fewer than 8 characters are left out.
 * @param sources - The environment, and what files add to it: all of them count, not the last one alone.
 */
export function secretsIn(
  sources: readonly Variables[],
  names: readonly string[] = keyVariables,
): readonly Secret[] {
  const namesOf = new Map<string, Set<string>>()
  for (const [name, text] of sources.flatMap((source) => Object.entries(source))) {
    const value = text?.trim() ?? ''
    if (value.length < shortest || !isOneOf(name, names)) continue
    namesOf.set(value, (namesOf.get(value) ?? new Set()).add(name))
  }
  return [...namesOf]
    .map(([value, held]) => ({ names: [...held], value }))
    .toSorted((a, b) => b.value.length - a.value.length)
}

function isOneOf(name: string, names: readonly string[]): boolean {
  return names.some((known) => name === known || name.endsWith(`_${known}`))
}
