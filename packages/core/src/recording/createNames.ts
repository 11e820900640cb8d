import { redactText } from './redactText.ts'

/** What an id names. */
export type IdKind =
  | 'approval'
  | 'block'
  | 'chat'
  | 'data'
  | 'message'
  | 'run'
  | 'source'
  | 'stream'
  | 'tool'

/** Other names for ids and keys: the same for the same. */
export interface Names {
  /** `m1`, `m2` and so on, by what it names. */
  id(kind: IdKind, id: string): string
  /** A key of the same length; different ones stay different, as far as their length has room. */
  key(key: string): string
}

/** Makes names for one run. */
export function createNames(): Names {
  const ids = new Map<string, string>()
  const counts = new Map<IdKind, number>()
  const keys = new Map<string, string>()
  const taken = new Set<string>()
  return {
    id(kind, id) {
      const known = ids.get(`${kind} ${id}`)
      if (known !== undefined) return known
      const count = (counts.get(kind) ?? 0) + 1
      const name = `${letters[kind]}${count}`
      counts.set(kind, count)
      ids.set(`${kind} ${id}`, name)
      return name
    },
    key(key) {
      const name = keys.get(key) ?? free(redactText(key), taken)
      keys.set(key, name)
      taken.add(name)
      return name
    },
  }
}

const letters: Readonly<Record<IdKind, string>> = {
  approval: 'a',
  block: 'b',
  chat: 'c',
  data: 'd',
  message: 'm',
  run: 'r',
  source: 'u',
  stream: 's',
  tool: 't',
}

/** The name, or one like it that ends in a number. */
function free(name: string, taken: ReadonlySet<string>): string {
  for (let count = 0; ; count++) {
    const end = count === 0 ? '' : count.toString(10)
    if (end.length > name.length) return name
    const candidate = name.slice(0, name.length - end.length) + end
    if (!taken.has(candidate)) return candidate
  }
}
