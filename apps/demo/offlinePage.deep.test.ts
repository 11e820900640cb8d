import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeProblems } from './fixtures/axeProblems.ts'
import { hearProblems } from './fixtures/hearProblems.ts'
import { openBrowser } from './fixtures/openBrowser.ts'
import { pageIsKept } from './fixtures/pageIsKept.ts'
import { type RunningDemo, startDemo } from './fixtures/startDemo.ts'
import { takePicture } from './fixtures/takePicture.ts'

let demo: RunningDemo
let browser: Browser
let context: BrowserContext
let page: Page
let problems: readonly string[]

beforeAll(async () => {
  demo = await startDemo()
  browser = await openBrowser()
  context = await browser.newContext({ viewport: { width: 1000, height: 800 } })
  page = await context.newPage()
  problems = hearProblems(page)
})

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

/** Under which addresses something is kept, by the names of the caches. */
async function kept(of = page): Promise<Readonly<Record<string, readonly string[]>>> {
  return await of.evaluate(async () => {
    const entries = (await caches.keys()).map(async (name) => {
      const requests = await (await caches.open(name)).keys()
      return [name, requests.map(({ url }) => url)] as const
    })
    return Object.fromEntries(await Promise.all(entries))
  })
}

async function listening(server: Server, port = 0): Promise<string> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

async function closed(server: Server): Promise<void> {
  const over = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await over
}

test('a page that was opened once opens without a network', async () => {
  // The first one to ask waits until all modules are made.
  await page.goto(demo.address, { timeout: 90_000 })
  await page.getByText('Answers come from simulator').waitFor()
  await pageIsKept(page)
  await context.setOffline(true)
  await page.reload()
  await page.getByText('The server is out of reach for now').waitFor()
  await page.getByRole('textbox', { name: 'Message' }).fill('Written offline')
  expect(await axeProblems(page)).toEqual([])
  await takePicture(page, 'offline-page-1')
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await axeProblems(page)).toEqual([])
  await takePicture(page, 'offline-page-2-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 375, height: 720 })
  expect(await axeProblems(page)).toEqual([])
  await takePicture(page, 'offline-page-3-phone')
  await page.setViewportSize({ width: 1000, height: 800 })
  expect(problems).toEqual([])
}, 180_000)

test('it finds its server again by itself', async () => {
  await context.setOffline(false)
  await page.getByText('Answers come from simulator').waitFor()
  expect(problems).toEqual([])
})

test('nothing that was asked, answered or told is kept with the page, and no key (T-45)', async () => {
  await page.getByRole('textbox', { name: 'Message' }).fill('Is this a secret question?')
  await page.keyboard.press('Enter')
  await page.locator('[data-role=assistant][data-status=complete]').last().waitFor()
  const elsewhere = createServer((_request, response) => response.end('secret'))
  const other = await listening(elsewhere)
  await page.evaluate(async (url) => {
    await fetch('/api/provider')
    await fetch('/simulator/control')
    await fetch('/', { method: 'HEAD' })
    await fetch(url, { mode: 'no-cors' })
    for (const source of [url, '/api/chat/models']) {
      const image = new Image()
      image.src = source
      await image.decode().catch(() => undefined)
    }
  }, other)
  await closed(elsewhere)
  const [link = ''] = /http:\S+usage\.html#key=\S+/.exec(demo.printed()) ?? []
  const usage = await context.newPage()
  await usage.goto(link)
  await usage.getByRole('heading', { name: 'Cost by day' }).waitFor()
  await usage.close()
  await pageIsKept(page)
  const [urls = [], ...more] = Object.values(await kept())
  expect(more).toEqual([])
  const paths = urls.map((url) => url.replace(demo.address, '/'))
  expect(paths.filter((path) => !path.startsWith('/'))).toEqual([])
  expect(paths.filter((path) => /^\/(api|simulator|usage\.html)|key=/.test(path))).toEqual([])
  expect(paths).toContain('/')
  const key = new URL(link).hash.replace('#key=', '')
  expect(key.length).toBeGreaterThan(10)
  const found = await page.evaluate(
    async (words) => {
      const texts = []
      for (const name of await caches.keys()) {
        const cache = await caches.open(name)
        for (const request of await cache.keys()) {
          const text = (await (await cache.match(request))?.text()) ?? ''
          if (words.some((word) => text.includes(word))) texts.push(request.url)
        }
      }
      return texts
    },
    ['Is this a secret question?', key],
  )
  expect(found).toEqual([])
})

