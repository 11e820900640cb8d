import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChatRoute, openaiCompatible } from '@millrace/server'
import { toNodeListener } from '@millrace/server/node'
import { createSimulator } from '@millrace/simulator'
import { type Browser, chromium, type Frame, type Page } from 'playwright'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { buildPage } from '../../../scripts/buildPage.ts'
import { chromiumArgs, findChromium } from '../../../scripts/chromium.ts'
import { frameListener } from './frameListener.ts'
import type { HostedChat, hostChat } from './host.ts'
import type { FromFrame, ToFrame } from './messages.ts'

declare global {
  interface Window {
    /** Every message that came, in each page and frame. */
    heard: { readonly origin: string; readonly data: unknown }[]
    /** What the good host's callbacks were called with. */
    told: string[]
    hosted: HostedChat
    hostChat: typeof hostChat
    popup: Window | null
  }
}

const here = import.meta.dirname
const folder = mkdtempSync(join(tmpdir(), 'millrace-iframe-'))
const servers: Server[] = []
const simulator = createSimulator({
  answer: (question) => `You asked: **${question}** And that is the whole secret of it.`,
})

let closeSimulator: () => Promise<void>
let browser: Browser
/** Each has a port of its own, and with it an origin. */
let good: string
let evil: string
let frame: string
/** The same as `frame`, where somebody lost the policy on the way: only `event.origin` protects it. */
let unprotected: string
const problems: string[] = []

class WithoutPolicy<Request extends IncomingMessage> extends ServerResponse<Request> {
  override setHeader(...[name, value]: Parameters<ServerResponse['setHeader']>): this {
    return name === 'content-security-policy' ? this : super.setHeader(name, value)
  }
}

async function serve(listener: RequestListener, Response = ServerResponse): Promise<string> {
  const server = createServer({ ServerResponse: Response }, listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeAll(async () => {
  // As a page is built that is published: tests run in another mode.
  vi.stubEnv('NODE_ENV', 'production')
  await build({ root: here, logLevel: 'silent', build: { outDir: folder, emptyOutDir: true } })
  const hostScript = await builtHost()
  vi.unstubAllEnvs()

  good = await serve((request, response) => {
    const isScript = request.url === '/host.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? hostScript : pageOf('<script type="module" src="/host.js"></script>'))
  })
  evil = await serve((_request, response) => {
    response.setHeader('content-type', 'text/html').end(pageOf(''))
  })
  const { baseURL, close } = await simulator.listen()
  closeSimulator = close
  const route = createChatRoute({
    providers: [
      openaiCompatible({ name: 'simulator', baseURL, model: 'gpt-4o-mini', apiKey: 'test' }),
    ],
    identify: () => ({ user: 'visitor' }),
    canned: false,
    logger: { info: () => {}, warn: () => {}, error: () => {} },
  })
  const chat = toNodeListener(route, { signals: false })
  const listener = frameListener({ folder, parentOrigins: [good], chat })
  frame = await serve(listener)
  unprotected = await serve(listener, WithoutPolicy)

  const executablePath = findChromium()
  browser = await chromium.launch({
    args: chromiumArgs,
    ...(executablePath === undefined ? {} : { executablePath }),
  })
})

afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
  simulator.reset()
  expect(problems.splice(0)).toEqual([])
})

afterAll(async () => {
  await browser?.close()
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  await closeSimulator?.()
  rmSync(folder, { recursive: true, force: true })
})

async function builtHost(): Promise<string> {
  const { output } = await buildPage(
    here,
    `import { hostChat } from ${JSON.stringify(join(here, 'host.ts'))}
    window.hostChat = hostChat`,
  )
  return output[0].code
}

function pageOf(head: string): string {
  return `<!doctype html><html lang="en"><head><link rel="icon" href="data:,">${head}</head><body></body></html>`
}

