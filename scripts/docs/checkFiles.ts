import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { DocFile } from './filesOf.ts'

/** Files of blocks in a folder of their own, within the repository, where what they import is found. */
export interface WrittenFiles {
  readonly folder: string
  readonly remove: () => void
}

/** Writes the files into a new folder. What packages here depend on can be imported there, as if a reader had installed it. */
export function writeFiles(root: string, files: readonly DocFile[]): WrittenFiles {
  // Not below `node_modules`, where Node strips no types.
  mkdirSync(join(root, '.artifacts'), { recursive: true })
  const folder = mkdtempSync(join(root, '.artifacts/docs-'))
  for (const { path, code } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), code)
  }
  linkPackages(root, join(folder, 'node_modules'))
  const config = {
    extends: join(root, 'tsconfig.test.json'),
    compilerOptions: {
      // Against declarations, which is what a reader has, and a sixth of the work.
      customConditions: [],
      // Blocks are modules, also those that import nothing.
      moduleDetection: 'force',
      // As in the templates of Vite and Next: `{ secret: process.env.SECRET }` is right there.
      exactOptionalPropertyTypes: false,
      rewriteRelativeImportExtensions: false,
      paths: { 'millrace-workspace/*': [join(root, '*')] },
    },
    include: ['.'],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Our packages, and what they and the demo have beside what the root has. */
function linkPackages(root: string, modules: string): void {
  const link = (name: string, target: string) => {
    if (existsSync(join(root, 'node_modules', name)) || existsSync(join(modules, name))) return
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(target, join(modules, name))
  }
  for (const folder of readdirSync(join(root, 'packages'))) {
    link(`@millrace/${folder}`, join(root, 'packages', folder))
    const own = join(root, 'packages', folder, 'node_modules')
    for (const name of existsSync(own) ? namesIn(own) : []) link(name, join(own, name))
  }
}

function namesIn(modules: string): readonly string[] {
  return readdirSync(modules).flatMap((name) => {
    if (name.startsWith('.')) return []
    if (!name.startsWith('@')) return [name]
    return readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`)
  })
}

/** What is wrong with files, each as `page:line what`. Every language has its check, and one that has none is wrong. */
export function checkFiles(
  root: string,
  folder: string,
  files: readonly DocFile[],
): readonly string[] {
  const bin = (name: string) => join(root, 'node_modules/.bin', name)
  const isTyped = files.some(({ language }) => /^tsx?$/.test(language))
  const parsed = files.filter(({ language }) => formatted.has(language)).map(({ path }) => path)
  return [
    ...(isTyped ? typeErrors(bin('tsc'), root, folder, files) : []),
    ...(parsed.length === 0 ? [] : parseErrors(bin('oxfmt'), folder, files, parsed)),
    ...files.flatMap((file) => (checks[file.language] ?? unknown)(file)),
    ...queryErrors(files),
  ]
}

function typeErrors(
  tsc: string,
  root: string,
  folder: string,
  files: readonly DocFile[],
): readonly string[] {
  // Writes the declarations that are not there, or older than their sources.
  const declared = spawnSync(tsc, ['-b', root], { encoding: 'utf8' })
  if (declared.status !== 0) return [declared.stdout]
  const { stdout } = spawnSync(tsc, ['-p', folder, '--noEmit', '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  })
  return stdout.split('\n').flatMap((line) => {
    const [, path = '', at = '', said = ''] = /^(.+?)\((\d+),\d+\): (.*)$/.exec(line) ?? []
    if (said !== '') return [`${placeOf(files, path, Number(at))} ${said}`]
    return line.startsWith('error') ? [line] : []
  })
}

/** What the formatter reads: it stumbles over what is no code. */
const formatted = new Set(['js', 'jsx', 'json', 'css', 'html', 'yaml'])

function parseErrors(
  oxfmt: string,
  folder: string,
  files: readonly DocFile[],
  paths: readonly string[],
): readonly string[] {
  // In plain letters, wherever it runs.
  const { CI: _ci, FORCE_COLOR: _colour, ...env } = process.env
  // From its folder: the configuration of the repository leaves out what git does.
  const { status, stdout, stderr } = spawnSync(
    oxfmt,
    ['--check', '--disable-nested-config', ...paths],
    { cwd: folder, encoding: 'utf8', env: { ...env, NO_COLOR: '1' } },
  )
  const found = [...`${stdout}\n${stderr}`.matchAll(/x (.+)\n\s*,-\[(.+?):(\d+):\d+\]/g)]
  // 1: something is laid out in another way, which is nobody's business here.
  if (found.length === 0 && status !== 0 && status !== 1) return [`${stdout}\n${stderr}`]
  return found.map(
    ([, said = '', path = '', line = '']) => `${placeOf(files, path, Number(line))} ${said}`,
  )
}

function placeOf(files: readonly DocFile[], path: string, line: number): string {
  const file = files.find((one) => one.path === path)
  if (file === undefined) return `${path}:${line}`
  return `${pageOf(file)}:${file.lines[line - 1] ?? file.lines.at(-1)}`
}

function pageOf({ path }: DocFile): string {
  return path.slice(0, path.search(/(?<=\.mdx?)\//))
}

type Check = (file: DocFile) => readonly string[]

const none: Check = () => []

const checks: Readonly<Record<string, Check>> = {
  ts: none,
  tsx: none,
  text: none,
  sql: none,
  ...Object.fromEntries([...formatted].map((language) => [language, none])),
  sh(file) {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: file.code, encoding: 'utf8' })
    return status === 0 ? [] : [`${placeOf([file], file.path, 1)} ${stderr.trim()}`]
  },
  http: linesLike(/^([A-Z]+ \/\S* HTTP\/1\.1|HTTP\/1\.1 \d{3}( [A-Z][\w ]*)?|[A-Za-z0-9-]+: .+)$/),
  nginx: linesLike(/^\s*(#.*|[a-z_]+ .+[;{]|\})$/),
  dockerfile: linesLike(
    /^(#.*|(FROM|RUN|CMD|WORKDIR|COPY|ENV|EXPOSE|USER|ARG|HEALTHCHECK|STOPSIGNAL) .+| {2,}\S.*)$/,
  ),
}

/** Each line up to the first empty one, behind which there is a body. */
function linesLike(expected: RegExp): Check {
  return (file) => {
    const lines = file.code.split('\n')
    const head = file.language === 'http' ? lines.slice(0, [...lines, ''].indexOf('')) : lines
    return head.flatMap((line, at) =>
      line === '' || expected.test(line)
        ? []
        : [`${placeOf([file], file.path, at + 1)} no line of ${file.language}: ${line}`],
    )
  }
}

const unknown: Check = (file) => [
  `${placeOf([file], file.path, 1)} ${file.language === '' ? 'has no language' : `nobody checks ${file.language}`}`,
]

/** The queries of a page, in their order: tables are made, and what asks them is compiled. */
function queryErrors(files: readonly DocFile[]): readonly string[] {
  const queries = files.filter(({ language }) => language === 'sql')
  return [...new Set(queries.map(pageOf))].flatMap((page) => {
    const database = new DatabaseSync(':memory:')
    const own = queries.filter((file) => pageOf(file) === page)
    return own.flatMap((file) =>
      file.code.split(/;\s*(?:\n|$)/).flatMap((query) => {
        try {
          if (/^\s*create/.test(query)) database.exec(query)
          else if (query.trim() !== '') database.prepare(query)
          return []
        } catch (error) {
          return [`${placeOf([file], file.path, 1)} ${String(error)}`]
        }
      }),
    )
  })
}
