import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'oxfmt'
import type { Node } from 'oxc-parser'
import {
  createDeclarations,
  type Declarations,
  type Meaning,
  nodesIn,
} from './createDeclarations.ts'
import { reachedDeclarations } from './reachedDeclarations.ts'

interface Manifest {
  readonly name: string
  readonly bin?: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, Entry>>
}

interface Entry {
  /** Stylesheets have none. */
  readonly types?: string
  readonly '@millrace/source': string
}

/**
 * What a package lets others use, as Markdown: for each entry its names with what is declared of them, sorted, without
 * docstrings. Then what those declarations name that no entry exports. Reads the declarations that `tsc -b` has written.
 * @param folder - The folder of the package.
 */
export async function apiSurface(folder: string): Promise<string> {
  const { name, bin, exports } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Manifest
  const declarations = createDeclarations()
  const sections: string[] = []
  const exported: Meaning[] = []
  for (const [entry, { types, '@millrace/source': source }] of Object.entries(exports)) {
    sections.push(`## \`${name}${entry.slice(1)}\``)
    if (types === undefined) {
      sections.push(variablesOf(readFileSync(join(folder, source), 'utf8')))
      continue
    }
    const names = declarations.exportsOf(join(folder, types))
    exported.push(...names.values())
    const shown = sorted(names).map(([as, meaning]) => show(declarations, as, meaning))
    sections.push(
      shown.length > 0 ? await block(shown) : 'No name: it is imported for what it does.',
    )
  }
  const unexported = reachedDeclarations(declarations, exported)
  if (unexported.length > 0) {
    const shown = unexported.map((meaning) => show(declarations, meaning.name, meaning))
    sections.push('## Named above, and exported nowhere', await block(shown))
  }
  const commands = Object.keys(bin ?? {})
  if (commands.length > 0)
    sections.push('## Commands', commands.map((command) => `- \`${command}\``).join('\n'))
  const title = `# What \`${name}\` exports`
  const origin = 'Written by `npm run api` from the built declarations, which `npm test` compares.'
  return `${[title, origin, ...sections].join('\n\n')}\n`
}

function sorted(names: ReadonlyMap<string, Meaning>): readonly (readonly [string, Meaning])[] {
  return [...names].toSorted(([one], [other]) => (one < other ? -1 : 1))
}

/** The variables that a stylesheet gives values. */
function variablesOf(css: string): string {
  const names = [...css.matchAll(/(--[\w-]+)\s*:/g)].map(([, variable = '']) => variable)
  return [...new Set(names)]
    .toSorted()
    .map((variable) => `- \`${variable}\``)
    .join('\n')
}

async function block(declared: readonly string[]): Promise<string> {
  // As a file of declarations: there a `const` needs no value.
  const { code, errors } = await format('api.d.ts', declared.join('\n\n'), {
    printWidth: 100,
    singleQuote: true,
    semi: false,
  })
  const [error] = errors
  if (error !== undefined) throw new Error(`${error.message}\n${error.codeframe ?? ''}`)
  return `\`\`\`ts\n${code.trimEnd()}\n\`\`\``
}

/** A declaration under the name that others know it by. */
function show(declarations: Declarations, as: string, meaning: Meaning): string {
  if (meaning.kind === 'elsewhere') {
    const { specifier, name } = meaning
    return `export { ${name === as ? name : `${name} as ${as}`} } from '${specifier}'`
  }
  if (meaning.kind === 'namespace') {
    const names = sorted(declarations.exportsOf(meaning.path))
    const members = names.map(([name, member]) => show(declarations, name, member))
    return `namespace ${as} {\n${members.join('\n\n')}\n}`
  }
  const { path, name } = meaning
  return declarations
    .nodesOf(path, name)
    .map((node) => {
      if (!('id' in node) || node.id === null || node.id === undefined) return ''
      const { id } = node as { readonly id: { readonly start: number; readonly end: number } }
      // The identifier of a `const` ends behind its type.
      const behind = { start: id.start + name.length, end: node.end }
      const after = declarations.written(path, behind, withoutPatterns(node))
      if (node.type === 'VariableDeclarator') return `const ${as}${after}`
      const before = declarations.written(path, { start: node.start, end: id.start })
      return `${before.replace(/^declare /, '')}${as}${after}`
    })
    .join('\n')
}

/** What a function takes out of an object is its own affair: the type says what may be in it. */
function withoutPatterns(node: Node): readonly { start: number; end: number; text: string }[] {
  return [...nodesIn(node)].flatMap((one) => {
    if (one.type !== 'ObjectPattern') return []
    const { start, end, optional, typeAnnotation } = one
    // The parser's types have it that a pattern never is. In a declaration it may be.
    const text = optional ? '{}?' : '{}'
    return [{ start, end: typeAnnotation?.start ?? end, text }]
  })
}

if (import.meta.main) {
  for (const name of readdirSync('packages')) {
    const folder = join('packages', name)
    writeFileSync(join(folder, 'api.md'), await apiSurface(folder))
  }
}