/** A page that notes all messages. What goes wrong in it is a problem of the test, unless it is to be expected. */
async function opened(url: string, expected = /^$/): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 900, height: 900 } })
  await context.addInitScript(() => {
    window.heard = []
    window.told = []
    window.addEventListener('message', ({ origin, data }) => window.heard.push({ origin, data }))
  })
  context.on('weberror', (error) => problems.push(error.error().message))
  context.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) problems.push(message.text())
  })
  const page = await context.newPage()
  await page.goto(url)
  return page
}

/** The good host with the chat in it. */
async function hosting(expected?: RegExp): Promise<{ readonly page: Page; readonly chat: Frame }> {
  const page = await opened(good, expected)
  await page.waitForFunction(() => 'hostChat' in window)
  await page.evaluate((url) => {
    const { told } = window
    window.hosted = window.hostChat(url, {
      title: 'Chat with our support',
      onAnswered: (unread) => told.push(`answered, ${unread} unread`),
      onFailed: (code) => told.push(`failed: ${code}`),
    })
    document.body.append(window.hosted.iframe)
    window.hosted.open()
  }, `${frame}/frame.html`)
  const chat = await frameAt(page, frame)
  await chat.locator('textarea:focus').waitFor()
  await showsAll(chat)
  return { page, chat }
}

/** Waits until the frame is as high as what is in it. */
async function showsAll(chat: Frame): Promise<void> {
  const scroller = chat.locator('[data-part=thread-scroller]')
  const isWhole = () =>
    scroller.evaluate(({ clientHeight, scrollHeight }) => clientHeight === scrollHeight)
  await expect.poll(isWhole).toBe(true)
}

async function frameAt(page: Page, origin: string): Promise<Frame> {
  await expect.poll(() => page.frames().some((one) => one.url().startsWith(origin))).toBe(true)
  const found = page.frames().findLast((one) => one.url().startsWith(origin))
  if (found === undefined) throw new Error(`No frame is at ${origin}.`)
  return found
}

/** Puts a frame into the page, and waits until whatever comes is there. */
async function addFrame(page: Page | Frame, url: string): Promise<void> {
  await page.evaluate(
    (src) =>
      new Promise((resolve) => {
        const added = Object.assign(document.createElement('iframe'), { src, onload: resolve })
        document.body.append(added)
      }),
    url,
  )
}

function told(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => window.told)
}

/** Notes how long the answer is while it is being written, each time that this changes. */
async function watchLengths(chat: Frame): Promise<() => Promise<readonly number[]>> {
  const lengths = await chat.evaluateHandle(() => {
    const seen: number[] = []
    new MutationObserver(() => {
      const writing = document.querySelector('[data-role=assistant][aria-busy=true]')
      const length = writing?.textContent.length
      if (length !== undefined && length !== seen.at(-1)) seen.push(length)
    }).observe(document.body, { childList: true, subtree: true, characterData: true })
    return seen
  })
  return () => lengths.jsonValue()
}

/** What either side could have changed. */
async function stateOf(page: Page, chat: Frame): Promise<unknown> {
  return {
    told: await told(page),
    frame: await page
      .locator('iframe')
      .first()
      .evaluate((iframe) => iframe.outerHTML),
    chat: await chat.locator('#root').innerHTML(),
  }
}

/** All that either side listens to. */
const everything: readonly (ToFrame | FromFrame)[] = [
  { type: 'open' },
  { type: 'setTheme', theme: 'dark' },
  { type: 'ask', text: 'What does whoever reads this keep to himself?' },
  { type: 'height', heightPx: 5000 },
  { type: 'answered', unread: 7 },
  { type: 'failed', code: 'auth' },
]

/** Says everything from one window to another, by its origin and to whomever it may be, and waits until it has arrived. */
async function speak(
  from: Page | Frame,
  name: 'child' | 'sibling' | 'parent' | 'popup',
  origin: string,
  to?: Page | Frame,
): Promise<void> {
  await from.evaluate(
    ([its, target, messages]) => {
      const windows = {
        child: () => window[0],
        sibling: () => window.parent[0],
        parent: () => window.parent,
        popup: () => window.popup,
      }
      const other = windows[target]()
      for (const message of messages) {
        other?.postMessage(message, its)
        other?.postMessage(message, '*')
      }
      other?.postMessage('the end', '*')
    },
    [origin, name, everything] as const,
  )
  if (to !== undefined) await expect.poll(() => lastHeard(to)).toBe('the end')
}

