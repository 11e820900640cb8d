import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/**
 * Packs every package into a folder, as it would be published. They have to be built.
 * @returns The paths of the tarballs by the names of the packages.
 */
export function packPackages(folder: string): ReadonlyMap<string, string> {
  const args = ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder]
  execFileSync('pnpm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  const names = readdirSync(join(root, 'packages')).toSorted()
  const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  return new Map(
    names.map((name) => {
      const tarball = tarballs.find((file) => file.replace(/-\d.*$/, '') === `millrace-${name}`)
      if (tarball === undefined) throw new Error(`@millrace/${name} was not packed.`)
      return [`@millrace/${name}`, join(folder, tarball)]
    }),
  )
}
