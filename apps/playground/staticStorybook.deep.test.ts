import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type FrameLocator, type Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumArgs, findChromium } from '../../scripts/chromium.ts'
import { serveFolder, type StaticServer } from './serveFolder.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const pictures = join(root, '.artifacts/playground')
const folder = mkdtempSync(join(tmpdir(), 'millrace-storybook-'))
/** All faults at once, at full speed. */
const storm = 'tokensPerSecond:500;dropPercent:8;repeatPercent:8;swapPercent:8;cutPercent:1'

let server: StaticServer
let browser: Browser
let page: Page
const problems: string[] = []

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  await build()
  server = await serveFolder(folder, '/some/where/')
  const executablePath = findChromium()
  browser = await chromium.launch({
    // Whoever asks another host gets no answer.
    args: [...chromiumArgs, '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
    ...(executablePath === undefined ? {} : { executablePath }),
  })
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(server.address) && !/^(data|blob):/.test(url)) problems.push(url)
  })
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await server?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** As it is built for a host of static files. */
async function build(): Promise<void> {
  const left = /^(VITEST|NODE_ENV$|MILLRACE_)/
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !left.test(name)))
  const storybook = fileURLToPath(import.meta.resolve('storybook/internal/bin/dispatcher'))
  const child = spawn(process.execPath, [storybook, 'build', '--quiet', '-o', folder], {
    cwd: root,
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  child.stdout.on('data', (piece: Buffer) => (printed += piece.toString()))
  child.stderr.on('data', (piece: Buffer) => (printed += piece.toString()))
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`Storybook was not built:\n${printed}`)
}

/** Asks with one of the buttons, and waits until the answer was compared with what was written. */
async function ask(playground: Page | FrameLocator, starter: string): Promise<void> {
  await playground.getByRole('button', { name: starter, exact: true }).click()
  await playground.locator('.playground-verdict:not([data-verdict])').waitFor()
  await playground.locator('.playground-verdict[data-verdict]').waitFor({ timeout: 30_000 })
  const verdict = playground.locator('.playground-verdict')
  await expect.poll(() => verdict.getAttribute('data-verdict')).toBe('exact')
}

test('answers come exact through a storm, from any path of any host of files', async () => {
  await page.goto(
    `${server.address}iframe.html?id=playground--default&viewMode=story&args=${storm}`,
  )
  await ask(page, 'Table')
  await page.screenshot({ path: join(pictures, 'canvas.png') })
  const lost = page.locator('.playground-tally [data-fate=dropped] dd')
  expect(Number(await lost.innerText())).toBeGreaterThan(0)
})

test('what is set in the controls of Storybook is taken over, and the conversation stays', async () => {
  await page.goto(`${server.address}?path=/story/playground--default&args=${storm}`)
  const canvas = page.frameLocator('#storybook-preview-iframe')
  await ask(canvas, 'العربية')
  await page.locator('#control-seed').fill('77')
  await expect.poll(() => canvas.getByLabel('Seed').inputValue(), { timeout: 20_000 }).toBe('77')
  // What was not touched there is as it was set here.
  await expect.poll(() => canvas.getByLabel('Speed').inputValue()).toBe('500')
  await expect.poll(() => canvas.getByRole('article', { name: 'Assistant' }).count()).toBe(1)
  await page.screenshot({ path: join(pictures, 'manager.png') })
})

test('nothing went wrong, nothing was missing, and nobody else was asked', () => {
  expect(problems).toEqual([])
  expect(server.missing).toEqual([])
})
