import { expect, test } from 'vitest'
import { dataSize } from './dataSize.ts'

test.each([
  ['data:text/plain,abc', 3],
  ['data:,a%20b', 3],
  ['data:text/plain;base64,YWJj', 3],
  ['data:text/plain;base64,YWI=', 2],
  ['data:text/plain;charset=utf-8;base64,YQ==', 1],
  ['DATA:text/plain;BASE64,YQ%3D%3D', 1],
])('%s holds %i bytes', (url, size) => {
  expect(dataSize(url)).toBe(size)
})

test.each([
  'data:image/png;base64',
  'data:,',
  'data:text/plain;base64,<html>',
  'https://a.example',
])('%s cannot be read', (url) => {
  expect(dataSize(url)).toBeUndefined()
})
