import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { axeProblems } from './fixtures/axeProblems.ts'
import { hearProblems } from './fixtures/hearProblems.ts'
import { openBrowser } from './fixtures/openBrowser.ts'
import { type RunningDemo, startBuiltDemo } from './fixtures/startDemo.ts'
import { takePicture } from './fixtures/takePicture.ts'

let demo: RunningDemo
let browser: Browser
let page: Page
let problems: readonly string[] = []

beforeAll(async () => {
  demo = await startBuiltDemo()
  browser = await openBrowser()
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  problems = hearProblems(page)
  // The first one to ask waits until all modules are made.
  await page.goto(demo.address, { timeout: 90_000 })
  await openPanel()
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

/** As it is set at the simulator, and what has reached it. */
async function control(init?: RequestInit) {
  const response = await fetch(`${demo.address}simulator/control`, init)
  return (await response.json()) as {
    readonly outage: boolean | string
    readonly faults: object
    readonly requestsByModel: Readonly<Record<string, number>>
  }
}

async function reached(): Promise<number> {
  const { requestsByModel } = await control()
  return Object.values(requestsByModel).reduce((sum, count) => sum + count, 0)
}

function panel() {
  return page.getByRole('region', { name: 'Rehearse an outage' })
}

async function openPanel(): Promise<void> {
  await page.getByRole('button', { name: 'Rehearse an outage' }).click()
  await panel().getByRole('button', { name: 'All is well' }).waitFor()
}

async function choose(name: string): Promise<void> {
  await panel().getByRole('button', { name, exact: true }).click()
  await panel().getByRole('status').getByText(name, { exact: true }).waitFor()
}

/** Asks in a new conversation. */
async function ask(question: string): Promise<void> {
  await page.getByRole('button', { name: 'New conversation' }).click()
  await page.getByRole('article', { name: 'Assistant' }).first().waitFor({ state: 'detached' })
  await page.getByRole('textbox', { name: 'Message' }).fill(question)
  await page.keyboard.press('Enter')
}

/** How the answer ends, whatever it is. */
async function ending(): Promise<string | null> {
  const answer = page.locator('[data-role=assistant]').last()
  const over = /^(complete|canned|failed|interrupted)$/
  await expect.poll(async () => await answer.getAttribute('data-status')).toMatch(over)
  return await answer.getAttribute('data-status')
}

// Whatever a test has left behind.
beforeEach(async () => {
  if (await panel().isVisible()) await choose('All is well')
})

afterEach(() => {
  expect(problems).toEqual([])
})

test('the panel says that all is well, and what can be rehearsed', async () => {
  await expect
    .poll(() => panel().getByRole('button', { pressed: true }).allInnerTexts())
    .toEqual(['All is well'])
  await panel().getByText('0 since then, 0 in all').waitFor()
  expect(await axeProblems(page)).toEqual([])
  await takePicture(page, 'rehearsal-1-open')
})

test('an answer whose way breaks off again and again is whole, and was asked for once', async () => {
  let resumed = 0
  page.on('request', (request) => {
    if (/\/stream\?/.test(request.url())) resumed++
  })
  await choose('Breaks off again and again')
  await ask('What can you do?')
  expect(await ending()).toBe('complete')
  expect(await reached()).toBe(1)
  expect(resumed).toBeGreaterThan(1)
  const carried = await page.locator('[data-part=markdown]').last().innerText()
  await choose('Twice, and in the wrong order')
  await ask('What can you do, please?')
  expect(await ending()).toBe('complete')
  await expect.poll(() => page.locator('[data-part=markdown]').last().innerText()).toBe(carried)
})

test('a route that cannot be reached hears nothing of the chat, nor does the provider', async () => {
  const before = await reached()
  const asked: string[] = []
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/api/chat')) asked.push(request.url())
  })
  await choose('The route cannot be reached')
  await ask('Does anybody hear me?')
  await page.getByText('Does anybody hear me?').last().waitFor()
  await takePicture(page, 'rehearsal-2-unreachable')
  expect(asked).toEqual([])
  expect(await reached()).toBe(before)
  await choose('All is well')
  await ask('Does anybody hear me now?')
  expect(await ending()).toBe('complete')
  expect(await reached()).toBeGreaterThan(before)
})

test('what is chosen is known after a reload, and said while the panel is closed', async () => {
  await choose('Cut in the middle')
  await page.reload()
  await page.getByText('Cut in the middle', { exact: true }).waitFor()
  await openPanel()
  await panel().getByRole('button', { name: 'Cut in the middle', pressed: true }).waitFor()
})

test('what somebody sets at the control endpoint is shown too', async () => {
  await control({ method: 'PUT', body: JSON.stringify({ faults: { '*': 'slow-tokens@500' } }) })
  await panel().getByRole('button', { name: 'A word now and then', pressed: true }).waitFor()
  await control({ method: 'PUT', body: JSON.stringify({ outage: 'no-headers' }) })
  await panel().getByRole('status').getByText('Something of your own').waitFor()
  expect(await panel().getByRole('button', { pressed: true }).count()).toBe(0)
})

