import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const here = dirname(fileURLToPath(import.meta.url))

/** Files with a part in them: what is not a test, a story or a stand-in, and renders by `renderPart`. */
function partFiles(): readonly string[] {
  return readdirSync(here, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.tsx') && !/\.(?:test|stories)\.tsx$|fixtures/.test(path))
    .filter((path) => /\brender(?:Part|Action)\(/.test(readFileSync(join(here, path), 'utf8')))
}

/** The docstrings of what a file exports, without their markers. */
function docsOf(source: string): string {
  const docs = source.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\nexport function/g)
  return [...docs].map(([, doc]) => doc).join('\n')
}

/** What a file sets on its nodes: attributes for state, and variables for measures. */
function hooksOf(source: string): readonly string[] {
  const attributes = source.matchAll(/(?:'(data-[a-z-]+)':|\s(data-[a-z-]+)=[{"])/g)
  const variables = source.matchAll(/'(--millrace-[a-z-]+)'/g)
  const found = [...attributes, ...variables].map(([, quoted, plain]) => quoted ?? plain ?? '')
  return [...new Set(found)].filter((name) => name !== 'data-part').toSorted()
}

describe('a part says in its docstring which hooks for styles it sets, and no others', () => {
  const files = partFiles()

  test('there are parts', () => expect(files.length).toBeGreaterThan(40))

  test.each(files.map((path) => relative(here, join(here, path))))('%s', (path) => {
    const source = readFileSync(join(here, path), 'utf8')
    const docs = docsOf(source)
    const named = new Set(docs.match(/(?:data|--millrace)-[a-z]+(?:-[a-z]+)*/g) ?? [])
    named.delete('data-part')
    expect([...named].toSorted()).toEqual(hooksOf(source))
  })
})

test.each(partFiles())('%s: what the part renders is in its docstring', (path) => {
  expect(docsOf(readFileSync(join(here, path), 'utf8'))).toMatch(/Renders (?:one|no|again)\b/)
})
