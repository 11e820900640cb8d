import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createChatRoute, openai } from '@millrace/server'
import { toNodeListener } from '@millrace/server/node'
import { createSimulator } from '@millrace/simulator'
import { type Browser, chromium } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPage } from '../buildPage.ts'
import { chromiumArgs, findChromium } from '../chromium.ts'
import { readPage } from './readPage.ts'

const root = join(import.meta.dirname, '../..')
const guide = 'docs/guides/security-checklist.md'
const { blocks } = readPage(guide, readFileSync(join(root, guide), 'utf8'))
const policy = /^Content-Security-Policy: (.+)$/m.exec(
  blocks.find(({ language }) => language === 'http')?.code ?? '',
)?.[1]

const watching = `
  globalThis.violations = []
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
    globalThis.violations.push([violatedDirective, blockedURI, sample].join(' ')))
`

const chatPage = `
  ${watching}
  import { createElement } from 'react'
  import { createRoot } from 'react-dom/client'
  import { createPersistence } from '@millrace/core'
  import { Chat } from '@millrace/react'
  import '@millrace/react/styles.css'

  const persist = createPersistence({ user: 'ada' })
  createRoot(document.getElementById('root')).render(createElement(Chat, {
    api: '/api/chat', id: 'chat-1', attachments: {}, persist, suggestions: ['Tables and code'], readAloud: true,
  }))
`

const elementPage = `
  ${watching}
  import { defineMillraceChat } from '${join(root, 'packages/embed/src/index.ts')}'

  defineMillraceChat()
  const chat = document.createElement('millrace-chat')
  chat.setAttribute('api', '/api/chat')
  document.getElementById('root').append(chat)
`

/** A red dot. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)
const answer =
  '# Title\n\n```ts\nconst one = 1\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n![x](https://evil.example/x.png)\n\nThat was all.'

let server: Server
let browser: Browser
let address: string
let closeProvider = async () => {}

beforeAll(async () => {
  const provider = await createSimulator({ pacing: 'none', answer: () => answer }).listen()
  closeProvider = provider.close
  const route = createChatRoute({
    providers: [openai('gpt-4o-mini', { baseURL: provider.baseURL, apiKey: 'any' })],
    limits: { attachments: { totalBytes: 100_000 } },
    logger: { info() {}, warn() {}, error() {} },
  })
  const chat = toNodeListener(route, { signals: false })
  const files = new Map([
    ...(await filesOf('/chat', chatPage)),
    ...(await filesOf('/element', elementPage)),
  ])
  server = createServer((request, response) => {
    const path = request.url ?? '/'
    if (path.startsWith('/api/chat')) return chat(request, response)
    const file = files.get(path)
    response.setHeader('content-security-policy', policy ?? '')
    response.setHeader('content-type', typeOf(path))
    response.writeHead(file === undefined ? 404 : 200).end(file)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const executablePath = findChromium()
  browser = await chromium.launch({
    args: chromiumArgs,
    ...(executablePath === undefined ? {} : { executablePath }),
  })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  server?.close()
  await closeProvider()
})

/** A page, and all that it loads, by path. */
async function filesOf(
  path: string,
  code: string,
): Promise<readonly (readonly [string, string | Uint8Array])[]> {
  const { output } = await buildPage(root, code)
  const files = output.map((file) => {
    const name = `/${file.fileName}`
    return [name, file.type === 'chunk' ? file.code : file.source] as const
  })
  const [entry = ''] = output.flatMap((file) =>
    file.type === 'chunk' && file.isEntry ? [file.fileName] : [],
  )
  const styles = files.map(([name]) => name).filter((name) => name.endsWith('.css'))
  const head = styles.map((name) => `<link rel="stylesheet" href="${name}">`).join('')
  const page = `<!doctype html><html lang="en"><title>Policy</title><link rel="icon" href="data:,">${head}
    <div id="root"></div><script type="module" src="/${entry}"></script>`
  return [...files, [path, page]]
}

function typeOf(path: string): string {
  if (path.endsWith('.js')) return 'text/javascript'
  return path.endsWith('.css') ? 'text/css' : 'text/html'
}

test('a chat does all that it does under the policy of the security checklist', async () => {
  expect(policy).toMatch(/^default-src 'none'; /)
  const page = await browser.newPage()
  const foreign: string[] = []
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(address)) {
      foreign.push(request.url())
    }
  })
  const problems: string[] = []
  page.on('pageerror', ({ message }) => problems.push(message))
  await page.goto(`${address}chat`)
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: /attach/i }).click()
  await (await chooser).setFiles({ name: 'dot.png', mimeType: 'image/png', buffer: picture })
  await page.locator('[data-part="attachment"]').waitFor()
  await page.getByRole('textbox', { name: 'Message' }).fill('Show me everything.')
  await page.keyboard.press('Enter')
  await page.getByText('That was all.').waitFor()
  await page.locator('[data-part="code"]').waitFor()
  await expect.poll(() => page.locator('[data-part="image-placeholder"]').count()).toBe(1)
  expect(
    await page
      .locator('[data-part="code"]')
      .evaluate((code) => getComputedStyle(code).borderRadius),
  ).not.toBe('0px')
  await expect.poll(() => page.locator('img').count()).toBeGreaterThan(0)
  expect(await page.evaluate(() => Reflect.get(globalThis, 'violations') as unknown)).toEqual([])
  expect(foreign).toEqual([])
  expect(problems).toEqual([])
  // The check sees what it looks for.
  await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<p style="color: red">'))
  expect(await page.evaluate(() => Reflect.get(globalThis, 'violations') as unknown)).not.toEqual(
    [],
  )
}, 120_000)

test('so does the element', async () => {
  const page = await browser.newPage()
  const problems: string[] = []
  page.on('pageerror', ({ message }) => problems.push(message))
  await page.goto(`${address}element`)
  await page.getByRole('textbox', { name: 'Message' }).fill('Show me everything.')
  await page.keyboard.press('Enter')
  await page.getByText('That was all.').waitFor()
  expect(
    await page
      .locator('[data-part="code"]')
      .evaluate((code) => getComputedStyle(code).borderRadius),
  ).not.toBe('0px')
  expect(await page.evaluate(() => Reflect.get(globalThis, 'violations') as unknown)).toEqual([])
  expect(problems).toEqual([])
}, 120_000)
