import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A Redis on loopback, on a free port, with nothing on disk. */
export interface RedisServer {
  readonly url: string
  /** Resolves when the process is gone. */
  stop(): Promise<void>
}

/** The `redis-server` on the PATH; undefined where there is none. */
export function findRedis(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, 'redis-server')).find((path) => existsSync(path))
}

/**
 * The same, after an installation with apt where there is none.
 * @throws {Error} saying what to install.
 */
export function ensureRedis(): string {
  const found = findRedis()
  if (found !== undefined) return found
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    execFileSync('apt-get', ['update'], { stdio: 'inherit' })
    const install = ['install', '-y', '--no-install-recommends', 'redis-server']
    execFileSync('apt-get', install, { stdio: 'inherit' })
  }
  const installed = findRedis()
  if (installed !== undefined) return installed
  throw new Error(
    'No redis-server on the PATH. Install Redis 7 (brew install redis, apt install redis-server).',
  )
}

/** Starts a Redis of its own and waits until it takes connections. */
export async function startRedis(): Promise<RedisServer> {
  const executable = ensureRedis()
  const port = await freePort()
  const folder = await mkdtemp(join(tmpdir(), 'millrace-redis-'))
  const options = [
    '--bind',
    '127.0.0.1',
    '--port',
    String(port),
    '--save',
    '',
    '--appendonly',
    'no',
  ]
  const child = spawn(executable, [...options, '--dir', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    let printed = ''
    child.stdout.on('data', (piece: Buffer) => {
      printed += piece.toString()
      if (printed.includes('Ready to accept connections')) resolve()
    })
    child.once('exit', () => reject(new Error(`redis-server ended at once:\n${printed}`)))
  })
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port)
        else reject(new Error('No free port.'))
      })
    })
  })
}
