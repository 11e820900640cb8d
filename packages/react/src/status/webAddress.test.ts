import { expect, test } from 'vitest'
import { webAddress } from './webAddress.ts'

test.each([
  'https://status.example.com',
  'http://status.example.com/now?of=chat#ai',
  'HTTPS://STATUS.EXAMPLE.COM',
  '//status.example.com',
  '/status',
  'status.html',
])('%s may be followed', (url) => {
  expect(webAddress(url)).toBe(url)
})

test.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  '\u0001javascript:alert(1)',
  'vbscript:msgbox(1)',
  'data:text/html,<script>alert(1)</script>',
  'blob:https://example.com/1',
  'file:///etc/passwd',
  'mailto:somebody@example.com',
  'https://',
  'http://[::1',
])('%j is no address of the web, and leads nowhere (T-47)', (url) => {
  expect(webAddress(url)).toBeUndefined()
})

test('without one there is none', () => {
  expect(webAddress(undefined)).toBeUndefined()
})
