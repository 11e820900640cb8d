import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A fenced block of a page. */
export interface Block {
  /** The first word behind the fence; empty where there is none. */
  readonly language: string
  /** The other words behind the fence: `run`, `continued`. */
  readonly marks: readonly string[]
  readonly code: string
  /** The line of the page that its first line is, from 1. */
  readonly line: number
}

/** Code that a page has without showing it, so that what it shows can be short: `<!-- given`, and a name if it is a file. */
export interface Given {
  readonly name: string
  readonly code: string
  readonly line: number
}

/** A page of the documentation. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string
  readonly blocks: readonly Block[]
  readonly givens: readonly Given[]
}

const places = [
  '{README,SECURITY,CONTRIBUTING,ARCHITECTURE}.md',
  'docs/**/*.md',
  '{packages,apps,apps/examples}/*/README.md',
  '.storybook/docs/*.mdx',
]

/** All pages of the documentation. */
export function readPages(root: string): readonly Page[] {
  const paths = globSync(places, { cwd: root }).toSorted()
  return paths.map((path) => readPage(path, readFileSync(join(root, path), 'utf8')))
}

/** Reads the blocks of a page, and what it hides. */
export function readPage(path: string, text: string): Page {
  const lines = text.split('\n')
  const blocks: Block[] = []
  const givens: Given[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const fence = /^( *)(`{3,}|~{3,})(.*)$/.exec(line)
    const given = /^<!-- given(?: (\S+))?$/.exec(line)
    if (fence === null && given === null) continue
    const [, indent = '', mark = '', info = ''] = fence ?? []
    const isEnd = (one: string) => (fence === null ? one === '-->' : one.trim() === mark)
    const length = lines.slice(at + 1).findIndex(isEnd)
    const inside = lines.slice(at + 1, length === -1 ? undefined : at + 1 + length)
    const code = inside.map((one) => one.slice(indent.length)).join('\n')
    const [language = '', ...marks] = info.trim().split(/\s+/)
    if (fence === null) givens.push({ name: given?.[1] ?? 'given.ts', code, line: at + 2 })
    else blocks.push({ language, marks, code, line: at + 2 })
    at += inside.length + 1
  }
  return { path, blocks, givens }
}
