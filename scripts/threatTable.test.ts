import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Which test files name which threat. */
function named(): ReadonlyMap<string, readonly string[]> {
  const files = execFileSync(
    'git',
    [
      'ls-files',
      '--cached',
      '--others',
      '--exclude-standard',
      '*.test.ts',
      '*.test.tsx',
      ':!scripts/threatTable.test.ts',
    ],
    { cwd: root, encoding: 'utf8' },
  )
  const byThreat = new Map<string, string[]>()
  for (const file of files
    .split('\n')
    .filter((line) => line !== '')
    .sort()) {
    const ids = readFileSync(join(root, file), 'utf8').match(/\bT-\d\d\b/g) ?? []
    for (const id of new Set(ids)) byThreat.set(id, [...(byThreat.get(id) ?? []), file])
  }
  return byThreat
}

/** Which test files the table has for each. */
function listed(): ReadonlyMap<string, readonly string[]> {
  const rows = readFileSync(join(root, 'docs/threats.md'), 'utf8').matchAll(/^\| (T-\d\d) .*$/gm)
  return new Map(
    [...rows].map(([row, id = '']) => [
      id,
      [...row.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, file = '']) => file).sort(),
    ]),
  )
}

test('the table of threats has every test that names one, and no other', () => {
  const tests = named()
  expect(Object.fromEntries(listed())).toEqual(Object.fromEntries(tests))
})

test('every threat to the stream and its route, T-01 to T-34, has a test of the route', () => {
  const tests = named()
  const ofTheRoute = /^packages\/server\/src\/(route|policy|access|node)\//
  for (let n = 1; n <= 34; n++) {
    const id = `T-${String(n).padStart(2, '0')}`
    // Killing a process takes one, and a client that notices.
    const where = id === 'T-22' ? /restart\.test\.ts$/ : ofTheRoute
    expect(
      tests.get(id)?.some((file) => where.test(file)),
      id,
    ).toBe(true)
  }
})

test('every threat to the route and to what it keeps, T-59 to T-71 and T-93 to T-95, has a test over sockets or in a browser', () => {
  const tests = named()
  const route =
    /^(packages\/server\/src\/(route|access|redact|leak-check)\/|apps\/examples\/iframe\/)/
  for (const n of [59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 93, 94, 95]) {
    const id = `T-${n}`
    expect(
      tests.get(id)?.some((file) => route.test(file)),
      id,
    ).toBe(true)
  }
})
