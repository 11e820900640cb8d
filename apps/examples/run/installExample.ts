import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownEnvironment } from './ownEnvironment.ts'

/** An example in a folder of its own, as a stranger has copied it: installed, and built. */
export interface InstalledExample {
  readonly name: string
  readonly folder: string
  /** All that the build has printed. */
  readonly printed: string
  readonly remove: () => void
}

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

const examples = join(import.meta.dirname, '..')

/**
 * Copies an example out of the workspace, and does there what its README says. Nothing of the workspace can be found from
 * there but the packed packages.
 * @param tarballs - By the names of the packages.
 */
export async function installExample(
  name: string,
  tarballs: ReadonlyMap<string, string>,
): Promise<InstalledExample> {
  const folder = mkdtempSync(join(tmpdir(), `millrace-example-${name}-`))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    cpSync(join(examples, name), folder, {
      recursive: true,
      filter: (path) => !/[/\\](node_modules|dist|\.next|fixtures)$|\.test\.ts$/.test(path),
    })
    const { scripts } = writeManifest(folder, tarballs)
    await npm(folder, ['install', '--no-audit', '--no-fund', '--prefer-offline'])
    let printed = ''
    for (const script of ['types', 'build']) {
      if (scripts[script] !== undefined) printed += await npm(folder, ['run', script])
    }
    return { name, folder, printed, remove }
  } catch (error) {
    remove()
    throw error
  }
}

/** The packages come from their tarballs, those too that only a package asks for. */
function writeManifest(folder: string, tarballs: ReadonlyMap<string, string>): Manifest {
  const path = join(folder, 'package.json')
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest
  const overrides = Object.fromEntries([...tarballs].map(([name, file]) => [name, `file:${file}`]))
  const dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies).map(([name, range]) => [name, overrides[name] ?? range]),
  )
  writeFileSync(path, JSON.stringify({ ...manifest, dependencies, overrides }, undefined, 2))
  return manifest
}

/** @returns What it has printed. */
async function npm(folder: string, args: readonly string[]): Promise<string> {
  const child = spawn('npm', args, {
    cwd: folder,
    env: ownEnvironment({ NEXT_TELEMETRY_DISABLED: '1' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const add = (piece: Buffer): void => void (printed += piece.toString())
  child.stdout.on('data', add)
  child.stderr.on('data', add)
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed in ${folder}:\n${printed}`)
  return printed
}
