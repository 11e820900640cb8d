import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { apiDifference } from './apiDifference.ts'
import { apiSurface } from './apiSurface.ts'

let folder: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-api-test-'))
  const exports = {
    '.': { '@millrace/source': './src/index.ts', types: './dist/index.d.ts' },
    './register': { '@millrace/source': './src/register.ts', types: './dist/register.d.ts' },
    './look.css': { '@millrace/source': './src/look.css' },
  }
  const bin = { 'mill-check': './dist/cli.js' }
  write('package.json', JSON.stringify({ name: '@mill/wheel', bin, exports }))
  write(
    'dist/index.d.ts',
    `export { turn, turn as rotate, type Wheel } from './wheel.ts';
export * as Gate from './gate.ts';
export { River } from '@mill/river';
`,
  )
  write(
    'dist/wheel.d.ts',
    `import type { River } from '@mill/river';
import type { Spoke } from './spoke.ts';
/** A wheel. */
export interface Wheel {
    /** How many there are. */
    readonly spokes: readonly Spoke[];
}
export declare function turn(wheel: Wheel, { slowly, river }?: Options): Wheel;
export declare function turn(wheels: readonly Wheel[]): readonly Wheel[];
interface Options {
    readonly slowly?: boolean;
    readonly river?: River;
}
export declare function unused(): void;
export {};
`,
  )
  write('dist/spoke.d.ts', 'export type Spoke = { readonly lengthMm: number };\n')
  write(
    'dist/gate.d.ts',
    `export { gateOpen as open } from './gateOpen.ts';
export declare const levels: readonly ["low", "high"];
`,
  )
  write('dist/gateOpen.d.ts', 'export declare function gateOpen(): Promise<void>;\n')
  write('dist/register.d.ts', 'export {};\n')
  write('src/look.css', ':root { --mill-wide: 1px; --mill-deep: 2px; color: var(--other) }')
  write('api.md', await apiSurface(folder))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** What the lines that differ say, those of the old text first. */
async function linesThatDiffer(): Promise<readonly string[]> {
  const difference = (await apiDifference(folder)) ?? ''
  return difference.split('\n').filter((line) => /^[-+]/.test(line))
}

test('lists what each entry exports, sorted, under the names it has outside, and what it names', async () => {
  expect(await apiSurface(folder)).toBe(`# What \`@mill/wheel\` exports

Written by \`npm run api\` from the built declarations, which \`npm test\` compares.

## \`@mill/wheel\`

\`\`\`ts
namespace Gate {
  const levels: readonly ['low', 'high']

  function open(): Promise<void>
}

export { River } from '@mill/river'

interface Wheel {
  readonly spokes: readonly Spoke[]
}

function rotate(wheel: Wheel, {}?: Options): Wheel
function rotate(wheels: readonly Wheel[]): readonly Wheel[]

function turn(wheel: Wheel, {}?: Options): Wheel
function turn(wheels: readonly Wheel[]): readonly Wheel[]
\`\`\`

## \`@mill/wheel/register\`

No name: it is imported for what it does.

## \`@mill/wheel/look.css\`

- \`--mill-deep\`
- \`--mill-wide\`

## Named above, and exported nowhere

\`\`\`ts
interface Options {
  readonly slowly?: boolean
  readonly river?: River
}

type Spoke = { readonly lengthMm: number }
\`\`\`

## Commands

- \`mill-check\`
`)
})

test('sees no difference where a docstring changes, or what nobody can reach', async () => {
  write('dist/spoke.d.ts', '/** Oak. */\nexport type Spoke = { readonly lengthMm: number };\n')
  write('dist/unreached.d.ts', 'export declare const unreached: number;\n')
  expect(await apiDifference(folder)).toBeUndefined()
})

test('sees a parameter that was added', async () => {
  write('dist/gateOpen.d.ts', 'export declare function gateOpen(cm: number): Promise<void>;\n')
  expect(await linesThatDiffer()).toEqual([
    '-  function open(): Promise<void>',
    '+  function open(cm: number): Promise<void>',
  ])
})

test('sees an export that was removed', async () => {
  write('dist/gate.d.ts', "export { gateOpen as open } from './gateOpen.ts';\n")
  expect(await linesThatDiffer()).toEqual(["-  const levels: readonly ['low', 'high']", '-'])
})

test('sees a type that was changed, though it is only named by what is exported', async () => {
  write('dist/spoke.d.ts', 'export type Spoke = { readonly lengthMm: bigint };\n')
  expect(await linesThatDiffer()).toEqual([
    '-type Spoke = { readonly lengthMm: number }',
    '+type Spoke = { readonly lengthMm: bigint }',
  ])
})

test('shows all of it where nothing is checked in', async () => {
  rmSync(join(folder, 'api.md'))
  expect(await linesThatDiffer()).toContain('+# What `@mill/wheel` exports')
})

test('says which file exports what is not there', async () => {
  write('dist/gateOpen.d.ts', 'export {};\n')
  await expect(apiSurface(folder)).rejects.toThrow(/gate\.d\.ts exports open, which is not there/)
})
