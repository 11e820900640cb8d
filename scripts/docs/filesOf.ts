import { dirname, relative } from 'node:path'
import { parseSync } from 'oxc-parser'
import type { Block, Page } from './readPage.ts'

/** A block as a file that can be checked and run. */
export interface DocFile {
  /** From the folder of all pages. */
  readonly path: string
  readonly language: string
  readonly marks: readonly string[]
  readonly code: string
  /** Of each line of the code the line of the page. */
  readonly lines: readonly number[]
  /** What it has to print, if the page says so: the block of text that follows. */
  readonly printed: string | undefined
}

/**
 * The files that the blocks of a page are: named by a comment on top (`// server.ts`), else by their line. A block that is
 * `continued` is the end of the one before it. What a page has as given is there too, and is imported where it is named.
 * @throws {Error} for two blocks of one name, and for a given that no block uses.
 */
export function filesOf(page: Page): readonly DocFile[] {
  const { givens, path } = page
  const shown = joined(page)
  const given = givens.find(({ name }) => name === 'given.ts')
  const names = given === undefined ? [] : exportedNames(given.code)
  const idle = new Set(names.map(({ name }) => name))
  const files = shown.map((file) => {
    if (!/^tsx?$/.test(file.language) || given === undefined) return file
    const own = declaredNames(file.path, file.code)
    const used = names.filter(
      ({ name }) => !own.has(name) && new RegExp(`(?<![\\w.])${name}\\b`).test(file.code),
    )
    for (const { name } of used) idle.delete(name)
    if (used.length === 0) return file
    const from = relative(dirname(file.path), `${path}/given.ts`)
    const list = used.map(({ name, isType }) => (isType ? `type ${name}` : name)).join(', ')
    const line = `import { ${list} } from '${from.startsWith('.') ? from : `./${from}`}'`
    return {
      ...file,
      code: `${line}\n${file.code}`,
      lines: [file.lines[0] ?? 1, ...file.lines],
    }
  })
  if (idle.size > 0) throw new Error(`${path}: nothing shown uses ${[...idle].join(', ')}.`)
  const hidden = givens.map(({ name, code, line }) => ({
    path: `${path}/${name}`,
    language: 'ts',
    marks: [],
    code,
    lines: linesFrom(line, code),
    printed: undefined,
  }))
  const all = [...files, ...hidden, ...files.flatMap(scriptsIn)]
  const twice = all.find((one, at) => all.findIndex((other) => other.path === one.path) !== at)
  if (twice !== undefined) throw new Error(`${path}: two blocks are ${twice.path}.`)
  return all
}

/** The blocks, those that go on put behind those that they go on from. */
function joined({ path, blocks }: Page): readonly DocFile[] {
  const files: DocFile[] = []
  for (const [at, block] of blocks.entries()) {
    const { language, marks, code, line } = block
    const next = blocks[at + 1]
    const printed = next?.language === 'text' ? next.code : undefined
    if (!marks.includes('continued')) {
      const name = nameIn(block) ?? `${line}.${language}`
      const lines = linesFrom(line, code)
      files.push({ path: `${path}/${name}`, language, marks, code, lines, printed })
      continue
    }
    const before = files.findLastIndex((file) => /^tsx?$/.test(file.language))
    const file = files[before]
    if (file === undefined) throw new Error(`${path}:${line}: there is nothing to go on from.`)
    const isNamed = !/^\d+\.tsx?$/.test(file.path.slice(path.length + 1))
    files[before] = {
      path: isNamed ? file.path : file.path.replace(/\.tsx?$/, `.${widest(file, block)}`),
      language: widest(file, block),
      marks: [...file.marks, ...marks],
      code: `${file.code}\n${code}`,
      lines: [...file.lines, ...linesFrom(line, code)],
      printed: printed ?? file.printed,
    }
  }
  return files
}

function widest(one: { readonly language: string }, other: { readonly language: string }): string {
  return one.language === 'tsx' || other.language === 'tsx' ? 'tsx' : one.language
}

function linesFrom(line: number, code: string): readonly number[] {
  return code.split('\n').map((_, at) => line + at)
}

/** The name of a file in a comment that a block begins with. */
function nameIn({ code, language }: Block): string | undefined {
  if (language === 'text' || language === 'sh') return undefined
  return /^(?:\/\/|\/\*|<!--|#) ((?:[\w.-]+\/)*(?:[\w-]+\.[\w.]+|Dockerfile))(?=[\s,:]|$)/.exec(
    code,
  )?.[1]
}

/** The modules within a page of HTML. */
function scriptsIn({ path, language, code, lines }: DocFile): readonly DocFile[] {
  if (language !== 'html') return []
  return [...code.matchAll(/<script type="module">\n([^]*?)<\/script>/g)].map((found) => {
    const before = code.slice(0, found.index).split('\n').length
    const script = found[1] ?? ''
    return {
      path: `${path}.${before}.ts`,
      language: 'ts',
      marks: [],
      code: script,
      lines: lines.slice(before),
      printed: undefined,
    }
  })
}

interface Name {
  readonly name: string
  readonly isType: boolean
}

function exportedNames(code: string): readonly Name[] {
  const { program } = parseSync('given.ts', code)
  return program.body.flatMap((one) => {
    if (one.type !== 'ExportNamedDeclaration') return []
    const { declaration, specifiers } = one
    const shared = specifiers.flatMap(({ exported, exportKind }) =>
      exported.type === 'Identifier'
        ? [{ name: exported.name, isType: exportKind === 'type' || one.exportKind === 'type' }]
        : [],
    )
    const isType =
      declaration?.type === 'TSTypeAliasDeclaration' ||
      declaration?.type === 'TSInterfaceDeclaration'
    return [...shared, ...namesOf(declaration).map((name) => ({ name, isType }))]
  })
}

/** What a file declares or imports itself. */
function declaredNames(path: string, code: string): ReadonlySet<string> {
  const { program, module } = parseSync(path, code)
  const imported = module.staticImports.flatMap(({ entries }) =>
    entries.map(({ localName }) => localName.value),
  )
  const declared = program.body.flatMap((one) =>
    namesOf(one.type === 'ExportNamedDeclaration' ? one.declaration : one),
  )
  return new Set([...imported, ...declared])
}

type Statement = ReturnType<typeof parseSync>['program']['body'][number]

function namesOf(declared: Statement | null | undefined): readonly string[] {
  switch (declared?.type) {
    case 'VariableDeclaration':
      return declared.declarations.flatMap(({ id }) => {
        if (id.type === 'Identifier') return [id.name]
        if (id.type !== 'ObjectPattern') return []
        return id.properties.flatMap((one) =>
          one.type === 'Property' && one.value.type === 'Identifier' ? [one.value.name] : [],
        )
      })
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'ClassDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSInterfaceDeclaration':
      return declared.id === null ? [] : [declared.id.name]
    default:
      return []
  }
}
