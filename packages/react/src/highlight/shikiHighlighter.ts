import type { LanguageRegistration } from 'shiki/core'
import type { Grammar, Highlighter } from '../code/Highlighter.ts'

/** Imports a grammar: `() => import('@shikijs/langs/zig')`. Last in the list the language, before it what it embeds. */
export type LanguageLoader = () => Promise<{ readonly default: readonly LanguageRegistration[] }>

export interface ShikiHighlighterOptions {
  /**
   * The languages there are, by name in lower case. Default: all that shiki bundles. To add one, spread
   * `bundledLanguages` of `shiki/langs` in; the aliases that shiki knows find these too.
   */
  readonly languages?: Readonly<Record<string, LanguageLoader>>
}

/**
 * Colours code with shiki's grammars, each loaded when it is first asked for, as shiki itself is. Patterns run as
 * JavaScript: no WebAssembly, no `eval`. No colour and no style reaches the page, only what each piece is. Very
 * long lines stay plain. Create it once.
 */
export function shikiHighlighter({ languages }: ShikiHighlighterOptions = {}): Highlighter {
  const grammarOf = onceEach(async (load: LanguageLoader) => {
    const [{ createGrammar }, { default: registrations }] = await Promise.all([
      import('./createGrammar.ts'),
      load(),
    ])
    return createGrammar(registrations)
  })
  const byName = onceEach(async (name: string): Promise<Grammar | undefined> => {
    const load = await loaderOf(name, languages)
    return load === undefined ? undefined : await grammarOf(load)
  })
  return { load: (language) => byName(nameIn(language)) }
}

/** Gives the same promise for the same key, until it rejects. */
function onceEach<Key, Value>(start: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const started = new Map<Key, Promise<Value>>()
  return (key) => {
    const before = started.get(key)
    if (before !== undefined) return before
    const promise = start(key)
    started.set(key, promise)
    promise.catch(() => started.delete(key))
    return promise
  }
}

/** The language's name in what stands behind a fence: `TS`, `ts title="x"`, `js{1,3}`, `rust,ignore`. */
function nameIn(language: string): string {
  return /^[^\s{,:]*/.exec(language.slice(0, 100).trimStart())?.[0].toLowerCase() ?? ''
}

/** What models write and shiki does not know. */
const moreAliases: ReadonlyMap<string, string> = new Map([
  ['assembly', 'asm'],
  ['env', 'dotenv'],
  ['golang', 'go'],
  ['gradle', 'groovy'],
  ['ipython', 'python'],
  ['javascriptreact', 'jsx'],
  ['mysql', 'sql'],
  ['node', 'javascript'],
  ['nodejs', 'javascript'],
  ['patch', 'diff'],
  ['postgres', 'sql'],
  ['postgresql', 'sql'],
  ['py3', 'python'],
  ['python3', 'python'],
  ['shell-session', 'shellsession'],
  ['sqlite', 'sql'],
  ['svg', 'xml'],
  ['tsql', 'sql'],
  ['typescriptreact', 'tsx'],
  ['xhtml', 'html'],
])

/** The loader of a language, by any of its names. All names that shiki knows for one lead to the same. */
async function loaderOf(
  name: string,
  languages: ShikiHighlighterOptions['languages'],
): Promise<LanguageLoader | undefined> {
  if (name === '') return undefined
  // Names are hostile: `constructor` is none of ours.
  if (languages !== undefined && Object.hasOwn(languages, name)) return languages[name]
  const { bundledLanguagesInfo } = await import('shiki/langs')
  const known = moreAliases.get(name) ?? name
  const info = bundledLanguagesInfo.find((one) => namesOf(one).includes(known))
  if (info === undefined || languages === undefined) return info?.import
  const listed = namesOf(info).find((alias) => Object.hasOwn(languages, alias))
  return listed === undefined ? undefined : languages[listed]
}

function namesOf(info: {
  readonly id: string
  readonly aliases?: readonly string[]
}): readonly string[] {
  return [info.id, ...(info.aliases ?? [])]
}
