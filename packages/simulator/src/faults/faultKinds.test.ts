import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { shapeNames } from '../shapes/shapes.ts'
import { briefNotationOf } from './FaultKind.ts'
import { faultKinds } from './faultKinds.ts'

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')

/** The code in the first column of the tables below a heading. */
function firstColumn(heading: string): readonly string[] {
  const section = readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)])
    .map(([, code = '']) => code)
}

test('writes each fault in one way, and the README knows all of them and no other', () => {
  const notations = faultKinds.map(briefNotationOf)
  expect(new Set(notations).size).toBe(notations.length)
  expect(firstColumn('Which faults are there?').toSorted()).toEqual(notations.toSorted())
})

test('has a row in the README for every vendor', () => {
  expect(firstColumn('Whose errors are they?')).toEqual(shapeNames)
})
