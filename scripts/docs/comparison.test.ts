import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const text = readFileSync(join(root, 'docs/comparison.md'), 'utf8')
/** Of each row of the tables of features its cells: the feature, ours, and those of the others. */
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('|') && line.split(' | ').length === 8)
  .map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  )
  .filter(([feature = '']) => feature !== '' && !/^-+$/.test(feature))

test('the comparison says when it was made, and compares what a chooser asks', () => {
  expect(text).toMatch(/^Of \d{4}-\d{2}-\d{2}\./m)
  expect(rows.length).toBeGreaterThanOrEqual(40)
})

test.each(rows)('%s: what is said of ours leads to a test of that name', (_, ours = '') => {
  if (/^no(:|$)/.test(ours)) return
  const [, path = '', name = ''] = /^\[yes\]\(\.\.\/(\S+) ["'](.+)["']\)$/.exec(ours) ?? []
  expect(path).toMatch(/\.(test|stories)\.tsx?$/)
  expect(readFileSync(join(root, path), 'utf8')).toContain(name)
})

test.each(rows)('%s: what is said of others is one of four words, and why', (_, __, ...others) => {
  expect(others).toHaveLength(6)
  for (const cell of others) expect(cell).toMatch(/^(yes|part|no|\?|·)([,:] .+| `.+)?$/)
})