function lastHeard(page: Page | Frame): Promise<unknown> {
  return page.evaluate(() => window.heard.at(-1)?.data)
}

function answers(chat: Frame | Page) {
  return chat.getByRole('article', { name: 'Assistant' })
}

test('a page of a known origin opens the chat and asks; the answer streams in the frame, and the page hears that it is there, and not a word of it (T-63)', async () => {
  const { page, chat } = await hosting()
  const lengths = await watchLengths(chat)
  await page.evaluate(() => window.hosted.ask('How are you?'))
  await expect.poll(() => told(page)).toEqual(['answered, 0 unread'])
  await expect.poll(() => answers(chat).innerText()).toContain('You asked: How are you?')
  expect((await lengths()).length).toBeGreaterThan(3)

  const heard = await page.evaluate(() => window.heard)
  expect(new Set(heard.map(({ origin }) => origin))).toEqual(new Set([frame]))
  expect(JSON.stringify(heard)).not.toMatch(/How are|You asked|secret/)
})

test('a page of another origin gets no chat into a frame, nor into one of a known page in itself (T-63)', async () => {
  const page = await opened(evil, /frame-ancestors|does not match the recipient/)
  await addFrame(page, `${frame}/frame.html`)
  await addFrame(page, good)
  await addFrame(await frameAt(page, good), `${frame}/frame.html`)
  await speak(page, 'child', frame)
  expect(page.frames().map((one) => new URL(one.url()).protocol)).toEqual([
    'http:',
    'chrome-error:',
    'http:',
    'chrome-error:',
  ])
  expect(await page.evaluate(() => window.heard)).toEqual([])
  expect(simulator.requests).toEqual([])
})

test('a page of another origin is not listened to, and told nothing, where the policy of the frame was lost (T-63)', async () => {
  const page = await opened(evil)
  await addFrame(page, `${unprotected}/frame.html`)
  const chat = await frameAt(page, unprotected)
  await chat.getByRole('textbox').waitFor()
  await speak(page, 'child', unprotected, chat)
  await staysSilent(page, chat, unprotected)
})

test('a page of another origin is not listened to, and told nothing, where it opens a window of the chat (T-63)', async () => {
  const page = await opened(evil)
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    page.evaluate((url) => {
      window.popup = window.open(url)
    }, `${frame}/frame.html`),
  ])
  await popup.getByRole('textbox').waitFor()
  await speak(page, 'popup', frame, popup)
  await staysSilent(page, popup, frame)
})

/** The chat has done nothing of what it was told, and whatever its reader does, the page hears nothing of it. */
async function staysSilent(page: Page, chat: Page | Frame, origin: string): Promise<void> {
  expect(await chat.getByRole('article').count()).toBe(0)
  expect(await chat.locator('[data-theme], textarea:focus').count()).toBe(0)
  expect(simulator.requests).toEqual([])

  await chat.getByRole('textbox').fill('How are you?')
  await chat.getByRole('textbox').press('Enter')
  await chat.locator('[data-role=assistant][data-status=complete]').waitFor()
  // What it says here comes after all that it may have said.
  await chat.evaluate(() => (window.opener ?? window.parent).postMessage('the last', '*'))
  await expect.poll(() => lastHeard(page)).toBe('the last')
  expect(await page.evaluate(() => window.heard)).toEqual([{ origin, data: 'the last' }])
}

test.each([
  { whose: 'another origin', urlOf: () => evil },
  { whose: 'the origin of the page', urlOf: () => good },
  { whose: 'the origin of the chat', urlOf: () => `${frame}/frame.html` },
])('another frame in the page, of $whose, is heard by neither side (T-63)', async ({ urlOf }) => {
  const { page, chat } = await hosting()
  await addFrame(page, urlOf())
  const other = page.frames().at(-1) as Frame
  const before = await stateOf(page, chat)
  await speak(other, 'sibling', frame, chat)
  await speak(other, 'parent', good, page)
  expect(await stateOf(page, chat)).toEqual(before)
  expect(simulator.requests).toEqual([])
})

