import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readVariables } from './readVariables.ts'
import { variableGroups } from './variableTexts.ts'

const root = join(import.meta.dirname, '../../packages/react/src')
const stylesheet = ['styles', 'panel']
  .map((name) => readFileSync(join(root, `styles/${name}.css`), 'utf8'))
  .join('\n')
/** What parts set themselves: a page only reads it. */
const own = new Set(['--millrace-context-share', '--millrace-progress'])

test('every variable that the stylesheet reads is described, and none that it does not read', () => {
  const told = variableGroups.flatMap(({ texts }) => Object.keys(texts))
  const read = readVariables(stylesheet, own).map(({ name }) => name)
  expect(told.toSorted()).toEqual(read.toSorted())
})

test('every description says something', () => {
  const texts = variableGroups.flatMap((group) => Object.values(group.texts))
  expect(texts.filter((text) => !/^\S.*\.$/.test(text))).toEqual([])
})

test('every variable has a default', () => {
  const bare = readVariables(stylesheet, own).filter(
    ({ light, dark }) => light === '' || dark === '',
  )
  expect(bare).toEqual([])
})

test('a default is read as it is in light and in dark, with names of the stylesheet written out', () => {
  const css = `
    /* var(--millrace-commented-out, red) */
    .chat {
      --_accent: var(--millrace-accent, light-dark(#1f5fbf, rgb(1, 2, 3)));
      --_ring: var(
        --millrace-ring,
        color-mix(in srgb, var(--_accent) 20%, light-dark(white, black))
      );
      padding: var(--millrace-gutter);
      margin: var(--millrace-gutter, 1rem) var(--millrace-context-share);
    }
    .less { --_accent: gray; }`
  expect(readVariables(css, own)).toEqual([
    { name: '--millrace-accent', light: '#1f5fbf', dark: 'rgb(1, 2, 3)' },
    {
      name: '--millrace-ring',
      light: 'color-mix(in srgb, #1f5fbf 20%, white)',
      dark: 'color-mix(in srgb, rgb(1, 2, 3) 20%, black)',
    },
    { name: '--millrace-gutter', light: '1rem', dark: '1rem' },
  ])
})
