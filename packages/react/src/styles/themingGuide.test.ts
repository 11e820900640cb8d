import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

function textOf(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

/** Those that parts set themselves are measures, not settings. */
const measures = new Set([
  '--millrace-context-share',
  '--millrace-context-window',
  '--millrace-progress',
])

/** The kinds of tokens are one row. */
function rowOf(name: string): string {
  return name.startsWith('--millrace-token-') ? '--millrace-token-…' : name
}

test('the guide has a row for each variable that the theme reads, and no other', () => {
  const read = `${textOf('./styles.css')}${textOf('./panel.css')}`.matchAll(
    /var\(\s*(--millrace-[a-z-]+)/g,
  )
  const names = [...read].map(([, name = '']) => name).filter((name) => !measures.has(name))
  const rows = textOf('../../../../docs/guides/theming.md').matchAll(
    /^\| `(--millrace-[a-z-…]+)`/gm,
  )
  expect([...rows].map(([, name = '']) => name).toSorted()).toEqual(
    [...new Set(names.map(rowOf))].toSorted(),
  )
})
