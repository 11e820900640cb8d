import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { attributes } from './element/attributes.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const source = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

/** The names in the first column of the table below a heading. */
function tabled(heading: string): readonly string[] {
  const section = readme.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...section.matchAll(/^\| ((?:`[a-z-]+`(?:, )?)+) *\|/gim)]
    .flatMap(([, names = '']) => [...names.matchAll(/`([^`]+)`/g)])
    .map(([, name = '']) => name)
    .toSorted()
}

/** The members of an interface. */
function membersOf(name: string): readonly string[] {
  const [, body = ''] =
    new RegExp(`interface ${name} [^]*?\\{([^]*?)\\n\\}`).exec(
      source('./element/MillraceChatElement.ts'),
    ) ?? []
  return [...body.matchAll(/^ {2}(?:readonly )?'?([a-zA-Z-]+)'?[:(]/gm)].map(
    ([, member = '']) => member,
  )
}

test('every attribute stands in the table', () => {
  const names = Object.values(attributes).map(({ name }) => name)
  expect(tabled('Attributes')).toEqual([...names, 'lang', 'dir'].toSorted())
})

test('every property stands in the table', () => {
  const properties = membersOf('ElementProperties')
  expect(properties.length).toBeGreaterThan(5)
  expect(tabled('Properties')).toEqual([...properties, 'messages', 'chat'].toSorted())
})

test('every event stands in the table', () => {
  const events = membersOf('MillraceChatEvents')
  expect(events.length).toBeGreaterThan(5)
  expect(tabled('Events')).toEqual(events.toSorted())
})

test('every method is named', () => {
  const methods = membersOf('MillraceChatElement').filter(
    (name) => !['messages', 'chat'].includes(name),
  )
  expect(methods.length).toBeGreaterThan(5)
  const named = [
    ...(readme.split('\n## Methods\n')[1]?.split('\n## ')[0] ?? '').matchAll(/`(\w+)\(/g),
  ]
  expect(named.map(([, name]) => name).toSorted()).toEqual(methods.toSorted())
})

test('every slot stands in the table', () => {
  const slots = [...source('./view/ElementView.tsx').matchAll(/<slot name="([a-z-]+)"/g)]
  expect(tabled('Slots')).toEqual([...new Set(slots.map(([, name]) => name))].toSorted())
})
