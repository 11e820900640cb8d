import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const dist = fileURLToPath(new URL('../../packages/embed/dist', import.meta.url))
const names = readdirSync(join(dist, 'chunks')).filter((name) => name.endsWith('.js'))

/** The chunk of a module that is loaded late. */
function chunk(module: string): string {
  const found = names.filter((name) => name.startsWith(`${module}-`))
  expect(found).toHaveLength(1)
  return `chunks/${found[0]}`
}

/** These files, and all that they import at once. */
function withImports(...files: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  const follow = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    const code = readFileSync(join(dist, name), 'utf8')
    for (const [, path = ''] of code.matchAll(/(?:from|import)\s*["'`](\.[^"'`]+\.js)["'`]/g)) {
      follow(join(dirname(name), path))
    }
  }
  for (const name of files) follow(name)
  return found
}

/** Compressed, in KiB. React and the styles are in it. */
function gzipKb(files: ReadonlySet<string>): number {
  const bytes = [...files].map((name) => gzipSync(readFileSync(join(dist, name))).length)
  return bytes.reduce((sum, length) => sum + length, 0) / 1024
}

test('the script tag is a small loader', () => {
  expect(gzipKb(new Set(['millrace-chat.js']))).toBeLessThan(1.5)
  expect(gzipKb(withImports('index.js'))).toBeLessThan(3)
})

test('what is seen before the first answer is small', () => {
  const closed = withImports('index.js', chunk('createSession'))
  const inline = withImports('index.js', chunk('createSession'), chunk('chat'))
  expect(closed.size).toBeGreaterThan(3)
  expect(gzipKb(closed)).toBeLessThan(100)
  expect(gzipKb(inline)).toBeLessThan(110)
})

test('with an answer in Markdown comes what it needs, and no more', () => {
  const answered = withImports(
    'index.js',
    ...['createSession', 'chat', 'makeChat', 'createScroll', 'conversation', 'Markdown'].map(chunk),
  )
  expect([...answered].join()).not.toMatch(/persistence|german|ComposerAttachments|ActionSpeak/)
  expect(gzipKb(answered)).toBeLessThan(240)
})
