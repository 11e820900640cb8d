import { execFile, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createSimulator } from '@millrace/simulator'
import { expect, onTestFinished, test } from 'vitest'
import { filesOf } from '../../../scripts/docs/filesOf.ts'
import { readPage } from '../../../scripts/docs/readPage.ts'
import { packPackages } from '../../../scripts/packPackages.ts'
import { answerOf } from './answerOf.ts'
import { freePort } from './freePort.ts'
import { ownEnvironment } from './ownEnvironment.ts'

const guide = 'docs/guides/deploying.md'
const text = readFileSync(join(import.meta.dirname, '../../..', guide), 'utf8')
const files = new Map(
  filesOf(readPage(guide, text)).map(({ path, code }) => [path.slice(guide.length + 1), code]),
)
/** The steps of the image: `COPY`, `package.json ./`. */
const steps = (files.get('Dockerfile') ?? '')
  .split('\n')
  .map((line) => /^([A-Z]+) (.*)$/.exec(line) ?? [])
  .map(([, instruction = '', rest = '']) => [instruction, rest] as const)

/** A command in the form of a list. */
function listIn(rest: string): readonly [string, ...string[]] {
  return JSON.parse(rest.slice(rest.indexOf('['))) as [string, ...string[]]
}

const run = promisify(execFile)

test(
  'the steps of the image make a route that is healthy, answers, and ends when it is told to',
  { timeout: 180_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'millrace-image-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const tarballs = packPackages(mkdtempSync(join(folder, 'tarballs-')))
    const provider = await createSimulator({ answer: () => 'It is well.' }).listen()
    onTestFinished(provider.close)

    // What its owner has beside the Dockerfile.
    const own = join(folder, 'own')
    mkdirSync(own)
    const [server, protocol] = ['server', 'protocol'].map(
      (name) => `file:${tarballs.get(`@millrace/${name}`)}`,
    )
    const manifest = {
      type: 'module',
      dependencies: { '@millrace/server': server },
      overrides: { '@millrace/protocol': protocol },
    }
    writeFileSync(join(own, 'package.json'), JSON.stringify(manifest))
    for (const name of ['server.ts', 'session.ts']) {
      // A port that nobody else has here.
      const code = files.get(name) ?? ''
      writeFileSync(
        join(own, name),
        code.replace('.listen(3000)', '.listen(Number(process.env.PORT))'),
      )
    }
    await run('npm', ['install', '--no-audit', '--no-fund', '--package-lock-only'], {
      cwd: own,
      env: ownEnvironment(),
    })

    const image = join(folder, 'image')
    mkdirSync(image)
    const port = await freePort()
    const env = ownEnvironment({
      PORT: String(port),
      OPENAI_API_KEY: 'any',
      OPENAI_BASE_URL: provider.baseURL,
    })
    let start: readonly [string, ...string[]] = ['false']
    let look: readonly [string, ...string[]] = ['false']
    for (const [instruction, rest] of steps) {
      if (instruction === 'ENV') {
        const [name = '', value = ''] = rest.split('=')
        env[name] = value
      }
      if (instruction === 'COPY') {
        for (const name of rest.split(' ').slice(0, -1)) cpSync(join(own, name), join(image, name))
      }
      if (instruction === 'RUN') await run('bash', ['-e', '-c', rest], { cwd: image, env })
      if (instruction === 'HEALTHCHECK') look = listIn(rest)
      if (instruction === 'CMD') start = listIn(rest)
    }

    const child = spawn(start[0], start.slice(1), { cwd: image, env, stdio: 'ignore' })
    const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)))
    onTestFinished(() => void child.kill('SIGKILL'))
    const [program, ...args] = look
    const isHealthy = (): Promise<boolean> =>
      run(
        program,
        args.map((one) => one.replace(':3000', `:${port}`)),
        { env },
      ).then(
        () => true,
        () => false,
      )
    await expect.poll(isHealthy, { interval: 200 }).toBe(true)
    expect(await answerOf(`http://127.0.0.1:${port}/api/chat`, 'How is it?')).toBe('It is well.')
    child.kill('SIGTERM')
    expect(await ended).toBe('SIGTERM')
  },
)
