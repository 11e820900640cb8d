import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { chromiumArgs, findChromium } from '../chromium.ts'
import { chatBehaviours } from './chatBehaviours.ts'
import { type ServedPages, servePages } from './servePages.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const script = '<script src="/millrace/millrace-chat.js" defer></script>'

/** An element of the page, told by a script of the page what no attribute can hold. */
const withElement = (attributes: string): string => `
  ${script}<script src="/page.js" defer></script><link rel="stylesheet" href="/hostile.css">
  <body><h1>The page</h1><main></main><millrace-chat ${attributes}></millrace-chat>`

const pages = {
  element: withElement('feedback'),
  floating: withElement('mode="floating" open feedback'),
  tag: `<link rel="stylesheet" href="/hostile.css"><body><h1>The page</h1>
    <script src="/millrace/millrace-chat.js" data-mode="floating" data-heading="Ask us" defer></script>`,
  here: `<body><h1>The page</h1><script src="/millrace/millrace-chat.js" data-api="/api/chat"></script><p>After</p>`,
  module: `<body><script type="module" src="/millrace/millrace-chat.js"></script>`,
}

const files = {
  'page.js': `
    const chat = document.querySelector('millrace-chat')
    chat.attachments = {}
    globalThis.setModel = (name) => { chat.model = name }
    globalThis.setModel('fast')`,
  'hostile.css': `
    * { margin: 20px !important; color: red !important; font: 40px fantasy !important; letter-spacing: 5px }
    html { font-size: 30px; direction: rtl }
    button { display: none !important }`,
}

let served: ServedPages
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  served = await servePages(root, { pages, files })
  const executablePath = findChromium()
  browser = await chromium.launch({
    args: chromiumArgs,
    ...(executablePath === undefined ? {} : { executablePath }),
  })
  context = await browser.newContext({ viewport: { width: 1000, height: 800 } })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await served?.close()
})

interface Opened {
  readonly page: Page
  /** What the page asked for, in order, without its origin; with it, where that is another. */
  readonly requests: readonly string[]
  /** Errors, and what the policy refused. */
  readonly problems: readonly string[]
}

async function open(name: string): Promise<Opened> {
  const page = await context.newPage()
  onTestFinished(() => page.close())
  const requests: string[] = []
  const problems: string[] = []
  page.on('request', (request) => {
    const address = request.url().replace(served.origin, '')
    // That one is the browser's own.
    if (address !== '/favicon.ico') requests.push(address)
  })
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text())
  })
  await page.goto(`${served.origin}/${name}`)
  return { page, requests, problems }
}

/** Those of `npm test`; the others are its twins, which a shadow root makes no difference to. */
const places =
  process.env['MILLRACE_DEEP'] === undefined ? ['element'] : ['element', 'floating', 'react']

describe.each(places)('in the page %s', (place) => {
  test.each(chatBehaviours.map(({ name, run }) => [name, run] as const))('%s', async (_, run) => {
    const { page, problems } = await open(place)
    await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor()
    await run(page)
    expect(problems).toEqual([])
  })
})

test('one tag puts a chat into a page, which asks nobody but its own folder and its route', async () => {
  const { page, requests, problems } = await open('tag')
  const launcher = page.getByRole('button', { name: 'Chat', exact: true })
  await launcher.click()
  await page.getByRole('dialog', { name: 'Ask us' }).waitFor()
  await page.getByRole('textbox', { name: 'Message' }).fill('How do event streams work?')
  await page.keyboard.press('Enter')
  const answer = page.getByRole('article', { name: 'Assistant' })
  await answer.getByRole('heading').first().waitFor()
  await page.locator('[data-action=send]').waitFor()
  await page.waitForLoadState('networkidle')
  const kinds = new Set(
    requests.map((url) => url.replace(/^\/millrace\/.*/, '/millrace/…').replace(/\?.*/, '')),
  )
  expect([...kinds]).toEqual(['/tag', '/hostile.css', '/millrace/…', '/api/chat'])
  // Of a strict policy, and of Trusted Types, nothing was broken.
  expect(problems).toEqual([])
  const store = await page.evaluate(() => [
    document.cookie,
    localStorage.length,
    sessionStorage.length,
  ])
  expect(store).toEqual(['', 0, 0])
})