test('a page of another origin that has got into the frame is not listened to, and told nothing (T-63)', async () => {
  const { page, chat } = await hosting(/does not match the recipient/)
  await chat.evaluate((url) => location.assign(url), evil)
  const other = await frameAt(page, evil)
  const before = [await told(page), await page.locator('iframe').getAttribute('style')]
  await speak(other, 'parent', good, page)
  expect([await told(page), await page.locator('iframe').getAttribute('style')]).toEqual(before)
  await page.evaluate(async () => {
    window.hosted.open()
    window.hosted.setTheme('dark')
    window.hosted.ask('How are you?')
    await Promise.resolve()
    window[0]?.postMessage('the last', '*')
  })
  await expect.poll(() => lastHeard(other)).toBe('the last')
  expect(await other.evaluate(() => window.heard.length)).toBe(1)
})

test('what is no message changes nothing and throws nothing, on either side (T-63)', async () => {
  const { page, chat } = await hosting()
  const before = await stateOf(page, chat)
  const heardBefore = await page.evaluate(() => window.heard.length)
  await page.evaluate(postNonsense, { to: 'child', origin: frame } as const)
  await expect.poll(() => lastHeard(chat)).toBe('the end')
  expect(await page.evaluate(() => window.heard.length)).toBe(heardBefore)
  await chat.evaluate(postNonsense, { to: 'parent', origin: good } as const)
  await expect.poll(() => lastHeard(page)).toBe('the end')
  expect(await stateOf(page, chat)).toEqual(before)
  expect(simulator.requests).toEqual([])
  for (const one of [page, chat]) {
    expect(await one.evaluate(() => 'polluted' in Object.prototype)).toBe(false)
  }
})

/** From the right window of the right origin. Runs in the page. */
function postNonsense({
  to,
  origin,
}: {
  readonly to: 'child' | 'parent'
  readonly origin: string
}): void {
  const cycle: Record<string, unknown> = { type: 'ask' }
  cycle['text'] = cycle
  let deep: unknown = 'ask'
  for (let depth = 0; depth < 500; depth++) deep = { type: deep }
  class Getters {
    get type(): string {
      return 'open'
    }
  }
  const ask = { type: 'ask', text: 'What?' }
  const nonsense: unknown[] = [
    null,
    undefined,
    true,
    42,
    7n,
    'ask',
    JSON.stringify(ask),
    // Containers of all kinds.
    [],
    [ask],
    {},
    new Map(Object.entries(ask)),
    new Set(['ask']),
    new Date(0),
    new Error('ask'),
    /ask/,
    new ArrayBuffer(1_000_000),
    new Blob(['What?'], { type: 'open' }),
    // Getters, and what is inherited.
    new Getters(),
    Object.create(ask),
    Object.defineProperty({ type: 'ask' }, 'text', { get: () => 'What?', enumerable: false }),
    {
      type: 'ask',
      get text() {
        return ['What?']
      },
    },
    {
      type: 'ask',
      get text() {
        return undefined
      },
    },
    // Names of objects.
    { type: 'constructor' },
    { type: '__proto__' },
    { type: 'toString', text: 'What?' },
    { type: 'setTheme', theme: 'constructor' },
    JSON.parse('{"__proto__": {"type": "ask", "text": "What?", "polluted": true}}'),
    JSON.parse('{"type": "ask", "text": "What?", "__proto__": {"polluted": true}}'),
    JSON.parse(
      '{"type": "ask", "text": "What?", "constructor": {"prototype": {"polluted": true}}}',
    ),
    // Fields that are missing, of another kind, or too many.
    { type: 'ask' },
    { type: ['ask'], text: 'What?' },
    { type: 'ask', text: 42 },
    { type: 'ask', text: { length: 1 } },
    { type: 'ask', text: ' \n' },
    { type: 'ask', text: 'What? '.repeat(1_000_000) },
    { type: 'ask', text: 'What?', model: 'o3' },
    { type: 'open', text: 'What?' },
    { type: 'OPEN' },
    { type: 'setTheme', theme: ['dark'] },
    { type: 'setTheme', theme: 'pink' },
    { type: 'height', heightPx: Number.NaN },
    { type: 'height', heightPx: Number.POSITIVE_INFINITY },
    { type: 'height', heightPx: -1 },
    { type: 'height', heightPx: 1.5 },
    { type: 'height', heightPx: '100' },
    { type: 'answered', unread: -7 },
    { type: 'answered' },
    { type: 'failed', code: '<img src=x>' },
    { type: 'failed', code: 'a'.repeat(1_000_000) },
    { type: 'failed', code: new String('auth') },
    cycle,
    deep,
    'the end',
  ]
  const other = to === 'child' ? window[0] : window.parent
  for (const one of nonsense) other?.postMessage(one, origin)
}

