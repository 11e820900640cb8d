import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { createSimulator } from '@millrace/simulator'
import { chromium } from 'playwright'
import { expect, onTestFinished, test } from 'vitest'
import { chromiumArgs, findChromium } from '../../../scripts/chromium.ts'
import { filesOf } from '../../../scripts/docs/filesOf.ts'
import { readPage } from '../../../scripts/docs/readPage.ts'
import { packPackages } from '../../../scripts/packPackages.ts'
import { freePort } from './freePort.ts'
import { openExample } from './openExample.ts'
import { ownEnvironment } from './ownEnvironment.ts'

const guide = 'docs/guides/getting-started.md'
const text = readFileSync(join(import.meta.dirname, '../../..', guide), 'utf8')
const answer = 'It is forty-two, as far as anybody knows.'

/** What a stranger has in place of what he reads: his key, a port that is free, and packages that nobody has published yet. */
interface Own {
  readonly key: string
  readonly port: number
  readonly tarballs: ReadonlyMap<string, string>
}

function asOwn(code: string, { key, port, tarballs }: Own): string {
  return code
    .replaceAll('sk-…', key)
    .replaceAll('3001', String(port))
    .replaceAll(/@millrace\/\w+(?= )/g, (name) =>
      code.includes('npm install') ? (tarballs.get(name) ?? name) : name,
    )
}

test('a stranger follows the guide to a chat of his own', { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-stranger-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const own = {
    key: 'sk-of-a-stranger',
    port: await freePort(),
    tarballs: packPackages(mkdtempSync(join(folder, 'tarballs-'))),
  }
  const simulator = createSimulator({ apiKey: own.key, answer: () => answer })
  const provider = await simulator.listen()
  onTestFinished(provider.close)
  const env = ownEnvironment({ OPENAI_BASE_URL: provider.baseURL })

  let at = folder
  let address = ''
  for (const { path, language, marks, code } of filesOf(readPage(guide, text))) {
    const ownCode = asOwn(code, own)
    if (marks.includes('background')) address = await addressOf(ownCode, at, env)
    else if (language === 'sh') at = await run(ownCode, at, env, own)
    else write(join(at, path.slice(guide.length + 1)), ownCode)
  }

  const executablePath = findChromium()
  const browser = await chromium.launch({
    args: chromiumArgs,
    ...(executablePath === undefined ? {} : { executablePath }),
  })
  onTestFinished(() => browser.close())
  const { ask, problems } = await openExample(browser, address)
  await ask('What is the answer?', answer)
  // The browser asks for a picture that nobody has.
  expect(problems.filter((problem) => !problem.includes('404'))).toEqual([])
  expect(simulator.requests.map(({ body }) => body)).toEqual([
    expect.objectContaining({ model: 'gpt-4o-mini', stream: true }),
  ])
})

function write(file: string, code: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${code}\n`)
}

/** Runs commands as a shell does, one after the other. @returns The folder that the shell is in at the end. */
async function run(
  code: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  { tarballs }: Own,
): Promise<string> {
  // What only our packages ask for comes from its tarball too.
  const inner = ['@millrace/core', '@millrace/protocol']
  const overrides = inner.map((name) => `overrides.${name}=file:${tarballs.get(name)}`).join(' ')
  const ready = code.replace(/^npm install/m, `npm pkg set ${overrides}\nnpm install`)
  const { stdout } = await promisify(execFile)('bash', ['-e', '-c', `${ready}\npwd`], { cwd, env })
  return stdout.trimEnd().split('\n').at(-1) ?? cwd
}

/** Starts what goes on until the test ends. @returns The address that it prints. */
async function addressOf(code: string, cwd: string, env: NodeJS.ProcessEnv): Promise<string> {
  // A group of its own: npx starts a shell, which starts the server.
  const child = spawn('bash', ['-c', code], { cwd, env, detached: true })
  onTestFinished(() => end(child))
  let printed = ''
  return await new Promise((resolve, reject) => {
    const add = (piece: Buffer): void => {
      printed += piece.toString()
      const [found] = /http:\/\/(localhost|127\.0\.0\.1):\d+/.exec(printed) ?? []
      if (found !== undefined) resolve(found)
    }
    child.stdout.on('data', add)
    child.stderr.on('data', add)
    child.once('close', () => reject(new Error(`It ended: ${code}\n${printed}`)))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return
  const closed = new Promise((resolve) => child.once('close', resolve))
  process.kill(-child.pid, 'SIGKILL')
  await closed
}
