import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readEntries } from './readEntries.ts'

const packages = join(import.meta.dirname, '../../packages')
const { entries } = readEntries(packages)

/** The sources of an entry. */
function sourceOf(name: string): string {
  const [, folder = '', path = ''] = /^@millrace\/([a-z]+)(.*)$/.exec(name) ?? []
  const manifest = JSON.parse(readFileSync(join(packages, folder, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>
  }
  return join(packages, folder, manifest.exports[`.${path}`]?.['@millrace/source'] ?? '')
}

test('every package is there', () => {
  const names = new Set(entries.map(({ name }) => name.split('/').slice(0, 2).join('/')))
  expect([...names].map((name) => name.slice('@millrace/'.length))).toEqual([
    'core',
    'doctor',
    'embed',
    'protocol',
    'react',
    'server',
    'simulator',
  ])
})

// What needs a page is not run here.
const inNode = entries.filter(({ name }) => !name.startsWith('@millrace/embed'))

test.each(inNode)('all that $name exports is in the reference', async ({ name, exports }) => {
  const index = (await import(sourceOf(name))) as object
  const named = exports.filter(({ kind }) => kind !== 'type').map((one) => one.name)
  expect(named.toSorted()).toEqual(Object.keys(index).toSorted())
})

describe.each(entries)('$name', ({ exports }) => {
  test('says of each what it is, and of what can be called what it does', () => {
    const silent = exports.filter(
      ({ signature, kind, text }) => signature === '' || (kind !== 'type' && text === ''),
    )
    expect(silent.map(({ name }) => name)).toEqual([])
  })
})

test('a class has how it is made, and what can be read from it', () => {
  const error = entries
    .find(({ name }) => name === '@millrace/protocol')
    ?.exports.find(({ name }) => name === 'ChatError')
  expect(error?.signature).toContain('class ChatError extends Error')
  expect(error?.signature).toContain('constructor(code: ErrorCode, message: string')
  expect(error?.members.map(({ name }) => name)).toContain('retryAfterMs')
})

test('a union is shown as it is written', () => {
  const chunk = entries
    .find(({ name }) => name === '@millrace/protocol')
    ?.exports.find(({ name }) => name === 'Chunk')
  expect(chunk).toMatchObject({ kind: 'type', members: [] })
  expect(chunk?.signature).toContain("'text-delta'")
})

test('every package has a page', () => {
  for (const name of [
    'Core',
    'Server',
    'Protocol',
    'ReactEntries',
    'Embed',
    'Doctor',
    'Simulator',
  ]) {
    expect(existsSync(join(import.meta.dirname, `../docs/${name}.mdx`)), name).toBe(true)
  }
})
