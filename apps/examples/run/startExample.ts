import { spawn } from 'node:child_process'
import type { InstalledExample } from './installExample.ts'
import { ownEnvironment } from './ownEnvironment.ts'

export interface RunningExample {
  /** Where it can be opened, without a slash at its end. */
  readonly address: string
  /** All that it has printed so far. */
  readonly printed: () => string
  /** Resolves once it has ended. */
  readonly stop: () => Promise<void>
}

/** Starts it at a free port, in production unless `env` says otherwise. Resolves once it has printed its address. */
export async function startExample(
  { name, folder }: InstalledExample,
  env: Readonly<Record<string, string>>,
  script: 'start' | 'dev' = 'start',
): Promise<RunningExample> {
  const child = spawn('npm', ['run', script], {
    cwd: folder,
    env: ownEnvironment({
      NODE_ENV: 'production',
      PORT: '0',
      NEXT_TELEMETRY_DISABLED: '1',
      ...env,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: npm starts a shell, which starts the server.
    detached: true,
  })
  let printed = ''
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const address = await new Promise<string>((resolve, reject) => {
    const add = (piece: Buffer): void => {
      printed += piece.toString()
      const [found] = /http:\/\/(localhost|127\.0\.0\.1):\d+\b/.exec(printed) ?? []
      if (found !== undefined) resolve(found)
    }
    child.stdout.on('data', add)
    child.stderr.on('data', add)
    child.once('error', reject)
    void closed.then(() => reject(new Error(`${name} ended at once:\n${printed}`)))
  })
  return {
    address,
    printed: () => printed,
    async stop() {
      const runs = child.exitCode === null && child.signalCode === null
      if (child.pid !== undefined && runs) process.kill(-child.pid, 'SIGTERM')
      await closed
    },
  }
}
