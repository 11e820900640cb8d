import { expect, test } from 'vitest'
import { isAccepted } from './isAccepted.ts'

test.each<readonly [accept: string, name: string, type: string, accepted: boolean]>([
  ['', 'x.exe', 'application/x-msdownload', true],
  ['image/*', 'a.png', 'image/png', true],
  ['image/*', 'a.pdf', 'application/pdf', false],
  ['image/*', 'image/a.pdf', '', false],
  ['.pdf', 'A.PDF', '', true],
  ['.pdf', 'a.pdf.exe', 'application/pdf', false],
  ['application/pdf', 'a', 'application/pdf', true],
  ['text/plain', 'a.txt', 'text/plain;charset=utf-8', true],
  [' image/* , .PDF,, ', 'a.pdf', '', true],
  ['image/png', 'a.jpg', 'image/jpeg', false],
])('accept %j and a file %j of type %j: %s', (accept, name, type, accepted) => {
  expect(isAccepted({ name, type }, accept)).toBe(accepted)
})
