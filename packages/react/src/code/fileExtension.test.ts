import { expect, test } from 'vitest'
import { fileExtension } from './fileExtension.ts'

test.each([
  ['ts', 'ts'],
  ['TypeScript', 'ts'],
  ['c++', 'cpp'],
  ['C#', 'cs'],
  ['bash', 'sh'],
  ['python', 'py'],
  ['rust,ignore', 'rs'],
  ['js{1,3}', 'js'],
])('%s ends in .%s', (language, extension) => {
  expect(fileExtension(language)).toBe(extension)
})

test.each([
  undefined,
  '',
  'unheard-of',
  '__proto__',
  'constructor',
  'toString',
  '../../etc/passwd',
  'ts/../exe',
  'txt.exe',
  '\u202Egpj.exe',
  'ts\u0000',
  'x'.repeat(100_000),
])('T-55: nothing of a language that is not known gets into the name: %j', (language) => {
  expect(fileExtension(language)).toBe('txt')
})
