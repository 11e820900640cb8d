import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ParseResult, parseSync, Visitor } from 'oxc-parser'
import { describe, expect, test } from 'vitest'
import { readParts } from '../reference/readParts.ts'
import { shownText } from './shownText.ts'

const root = join(import.meta.dirname, '../..')
const { parts } = readParts(join(root, 'packages'))

/** Files below a folder, as paths from the root. */
function filesBelow(folder: string, ending: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
    .toSorted()
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** What a file of stories says of itself. */
interface Told {
  /** The names in its meta. */
  readonly keys: readonly string[]
  readonly docstring: string
  /** The code that is shown for its stories. */
  readonly snippets: readonly string[]
}

function toldIn(path: string): Told {
  const code = read(path)
  const { program, comments } = parseSync(path, code)
  const keys: string[] = []
  const snippets: string[] = []
  let docstring = ''
  new Visitor({
    VariableDeclaration({ start, declarations: [declared] }) {
      if (declared?.id.type !== 'Identifier' || declared.id.name !== 'meta') return
      const { init } = declared
      const value = init?.type === 'TSSatisfiesExpression' ? init.expression : init
      if (value?.type !== 'ObjectExpression') return
      for (const one of value.properties) {
        if (one.type === 'Property' && one.key.type === 'Identifier') keys.push(one.key.name)
      }
      const before = comments.findLast(({ end }) => end <= start)
      if (code.slice(before?.end, start).trim() === '') docstring = before?.value ?? ''
    },
    CallExpression({ callee, arguments: [first] }) {
      if (callee.type !== 'Identifier' || callee.name !== 'shownAs') return
      if (first?.type === 'TemplateLiteral') snippets.push(first.quasis[0]?.value.cooked ?? '')
    },
  }).visit(program)
  return { keys, docstring, snippets }
}

const stories = filesBelow('packages/react/src', '.stories.tsx')

test('there are stories', () => expect(stories.length).toBeGreaterThan(12))

describe.each(stories)('%s', (path) => {
  const { keys, docstring, snippets } = toldIn(path)

  test('says what it shows, in words and by its component', () => {
    expect(docstring).toMatch(/^\*.*\w/s)
    expect(keys).toContain('component')
  })

  test('shows code that is made of our parts', () => {
    for (const snippet of snippets) expect(strangersIn(snippet)).toEqual([])
  })
})

/** A piece of code parsed: as it is, or as siblings. */
function parsed(snippet: string): ParseResult {
  const alone = parseSync('snippet.tsx', snippet)
  return alone.errors.length === 0 ? alone : parseSync('snippet.tsx', `<>${snippet}</>`)
}

/** What stands in code for what is the reader's own. */
const readersOwn = new Set(['Picture'])

/** Components in a piece of code that are no parts, props that a part does not take, and what does not parse. */
function strangersIn(snippet: string): readonly string[] {
  const { program, errors } = parsed(snippet)
  const found = errors.map(({ message }) => message)
  new Visitor({
    JSXOpeningElement({ name, attributes }) {
      const written = nameIn(name)
      if (/^[a-z]/.test(written) || readersOwn.has(written)) return
      const part = parts.find((one) => one.name === written && one.family !== undefined)
      if (part === undefined) found.push(written)
      if (part === undefined || part.tag !== undefined) return
      for (const one of attributes) {
        const prop = one.type === 'JSXAttribute' ? nameIn(one.name) : undefined
        if (prop === undefined || part.members.some((member) => member.name === prop)) continue
        found.push(`${prop} of ${written}`)
      }
    },
  }).visit(program)
  return found
}

type Name =
  | { readonly type: string; readonly name: string }
  | { readonly type: string; readonly object: Name; readonly property: { readonly name: string } }
  | { readonly type: string }

function nameIn(name: Name): string {
  if ('object' in name) return `${nameIn(name.object)}.${name.property.name}`
  return 'name' in name && typeof name.name === 'string' ? name.name : ''
}

const pages = filesBelow('.storybook/docs', '.mdx')

test('every guide has its page', () => {
  const guides = filesBelow('docs/guides', '.md')
  const shown = pages.flatMap((path) => /docs\/guides\/[a-z-]+\.md(?=\?raw)/.exec(read(path)) ?? [])
  expect(shown.toSorted()).toEqual(guides)
})

test('a guide shows nothing that only tests read, and links no file that is not here', () => {
  const shown = filesBelow('docs/guides', '.md').map((path) => shownText(read(path)))
  expect(shown.filter((text) => text.includes('<!-- given'))).toEqual([])
  expect(shown.flatMap((text) => text.match(/^```\w+ .+$/gm) ?? [])).toEqual([])
  expect(shown.flatMap((text) => text.match(/\]\((?!https:|#|\?path=)[^)]+\)/g) ?? [])).toEqual([])
})

test('what a page links is there', () => {
  const titles = pages.map((path) => /title="([^"]+)"/.exec(read(path))?.[1] ?? '')
  const ids = new Set(titles.map((title) => title.toLowerCase().replace(/[^a-z]+/g, '-')))
  const links = pages.flatMap((path) => [
    ...read(path).matchAll(/\?path=\/docs\/((?:guides|reference)[a-z-]*)--docs/g),
  ])
  expect(links.length).toBeGreaterThan(8)
  expect(links.map(([, id = '']) => id).filter((id) => !ids.has(id))).toEqual([])
})