test('the page sets the theme, and the frame is as high as what is in it', async () => {
  const { page, chat } = await hosting()
  await page.evaluate(() => window.hosted.setTheme('dark'))
  await chat.locator('[data-part=chat][data-theme=dark]').waitFor()
  const heightPx = () => page.locator('iframe').evaluate((iframe) => iframe.clientHeight)
  const before = await heightPx()
  await page.evaluate(() => window.hosted.ask('How are you?'))
  await expect.poll(() => told(page)).toHaveLength(1)
  await showsAll(chat)
  expect(await heightPx()).toBeGreaterThan(before)
})

test('what is answered while the chat is closed is unread until it is opened', async () => {
  const { page } = await hosting()
  await page.evaluate(() => {
    window.hosted.close()
    window.hosted.ask('One?')
    window.hosted.ask('Two?')
  })
  await expect.poll(() => told(page)).toEqual(['answered, 1 unread', 'answered, 2 unread'])
  await page.evaluate(() => {
    window.hosted.open()
    window.hosted.ask('Three?')
  })
  await expect.poll(() => told(page)).toHaveLength(3)
  expect((await told(page)).at(-1)).toBe('answered, 0 unread')
})

test('the page hears the code of an error', async () => {
  const { page } = await hosting()
  simulator.setOutage('401')
  await page.evaluate(() => window.hosted.ask('How are you?'))
  await expect.poll(() => told(page)).toEqual(['failed: auth'])
})

test('who may frame the page is an exact origin, and whatever else is asked for is not there (T-63)', async () => {
  const response = await fetch(`${frame}/frame.html`)
  expect(response.headers.get('content-security-policy')).toMatch(
    new RegExp(`; frame-ancestors ${good}$`),
  )
  expect(await response.text()).toContain(`<meta name="parent-origins" content="${good}" />`)
  const chat = () => {}
  for (const origin of [
    '*',
    'null',
    '',
    'https:',
    'https://*.example',
    'https://app.example/',
    'https://app.example;',
  ]) {
    expect(() => frameListener({ folder, parentOrigins: [origin], chat }), origin).toThrow(
      TypeError,
    )
  }
  for (const path of ['/', '//', '/frame.html/', '/assets', '/constructor', '/..%2fserver.ts']) {
    expect((await fetch(`${frame}${path}`)).status, path).toBe(404)
  }
})

test('no message is for whomever it may concern, and no address says who is listened to (T-63)', () => {
  const sources = readdirSync(here).filter(
    (name) => /\.(html|tsx?)$/.test(name) && !name.includes('.test.'),
  )
  expect(sources.length).toBeGreaterThan(5)
  for (const name of sources) {
    const text = readFileSync(join(here, name), 'utf8')
    expect(text, name).not.toMatch(
      /['"`]\*['"`]|location\.(search|hash|href)|referrer|ancestorOrigins/,
    )
    for (const [call] of text.matchAll(/postMessage\(.*/g)) {
      expect(call).toMatch(/^postMessage\(message, (parent|frame)Origin\)$/)
    }
  }
})