test('a page of many parts leaves no more behind than there is room for', async () => {
  await page.evaluate(async () => {
    const [name = ''] = await caches.keys()
    const cache = await caches.open(name)
    for (let n = 0; n < 1500; n++) await cache.put(`/src/gone-${n}.js`, new Response(''))
  })
  await page.reload()
  const count = async () => Object.values(await kept()).flat().length
  await expect.poll(count).toBeLessThanOrEqual(1000)
  await pageIsKept(page)
})

test('a new worker takes over at once, throws away what an older one has kept, and can be turned off', async () => {
  const fresh = await browser.newContext()
  const reader = await fresh.newPage()
  // A page of the same origin that has no worker of its own.
  await reader.goto(`${demo.address}usage.html`)
  await reader.evaluate(async () => {
    for (const name of ['millrace-demo-page-0', 'of-somebody-else']) {
      await (await caches.open(name)).put('/old.js', new Response('old'))
    }
    await navigator.serviceWorker.register('/offline.js?before')
    await navigator.serviceWorker.ready
  })
  await reader.goto(demo.address)
  await pageIsKept(reader)
  const scripts = async () =>
    await reader.evaluate(async () => {
      const registrations = await navigator.serviceWorker.getRegistrations()
      return [navigator.serviceWorker.controller, ...registrations.map(({ active }) => active)].map(
        (worker) => worker?.scriptURL,
      )
    })
  const own = `${demo.address}offline.js`
  // The one before may finish what it is at.
  await expect.poll(scripts, { timeout: 60_000 }).toEqual([own, own])
  expect(Object.keys(await kept(reader)).toSorted()).toEqual([
    'millrace-demo-page-1',
    'of-somebody-else',
  ])
  const left = await reader.evaluate(`(async () => {
    await (await import('/src/offline/forgetOffline.ts')).forgetOffline()
    return [await navigator.serviceWorker.getRegistrations(), await caches.keys()]
  })()`)
  expect(left).toEqual([[], ['of-somebody-else']])
  await fresh.close()
}, 120_000)

test('it can be installed', async () => {
  const session = await context.newCDPSession(page)
  const { errors, url } = await session.send('Page.getAppManifest')
  expect({ errors, url }).toEqual({ errors: [], url: `${demo.address}demo.webmanifest` })
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
  // What a browser without a profile says of itself.
  const ofThePage = installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')
  expect(ofThePage).toEqual([])
})

// The last one: after it there is no demo any more.
test('it opens without a server, past one that hangs, and leaves its place to another project', async () => {
  const port = Number(new URL(demo.address).port)
  await demo.stop()
  await page.reload()
  await page.getByText('The server is out of reach for now').waitFor()
  expect(problems).toEqual([])

  const hanging = createServer(() => undefined)
  await listening(hanging, port)
  await page.reload()
  await page.getByRole('textbox', { name: 'Message' }).waitFor()
  await closed(hanging)

  const answer: RequestListener = (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Another project</p>')
  const another = createServer(answer)
  await listening(another, port)
  await page.goto(demo.address)
  await page.getByText('Another project').waitFor()
  await expect.poll(async () => await kept()).toEqual({})
  const registrations = async () =>
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)
  await expect.poll(registrations).toBe(0)
  await closed(another)
})
