import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { folderWith } from './fixtures/folderWith.ts'
import { madeUpKey } from './fixtures/madeUpKey.ts'

const cli = join(import.meta.dirname, 'cli.ts')
const canary = madeUpKey('canary', 32, 'hex')
const groq = madeUpKey('gsk_', 52, 'base62')

interface Ended {
  readonly code: unknown
  readonly output: string
  readonly error: string
}

async function run(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, ['--conditions=@millrace/source', cli, ...args], {
    cwd,
    env,
  })
  const texts = Promise.all([readText(child.stdout), readText(child.stderr)])
  const [code] = (await once(child, 'close')) as unknown[]
  const [output, error] = await texts
  return { code, output, error }
}

test('ends with 0 where there is no key', async () => {
  const folder = folderWith({ 'dist/a.js': 'hello', '.env': `GROQ_API_KEY=${canary}` })
  expect(await run(folder, ['dist'])).toEqual({
    code: 0,
    output: 'Looked through 1 file for GROQ_API_KEY and what looks like a key.\nNo key found.\n',
    error: '',
  })
})

test('ends with 1 where there are keys, and says where and which (T-67)', async () => {
  const folder = folderWith({
    'dist/a.js': `let a\nlet key = '${groq}'`,
    'dist/b.js': `key('${canary}')`,
    'other/c.txt': Buffer.from(canary).toString('base64'),
  })
  const env = { OPENAI_API_KEY: canary }
  const { code, output, error } = await run(folder, ['dist', 'other/c.txt'], env)
  expect({ code, error }).toEqual({ code: 1, error: '' })
  expect(output.split('\n').slice(0, 5)).toEqual([
    'Looked through 3 files for OPENAI_API_KEY and what looks like a key.',
    '3 keys are in what was built:',
    '  dist/a.js:2:12  a Groq key (gsk_…)',
    '  dist/b.js:1:6  the value of OPENAI_API_KEY',
    '  other/c.txt:1:1  the value of OPENAI_API_KEY, in base64',
  ])
  expect(output).not.toContain(canary.slice(0, 12))
  expect(output).not.toContain(groq.slice(0, 12))
})

test('looks for variables that were named, in files that were named (T-67)', async () => {
  const folder = folderWith({ 'dist/a.js': canary, 'secrets.txt': `BILLING_TOKEN=${canary}` })
  expect(await run(folder, ['dist'])).toMatchObject({ code: 0 })
  const args = ['dist', '--variable', 'BILLING_TOKEN', '--variables-from', 'secrets.txt']
  expect(await run(folder, args)).toMatchObject({
    code: 1,
    output: expect.stringContaining('dist/a.js:1:1  the value of BILLING_TOKEN'),
  })
})

test('lets through what is allowed', async () => {
  const folder = folderWith({ 'dist/a.js': groq })
  expect(await run(folder, ['dist'])).toMatchObject({ code: 1 })
  expect(await run(folder, ['dist', '--allow', groq])).toMatchObject({ code: 0 })
})

test.each([
  [['--help'], 0, /^millrace-leak-check <folder or file>/, /^$/],
  [[], 2, /^$/, /Name the folder that is published\.\n\nmillrace-leak-check </],
  [['--nonsense'], 2, /^$/, /--nonsense/],
  [['gone'], 2, /^$/, /There is no gone: nothing was looked at\.\n$/],
  [['empty'], 2, /^$/, /There is no file in empty\.\n$/],
  [['.', '--variables-from', 'gone'], 2, /^$/, /ENOENT/],
])('ends with %j as its arguments say', async (args, code, output, error) => {
  const folder = folderWith({ 'a.txt': '' })
  mkdirSync(join(folder, 'empty'))
  expect(await run(folder, args)).toEqual({
    code,
    output: expect.stringMatching(output),
    error: expect.stringMatching(error),
  })
})
