import { expect, test } from 'vitest'
import { type Boundary, brokenBoundaries } from './boundaries.ts'

function broken(
  files: Record<string, string>,
  boundary: Partial<Boundary> = {},
): readonly string[] {
  return brokenBoundaries(new Map(Object.entries(files)), { packages: [], ...boundary })
}

test('finds nothing in a package that keeps its boundary', () => {
  const files = {
    'index.ts': "export { a } from './a/a.ts'",
    'a/a.ts': "import { b } from '../b/b.ts'\nexport const a = b",
    'b/b.ts': 'export const b = 1',
  }
  expect(broken(files, { rooms: { a: ['b'], b: [] } })).toEqual([])
})

test('finds a ring of imports, type imports included', () => {
  const files = {
    'a.ts': "import type { B } from './b.ts'\nexport type A = B",
    'b.ts': "import { c } from './c.ts'\nexport type B = typeof c",
    'c.ts': "export { type A } from './a.ts'\nexport const c = 1",
  }
  expect(broken(files)).toEqual(['a ring: a.ts -> b.ts -> c.ts -> a.ts'])
})

test('finds a package of ours that is not allowed, however it is imported', () => {
  const files = {
    'a.ts': "import type { X } from '@millrace/react'",
    'b.ts': "export * from '@millrace/core/testing'",
    'c.ts': "export const load = () => import('@millrace/embed')",
    'd.ts': "export type T = import('@millrace/server').Provider",
    'e.ts': "import { encode } from '@millrace/protocol'",
  }
  expect(broken(files, { packages: ['@millrace/protocol'] })).toEqual([
    'a.ts: must not need @millrace/react',
    'b.ts: must not need @millrace/core/testing',
    'c.ts: must not need @millrace/embed',
    'd.ts: must not need @millrace/server',
  ])
})

test('finds a foreign package that is banned', () => {
  expect(
    broken({ 'a.ts': "import 'react-dom/client'" }, { never: ['react', 'react-dom'] }),
  ).toEqual(['a.ts: must not need react-dom/client'])
})

test('finds an import of an index from inside, of a file outside, and of nothing', () => {
  const files = {
    'index.ts': '',
    'a/a.ts': "import '../index.ts'\nimport '../../other/src/x.ts'\nimport './gone.ts'",
  }
  expect(broken(files)).toEqual([
    'a/a.ts: imports the index index.ts from inside',
    'a/a.ts: leaves the package for ../other/src/x.ts',
    'a/a.ts: imports a/gone.ts, which is not there',
  ])
})

test('finds a room that needs one it must not', () => {
  const files = { 'transport/t.ts': "import '../chat/c.ts'", 'chat/c.ts': '' }
  expect(broken(files, { rooms: { transport: [] } })).toEqual([
    'transport/t.ts: the room transport must not need chat (chat/c.ts)',
  ])
})

test('finds a room that nobody gave its limits', () => {
  const files = { 'new/n.ts': "import '../chat/c.ts'", 'chat/c.ts': '' }
  expect(broken(files, { rooms: { chat: [] } })).toEqual([
    'new/n.ts: the room new is not in the list of rooms',
  ])
})

test('finds a room that needs a file beside the index', () => {
  const files = {
    'chat/c.ts': "import '../loose.ts'",
    'loose.ts': "import './wire/w.ts'",
    'wire/w.ts': '',
  }
  expect(broken(files, { rooms: { chat: [], wire: [] } })).toEqual([
    'chat/c.ts: the room chat must not need what has no room (loose.ts)',
  ])
})

test('finds an entry that is not there', () => {
  expect(broken({ 'a.ts': '' }, { withoutBrowser: 'index.ts' })).toEqual(['index.ts: is not there'])
})

test('finds browser code that an entry brings along, and only that', () => {
  const files = {
    'index.ts': "import './a.ts'",
    'a.ts': 'export const title = () => document.title',
    'b.ts': 'export const width = () => window.innerWidth',
  }
  expect(broken(files, { withoutBrowser: 'index.ts' })).toEqual([
    'a.ts: uses document, and the server imports it',
  ])
})
