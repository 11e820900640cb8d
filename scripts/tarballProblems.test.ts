import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tarballProblems } from './tarballProblems.ts'

const manifest = {
  name: '@mill/wheel',
  version: '1.0.0',
  description: 'Turns.',
  keywords: ['mill'],
  homepage: 'https://mill.example/wheel',
  bugs: 'https://mill.example/bugs',
  license: 'MIT',
  repository: { type: 'git', url: 'git+https://mill.example/wheel.git', directory: 'wheel' },
  bin: { wheel: './dist/cli.js' },
  files: ['dist'],
  type: 'module',
  sideEffects: false,
  exports: {
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './look.css': { default: './dist/look.css' },
  },
  publishConfig: { access: 'public' },
  engines: { node: '>=20' },
}

let folder: string

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function writeMap(sources: readonly string[], sourcesContent?: readonly (string | null)[]): void {
  write('dist/index.js.map', JSON.stringify({ sources, sourcesContent }))
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-tarball-test-'))
  write('package.json', JSON.stringify(manifest))
  write('README.md', '# Wheel')
  write('LICENSE', 'MIT')
  write('dist/index.d.ts', 'export {};')
  write('dist/index.js', 'export {}\n//# sourceMappingURL=index.js.map\n')
  write('dist/cli.js', '#!/usr/bin/env node')
  write('dist/look.css', '')
  write('src/index.ts', 'export {}')
  writeMap(['../src/index.ts'])
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('finds nothing wrong with a package that has everything', () => {
  expect(tarballProblems(folder)).toEqual([])
})

test.each(['homepage', 'bugs', 'keywords', 'sideEffects', 'engines', 'license', 'publishConfig'])(
  'says that the manifest has no %s',
  (field) => {
    write('package.json', JSON.stringify({ ...manifest, [field]: undefined }))
    expect(tarballProblems(folder)).toEqual([
      expect.stringMatching(new RegExp(`^package.json has no ${field}`)),
    ])
  },
)

test.each(['README.md', 'LICENSE', 'dist/index.js', 'dist/cli.js', 'dist/look.css'])(
  'says that %s is not in the tarball',
  (path) => {
    rmSync(join(folder, path))
    expect(tarballProblems(folder)).toEqual([`${path} is not in it.`])
  },
)

test('says that an entry has no types, unless it is a stylesheet', () => {
  const exports = { ...manifest.exports, '.': { default: './dist/index.js' } }
  write('package.json', JSON.stringify({ ...manifest, exports }))
  expect(tarballProblems(folder)).toEqual(['The entry . has no types.'])
})

test.each([
  'src/index.test.ts',
  'src/Wheel.stories.tsx',
  'src/fixtures/wood.json',
  'dist/.tsbuildinfo',
])('does not let %s be published', (path) => {
  write(path, '')
  expect(tarballProblems(folder)).toEqual([`${path} must not be published.`])
})

test('says which source of a map is neither in the tarball nor in the map', () => {
  writeMap(['../src/index.ts', '../src/gone.ts', '../src/within.ts'], [null, null, 'export {}'])
  expect(tarballProblems(folder)).toEqual([
    'dist/index.js.map is made of ../src/gone.ts, which is not in it.',
  ])
})

test('says that a script names a map that is not there', () => {
  rmSync(join(folder, 'dist/index.js.map'))
  expect(tarballProblems(folder)).toEqual([
    'dist/index.js.map is named as a source map, and not in it.',
  ])
})

test('asks for the licence of every package whose code is within', () => {
  const sources = ['oak', '@mill/river'].map(
    (name) => `../../node_modules/.pnpm/x@1/node_modules/${name}/index.js`,
  )
  writeMap(
    sources,
    sources.map(() => ''),
  )
  expect(tarballProblems(folder)).toEqual([
    'dist/licenses.md, for the code of others within, is not in it.',
  ])
  write('dist/licenses.md', '# Licenses\n\n## oak - 1.0.0 (MIT)\n')
  expect(tarballProblems(folder)).toEqual(['dist/licenses.md does not have that of @mill/river.'])
})