test('down for a minute counts down, and ends by itself', async () => {
  await choose('Down for a minute')
  await panel()
    .getByRole('timer')
    .getByText(/back in (60|5\d) s/)
    .waitFor()
  await takePicture(page, 'rehearsal-3-a-minute')
  expect((await control()).outage).toBe(true)
  // As if it had been chosen a minute ago.
  await page.evaluate(() => {
    const [name = ''] = Object.keys(localStorage).filter((key) => key.includes('rehearsal'))
    const kept = JSON.parse(localStorage.getItem(name) ?? '') as { readonly until: number }
    localStorage.setItem(name, JSON.stringify({ ...kept, until: kept.until - 60_000 }))
  })
  await panel().getByRole('button', { name: 'All is well', pressed: true }).waitFor()
  expect((await control()).outage).toBe(false)
  expect(await panel().getByRole('timer').count()).toBe(0)
})

test('a simulator that cannot be reached is told of in plain words', async () => {
  await page.getByRole('button', { name: 'New conversation' }).click()
  await page.route('**/simulator/control', async (route) => await route.abort())
  await panel().getByRole('alert').getByText('Is the demo still running?').waitFor()
  expect(await axeProblems(page)).toEqual([])
  await takePicture(page, 'rehearsal-4-problem')
  await page.unroute('**/simulator/control')
  await panel().getByRole('alert').waitFor({ state: 'detached' })
})

test('all of it can be done by keyboard', async () => {
  await panel().getByRole('button', { name: 'Close' }).press('Enter')
  expect(await panel().isVisible()).toBe(false)
  const opener = page.getByRole('button', { name: 'Rehearse an outage' })
  expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true)
  await page.keyboard.press('Enter')
  // The panel has the focus: Close comes next, then the copy, then all that can be chosen.
  await panel().waitFor()
  for (const key of ['Tab', 'Tab', 'Tab', 'Tab', 'Space']) await page.keyboard.press(key)
  await panel().getByRole('button', { name: 'Down', exact: true, pressed: true }).waitFor()
  expect(await control()).toMatchObject({ outage: true, faults: {} })
})

test('a provider that is down is asked less and less, and an automatic reply stands in', async () => {
  await choose('Down')
  const before = await reached()
  for (const n of [1, 2]) {
    await ask(`Is anybody there? ${n}`)
    expect(await ending()).toBe('canned')
  }
  // Five failures in a row, with what failed before: three tries, and two. From here on only a question now and then looks.
  const tried = (await reached()) - before
  expect(tried).toBeGreaterThanOrEqual(3)
  expect(tried).toBeLessThanOrEqual(5)
  for (const n of [3, 4]) {
    await ask(`Is anybody there? ${n}`)
    expect(await ending()).toBe('canned')
  }
  expect(await reached()).toBeLessThanOrEqual(before + tried + 1)
  await panel()
    .getByText(/[3-6] since then/)
    .waitFor()
  await takePicture(page, 'rehearsal-5-down')
})

test('it shows in the dark, and on a phone in place of the chat', async () => {
  await choose('Rate limit, 8 seconds')
  await page.getByRole('button', { name: 'New conversation' }).click()
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await axeProblems(page)).toEqual([])
  await takePicture(page, 'rehearsal-6-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 800, height: 900 })
  expect(await axeProblems(page)).toEqual([])
  await takePicture(page, 'rehearsal-7-tablet')
  await page.setViewportSize({ width: 375, height: 720 })
  const textbox = page.getByRole('textbox', { name: 'Message' })
  expect(await textbox.isVisible()).toBe(false)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  expect(await axeProblems(page)).toEqual([])
  await takePicture(page, 'rehearsal-8-phone')
  await panel().getByRole('button', { name: 'Close' }).click()
  await textbox.waitFor()
  await takePicture(page, 'rehearsal-9-phone-closed')
  await openPanel()
  await page.setViewportSize({ width: 1280, height: 900 })
})

test('where a real provider answers there is no panel, and nothing goes wrong on purpose any more', async () => {
  await choose('The route cannot be reached')
  await page.route(
    '**/api/provider',
    async (route) => await route.fulfill({ json: { provider: 'openai', model: 'gpt-4o-mini' } }),
  )
  await page.reload()
  await page.getByText('Answers come from openai').waitFor()
  expect(await page.getByRole('button', { name: 'Rehearse an outage' }).count()).toBe(0)
  const asked = page.waitForRequest((request) => request.method() === 'POST')
  await ask('Is this the real one?')
  expect(new URL((await asked).url()).pathname).toBe('/api/chat')
})
