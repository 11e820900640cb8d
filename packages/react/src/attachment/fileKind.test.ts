import { expect, test } from 'vitest'
import { fileKind, plainMediaType } from './fileKind.ts'

test.each([
  ['image/png', 'image'],
  ['Audio/MPEG; codecs=x', 'audio'],
  ['video/mp4', 'video'],
  ['application/pdf', 'pdf'],
  ['text/csv', 'spreadsheet'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'spreadsheet'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'document'],
  ['application/vnd.ms-powerpoint', 'presentation'],
  ['application/zip', 'archive'],
  ['text/html', 'text'],
  ['application/geo+json', 'text'],
  ['application/octet-stream', 'file'],
  ['', 'file'],
  ['image', 'file'],
  ['"><img src=x>', 'file'],
])('%s is called %s', (mediaType, kind) => {
  expect(fileKind(mediaType)).toBe(kind)
})

test('what is no media type is none, however long (T-51)', () => {
  expect(plainMediaType('Text/HTML; charset=utf-8')).toBe('text/html')
  for (const type of [
    '"><script>',
    'a b/c',
    `text/${'x'.repeat(5000)}`,
    'text/',
    undefined,
    null,
    5,
  ]) {
    expect(plainMediaType(type)).toBeUndefined()
  }
})
