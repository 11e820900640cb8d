import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { createFinder, type Finder } from './createFinder.ts'
import { findLeaks } from './findLeaks.ts'
import { folderWith } from './fixtures/folderWith.ts'
import { madeUpKey } from './fixtures/madeUpKey.ts'
import { scanFile } from './scanFile.ts'

const key = madeUpKey('sk-proj-', 156)
const value = madeUpKey('', 32, 'hex')
const secrets = [{ names: ['AZURE_OPENAI_API_KEY'], value }]
const sought = { secrets, allow: [] }

test('names file, line and column (T-67)', async () => {
  const folder = folderWith({
    'a.js': `const a = 1\n  const key = '${key}'\n`,
    'b/c.css': `/* ä ${value} */`,
    'b/d.txt': 'nothing here',
  })
  expect(await findLeaks([folder], sought)).toEqual({
    files: 3,
    leaks: [
      { file: join(folder, 'a.js'), line: 2, column: 16, what: 'an OpenAI key (sk-proj-…)' },
      {
        file: join(folder, 'b/c.css'),
        line: 1,
        // Bytes: `ä` has two.
        column: 7,
        what: 'the value of AZURE_OPENAI_API_KEY',
      },
    ],
  })
})

test('says once what a line has many times', async () => {
  const folder = folderWith({ 'a.js': `${key} ${key}\n${key}` })
  const { leaks } = await findLeaks([folder], sought)
  expect(leaks.map(({ line, column }) => [line, column])).toEqual([
    [1, 1],
    [2, 1],
  ])
})

test.each([1, 7, 64, 1000, 4096])('finds the same in pieces of %i bytes (T-67)', async (size) => {
  const filling = 'x y\n'.repeat(300)
  const packed = Buffer.from(`{"key":"${key}"}`).toString('base64')
  const text = [
    `"${key}"`,
    filling,
    `task-${key.slice(3)}`,
    ` "${value}" `,
    packed,
    filling,
    `no${madeUpKey('sk-', 30)}`,
    `\n"${key}`,
  ].join('')
  const folder = folderWith({ 'a.txt': text })
  const finder = createFinder(sought)
  const whole = await scanFile(join(folder, 'a.txt'), finder)
  expect(whole.map(({ line, what }) => [line, what])).toEqual([
    [1, 'an OpenAI key (sk-proj-…)'],
    [301, 'the value of AZURE_OPENAI_API_KEY'],
    [301, 'an OpenAI key (sk-proj-…), in base64'],
    [602, 'an OpenAI key (sk-proj-…)'],
  ])
  expect(await scanFile(join(folder, 'a.txt'), finder, size)).toEqual(whole)
})

test('finds a key wherever a large file is cut (T-67)', async () => {
  const finder = createFinder(sought)
  for (const before of [0, 1, 31, 32, 33, 500, 831, 832, 833, 990, 1000, 1023, 1024, 1055, 1057]) {
    const text = `${' '.repeat(before)}"${key}"${' '.repeat(3000)}`
    const path = join(folderWith({ 'a.js': text }), 'a.js')
    expect(await scanFile(path, finder, 1024)).toMatchObject([{ line: 1, column: before + 2 }])
  }
})

test('never holds more of a file than a piece and the end of the one before', async () => {
  const folder = folderWith({ 'large.js': 'const word = another(word);\n'.repeat(100_000) })
  let most = 0
  const finder: Finder = {
    longest: 400,
    find(text) {
      most = Math.max(most, text.length)
      return []
    },
  }
  await scanFile(join(folder, 'large.js'), finder)
  expect(most).toBeGreaterThan(100_000)
  expect(most).toBeLessThan(140_000)
})

test('looks for values alone in what is no text', async () => {
  const folder = folderWith({ 'a.wasm': `\0asm\x01 ${key} ${value}` })
  expect(await findLeaks([folder], sought)).toMatchObject({
    leaks: [{ what: 'the value of AZURE_OPENAI_API_KEY' }],
  })
})

test('looks into files that are packed, and at those that are only called so (T-67)', async () => {
  const text = `\n"${key}"`
  const folder = folderWith({
    'a.js.br': brotliCompressSync(text),
    'a.js.gz': gzipSync(text),
    'b.gz': text,
  })
  const { leaks } = await findLeaks([folder], sought)
  expect(leaks.map(({ file, line }) => [file, line])).toEqual(
    ['a.js.br', 'a.js.gz', 'b.gz'].map((name) => [join(folder, name), 2]),
  )
})

test('follows links, ends with a ring of them, and passes by those that lead nowhere', async () => {
  const outside = folderWith({ 'key.txt': key })
  const folder = folderWith({ 'a/b/c.txt': 'nothing' })
  symlinkSync(folder, join(folder, 'a/b/up'))
  symlinkSync('around', join(folder, 'around'))
  symlinkSync('gone', join(folder, 'broken'))
  symlinkSync(outside, join(folder, 'outside'))
  expect(await findLeaks([folder, folder], sought)).toMatchObject({
    files: 2,
    leaks: [{ file: join(folder, 'outside/key.txt') }],
  })
})

test('passes by what is no file', async () => {
  const folder = folderWith({ 'a.txt': 'nothing' })
  const server = createServer().listen(join(folder, 'socket'))
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  expect(await findLeaks([folder], sought)).toEqual({ files: 1, leaks: [] })
})

test('says so where there is nothing', async () => {
  const folder = folderWith({})
  await expect(findLeaks([join(folder, 'dist')], sought)).rejects.toThrow(
    `There is no ${join(folder, 'dist')}: nothing was looked at.`,
  )
})
