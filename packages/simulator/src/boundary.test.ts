import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

test('stands alone: sources import Node and each other, nothing else', () => {
  const files = globSync('**/*.ts', { cwd: import.meta.dirname }).filter(
    (file) => !/\.test\.ts$|^fixtures\//.test(file),
  )
  expect(files.length).toBeGreaterThan(30)
  const imported = files.flatMap((file) =>
    // Imports stand above all text; some answers have imports in their code.
    (readFileSync(join(import.meta.dirname, file), 'utf8').split('`', 1)[0] ?? '')
      .split('\n')
      .map((line) => /^(?:import|export|\}).* from '(.+)'$/.exec(line)?.[1])
      .filter((from) => from !== undefined && !/^(node:[\w/]+|\.\.?\/.+\.ts)$/.test(from))
      .map((from) => `${file} -> ${from}`),
  )
  expect(imported).toEqual([])
})
