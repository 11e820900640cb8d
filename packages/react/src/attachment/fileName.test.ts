import { expect, test } from 'vitest'
import { fileName } from './fileName.ts'

test('folders and controls are no part of a name (T-55, T-56)', () => {
  expect(fileName('../../etc/passwd')).toBe('passwd')
  expect(fileName('C:\\Users\\a\\report.pdf')).toBe('report.pdf')
  expect(fileName('invoice\u202efdp.exe')).toBe('invoicefdp.exe')
  for (const name of [undefined, '', '..', 'a/', '/', ' ']) expect(fileName(name)).toBe('')
})

test('a long name keeps its beginning and its ending (T-53)', () => {
  const name = fileName(`${'a'.repeat(10_000)}.tar.gz`)
  expect(Array.from(name)).toHaveLength(72)
  expect(name).toMatch(/^a+…a+\.tar\.gz$/)
})