test("the page's own rules do not reach inside", async () => {
  const { page } = await open('tag')
  const launcher = page.getByRole('button', { name: 'Chat', exact: true })
  await launcher.click()
  const box = page.getByRole('textbox', { name: 'Message' })
  await box.waitFor()
  const look = await box.evaluate((node) => {
    const { fontSize, color, letterSpacing, marginTop } = getComputedStyle(node)
    return { fontSize, color, letterSpacing, marginTop }
  })
  expect(look).toEqual({
    fontSize: '16px',
    color: 'rgb(28, 29, 31)',
    letterSpacing: 'normal',
    marginTop: '0px',
  })
  const { width } = (await launcher.boundingBox()) ?? {}
  expect(width).toBe(56)
})

test('an inline tag puts the chat where it stands', async () => {
  const { page, problems } = await open('here')
  await page.getByRole('textbox', { name: 'Message' }).waitFor()
  const order = await page.evaluate(() =>
    [...document.body.children].map(({ localName }) => localName),
  )
  expect(order.filter((name) => name !== 'script')).toEqual(['h1', 'millrace-chat', 'p'])
  expect(problems).toEqual([])
})

test('the wrong kind of tag is told what is wrong with it', async () => {
  const { page, problems } = await open('module')
  await expect.poll(() => problems.length).toBe(1)
  expect(problems[0]).toContain('not a module')
  expect(await page.locator('millrace-chat').count()).toBe(0)
})

test('moved about in the middle of an answer, and back, it loses nothing and asks nothing again', async () => {
  const { page, problems } = await open('element')
  const before = served.questions()
  await page.evaluate(() =>
    (globalThis as unknown as { setModel: (name: string) => void }).setModel('slow'),
  )
  await page.getByRole('textbox', { name: 'Message' }).fill('How do event streams work?')
  await page.keyboard.press('Enter')
  const answer = page.getByRole('article', { name: 'Assistant' })
  await answer.getByRole('heading').first().waitFor()
  for (const where of ['main', 'body', 'main']) {
    await page.evaluate((selector) => {
      const [home, chat] = [
        document.querySelector(selector),
        document.querySelector('millrace-chat'),
      ]
      if (home !== null && chat !== null) home.append(chat)
    }, where)
    const length = (await answer.innerText()).length
    await expect.poll(async () => (await answer.innerText()).length).toBeGreaterThan(length)
  }
  await page.locator('[data-action=send]').waitFor({ timeout: 60_000 })
  await expect.poll(() => answer.getAttribute('data-status')).toBe('complete')
  expect(served.questions()).toBe(before + 1)
  expect(problems).toEqual([])
})

test('a folder that is not all there is told in words, and the page lives on', async () => {
  const page = await context.newPage()
  onTestFinished(() => page.close())
  const told: string[] = []
  page.on('console', (message) => told.push(message.text()))
  await page.route('**/millrace/index.js', (route) => route.fulfill({ status: 404 }))
  await page.goto(`${served.origin}/tag`)
  await expect.poll(() => told.join('\n')).toContain('the whole folder')
  await expect.poll(() => page.getByRole('heading', { name: 'The page' }).isVisible()).toBe(true)
})

test('what is asked before the code that asks is here is asked when it is, and what is written is kept', async () => {
  const page = await context.newPage()
  onTestFinished(() => page.close())
  let letThrough = (): void => undefined
  const isLet = new Promise<void>((resolve) => (letThrough = resolve))
  await page.route(/\/makeOwnChat-[^/]+\.js$/, async (route) => {
    await isLet
    await route.continue()
  })
  await page.goto(`${served.origin}/react`)
  const box = page.getByRole('textbox', { name: 'Message' })
  await box.fill('hello')
  await box.press('Enter')
  await box.fill('And then?')
  expect(await page.getByRole('article').count()).toBe(0)
  letThrough()
  await page.getByRole('article', { name: 'Assistant' }).waitFor()
  await expect.poll(() => page.getByRole('article', { name: 'You' }).innerText()).toContain('hello')
  await expect.poll(() => box.inputValue()).toBe('And then?')
})

test('where that code cannot be loaded, the question is in the message box again, and the next try loads it', async () => {
  const page = await context.newPage()
  onTestFinished(() => page.close())
  let isThere = false
  await page.route(/\/makeOwnChat-[^/]+\.js/, (route) =>
    isThere ? route.continue() : route.abort('internetdisconnected'),
  )
  await page.goto(`${served.origin}/react`)
  const box = page.getByRole('textbox', { name: 'Message' })
  await box.fill('hello')
  await box.press('Enter')
  await expect.poll(() => box.inputValue()).toBe('hello')
  await page.locator('[data-part=status]').waitFor()
  isThere = true
  await box.press('Enter')
  await page.getByRole('article', { name: 'Assistant' }).waitFor()
})
