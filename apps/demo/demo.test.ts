import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openBrowser } from './fixtures/openBrowser.ts'
import { type RunningDemo, startBuiltDemo } from './fixtures/startDemo.ts'
import { takePicture } from './fixtures/takePicture.ts'

let demo: RunningDemo
let address: string
let browser: Browser
let page: Page
const problems: string[] = []

beforeAll(async () => {
  demo = await startBuiltDemo()
  address = demo.address
  browser = await openBrowser()
  page = await browser.newPage({ viewport: { width: 1000, height: 800 } })
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await demo?.stop()
})

function answers() {
  return page.getByRole('article', { name: 'Assistant' })
}

async function ask(question: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(question)
  await page.keyboard.press('Enter')
}

async function picture(name: string, of = page): Promise<void> {
  await takePicture(of, name)
}

test('the page opens and says who answers', async () => {
  await page.goto(address)
  await page.getByText('Answers come from simulator').waitFor()
  await picture('1-open')
})

test('a question gets an answer that streams in as Markdown', async () => {
  await ask('How do event streams work?')
  await answers().getByRole('heading').first().waitFor()
  const answer = answers().first()
  await expect.poll(() => answer.getAttribute('aria-busy')).toBe('true')
  const early = (await answer.innerText()).length
  await page.waitForFunction(
    (length) =>
      (document.querySelector('[data-role=assistant]')?.textContent?.length ?? 0) > length + 100,
    early,
  )
  await picture('2-streaming')
})

test('an answer is shown as it is written until what draws Markdown has been loaded', async () => {
  let letThrough = (): void => undefined
  const isLet = new Promise<void>((resolve) => (letThrough = resolve))
  // A worker would fetch it past the route.
  const slow = await browser.newPage({ serviceWorkers: 'block' })
  onTestFinished(() => slow.close())
  await slow.route(/\/assets\/Markdown-[^/]+\.js$/, async (route) => {
    await isLet
    await route.continue()
  })
  await slow.goto(address)
  await slow
    .getByRole('textbox', { name: 'Message' })
    .fill('How do event streams work on a slow network?')
  await slow.keyboard.press('Enter')
  const answer = slow.locator('[data-role=assistant]')
  await answer.locator('[data-pending]').getByText('##').waitFor()
  await picture('2-as-it-is-written', slow)
  letThrough()
  await answer.getByRole('heading').first().waitFor()
  expect(await answer.locator('[data-pending]').count()).toBe(0)
  await slow.getByRole('button', { name: 'Stop' }).click()
})

test('Stop ends the answer and keeps what came', async () => {
  await page.getByRole('button', { name: 'Stop' }).click()
  const answer = answers().first()
  await page.getByRole('button', { name: 'Send' }).waitFor()
  await expect.poll(() => answer.getAttribute('data-status')).toBe('stopped')
  const kept = await answer.innerText()
  expect(kept.length).toBeGreaterThan(100)
  // Whatever was on its way has a second question's time to arrive, and does not.
  await ask('hello')
  await page.getByRole('button', { name: 'Send' }).waitFor({ timeout: 30_000 })
  expect((await answer.innerText()).startsWith(kept.slice(0, 100))).toBe(true)
  await expect.poll(() => answers().count()).toBe(2)
  await expect.poll(() => answers().nth(1).getAttribute('data-status')).toBe('complete')
  await picture('3-stopped-and-second')
})

test('what was said is here after a reload, and in another window', async () => {
  const [stopped = '', whole] = await answers().allInnerTexts()
  await page.reload()
  await page.getByText('Answers come from simulator').waitFor()
  await answers().nth(1).waitFor()
  await expect.poll(() => page.locator('[data-pending]').count()).toBe(0)
  const [kept = '', ...others] = await answers().allInnerTexts()
  // What was on its way when it was stopped is kept too.
  expect(kept.startsWith(stopped.slice(0, 100))).toBe(true)
  expect(others).toEqual([whole])
  await picture('4-after-reload')
  const other = await browser.newPage()
  await other.goto(page.url())
  await other.getByRole('article', { name: 'Assistant' }).nth(1).waitFor()
  await other.close()
})

test('a tool runs on the server, and the answer goes on with what it gave', async () => {
  await page.getByRole('button', { name: 'New conversation' }).click()
  await answers().first().waitFor({ state: 'detached' })
  await ask('How is the weather?')
  await page.getByText('getWeather').first().waitFor()
  await page.getByRole('button', { name: 'Send' }).waitFor({ timeout: 30_000 })
  await expect.poll(() => answers().count()).toBe(1)
  expect((await answers().first().innerText()).length).toBeGreaterThan(40)
  await picture('5-tool')
})

test('a tool that asks first can be approved after a reload', async () => {
  await page.getByRole('button', { name: 'New conversation' }).click()
  await answers().first().waitFor({ state: 'detached' })
  await ask('Please reserve a seat.')
  await page.getByRole('button', { name: 'Approve' }).waitFor()
  await picture('6-asks')
  await page.reload()
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.waitForFunction(
    () => (document.querySelector('[data-role=assistant]')?.textContent ?? '').includes('reserved'),
    undefined,
    { timeout: 30_000 },
  )
  await page.getByRole('button', { name: 'Send' }).waitFor({ timeout: 30_000 })
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0)
  await expect.poll(() => answers().count()).toBe(1)
  await picture('7-approved')
})

test('an answer goes on in the background while another conversation is shown, and the list says so', async () => {
  const list = page.getByRole('navigation', { name: 'Conversations' })
  await page.getByRole('button', { name: 'New conversation' }).click()
  await answers().first().waitFor({ state: 'detached' })
  await ask('How do event streams work, while I do something else?')
  await answers().getByRole('heading').first().waitFor()
  await list.getByRole('button', { name: 'Please reserve a seat.', exact: true }).click()
  await page.getByText('Please reserve a seat.').last().waitFor()
  // One that was just opened may be looking whether an answer of it runs.
  const running = list.locator('[data-part=thread-item][data-run=running]', {
    hasText: 'How do event streams work,',
  })
  await running.waitFor()
  await picture('8-background')
  const before = await list.locator('[data-part=thread-item]').count()
  await running.locator('[data-part=thread-item-open]').click()
  await answers().getByRole('heading').first().waitFor()
  await page.getByRole('button', { name: 'Stop' }).click()
  await running.waitFor({ state: 'detached' })
  await expect.poll(() => answers().last().getAttribute('data-status')).toBe('stopped')
  await expect.poll(() => list.locator('[data-part=thread-item]').count()).toBe(before)
})

/** The draft has been written down: a browser that leaves a page lets nobody finish. */
async function kept(text: string): Promise<void> {
  const written = () =>
    page.evaluate(async () => {
      const values: unknown[] = []
      for (const { name = '' } of await indexedDB.databases()) {
        const opened = indexedDB.open(name)
        await new Promise((resolve) => {
          opened.onsuccess = resolve
        })
        for (const store of opened.result.objectStoreNames) {
          const all = opened.result.transaction(store).objectStore(store).getAll()
          await new Promise((resolve) => {
            all.onsuccess = resolve
          })
          values.push(all.result)
        }
        opened.result.close()
      }
      return JSON.stringify(values)
    })
  await expect.poll(written).toContain(text)
}

test('a file goes with a question, another model answers, and all of it is here after a reload', async () => {
  await page.getByRole('button', { name: 'New conversation' }).click()
  await answers().first().waitFor({ state: 'detached' })
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach files' }).click()
  await (
    await chooser
  ).setFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Read me.') })
  await page.locator('[data-part=attachment][data-status=ready]').waitFor()
  await page.getByRole('combobox', { name: 'Model' }).selectOption('gpt-4o')
  await page.getByRole('textbox', { name: 'Message' }).fill('What is in it?')
  await picture('9-attached')
  await kept('What is in it?')
  await page.reload()
  await page.locator('[data-part=attachment][data-status=ready]').waitFor()
  await expect
    .poll(() => page.getByRole('textbox', { name: 'Message' }).inputValue())
    .toBe('What is in it?')
  await page.getByRole('combobox', { name: 'Model' }).selectOption('gpt-4o')
  await page.getByRole('textbox', { name: 'Message' }).press('Enter')
  await page.getByRole('button', { name: 'Send' }).waitFor({ timeout: 30_000 })
  await expect.poll(() => answers().count()).toBe(1)
  await expect.poll(() => page.locator('[data-part=file]').count()).toBe(1)
  await picture('9-answered')
})

test('a phone shows the list in place of the conversation', async () => {
  const phone = await browser.newPage({ viewport: { width: 375, height: 720 } })
  await phone.goto(page.url())
  await phone.getByRole('button', { name: 'Conversations' }).click()
  await phone.getByRole('navigation', { name: 'Conversations' }).waitFor()
  await takePicture(phone, '9-phone-list')
  await phone.getByRole('button', { name: 'Please reserve a seat.', exact: true }).click()
  await phone.getByText('Please reserve a seat.').last().waitFor()
  await takePicture(phone, '9-phone')
  await phone.close()
})

describe('the page of what it costs', () => {
  /** The page that the printed link opens. */
  async function openUsage(options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const [link] = /http:\S+usage\.html#key=\S+/.exec(demo.printed()) ?? []
    if (link === undefined) throw new Error(`No link to it was printed:\n${demo.printed()}`)
    const usage = await browser.newPage({ viewport: { width: 1000, height: 800 }, ...options })
    await usage.goto(link)
    await usage.getByRole('heading', { name: 'Cost by day' }).waitFor()
    return usage
  }

  test('is for whoever has the link that was printed', async () => {
    const usage = await browser.newPage()
    await usage.goto(`${address}usage.html`)
    await usage.getByText('open the link that it printed').waitFor()
    await usage.goto(`${address}usage.html#key=guessed`)
    await usage.reload()
    await usage.getByText('of an earlier start').waitFor()
    await usage.close()
    expect((await fetch(`${address}api/chat/usage`)).status).toBe(404)
  })

  test('tells what was used by model, user and day, as a table, a chart and a file', async () => {
    const usage = await openUsage()
    // The key is not left in the address, nor in what is shown.
    expect(usage.url()).toBe(`${address}usage.html`)
    const row = usage.getByRole('row', { name: /simulator, gpt-4o-mini/ })
    const requests = Number(await row.getByRole('cell').first().innerText())
    expect(requests).toBeGreaterThan(4)
    await picture('8-usage', usage)
    const chart = usage.getByRole('img', { name: /Cost by day .* \$0\.00\d+ in all/ })
    const bars = chart.locator('.usage-cost')
    await expect.poll(() => bars.count()).toBe(30)
    expect(Number(await bars.last().getAttribute('height'))).toBeGreaterThan(10)
    await usage.getByRole('combobox', { name: 'By' }).selectOption('user')
    await usage.getByRole('row', { name: /visitor/ }).waitFor()
    await usage.getByRole('meter', { name: 'user visitor, this day' }).waitFor()
    const [file] = await Promise.all([
      usage.waitForEvent('download'),
      usage.getByRole('button', { name: 'Download as CSV' }).click(),
    ])
    const stream = await file.createReadStream()
    let text = ''
    for await (const piece of stream) text += String(piece)
    expect(text).toMatch(/^tenant,user,others,requests/)
    expect(text).toContain('visitor')
    await usage.close()
  })

  test('shows in the dark, and on a phone', async () => {
    const dark = await openUsage({ colorScheme: 'dark' })
    await picture('9-usage-dark', dark)
    await dark.close()
    const phone = await openUsage({ viewport: { width: 390, height: 800 } })
    expect(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(
      true,
    )
    await picture('10-usage-phone', phone)
    await phone.close()
  })

  test('stops everything, and begins again', async () => {
    const usage = await openUsage()
    await page.getByRole('button', { name: 'New conversation' }).click()
    await answers().first().waitFor({ state: 'detached' })
    await ask('How do event streams work?')
    await answers().getByRole('heading').first().waitFor()
    await usage.getByRole('button', { name: 'Stop everything' }).click()
    await usage.getByText('Everything is stopped').waitFor()
    await page.getByRole('button', { name: 'Send' }).waitFor()
    await expect.poll(() => answers().first().getAttribute('data-status')).toBe('interrupted')
    await picture('11-all-stopped', usage)
    await picture('11-all-stopped-chat')
    await usage.getByRole('button', { name: 'Start again' }).click()
    await usage.getByText('Nothing runs').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await answers().getByRole('heading').first().waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('button', { name: 'Send' }).waitFor()
    await expect.poll(() => answers().first().getAttribute('data-status')).toBe('stopped')
    await usage.close()
  })
})

test('the same question in a new chat is answered at once, marked, for nothing', async () => {
  async function greet(): Promise<void> {
    await page.getByRole('button', { name: 'New conversation' }).click()
    await answers().first().waitFor({ state: 'detached' })
    await ask('hello')
    await page.getByRole('button', { name: 'Send' }).waitFor({ timeout: 30_000 })
  }
  await greet()
  await greet()
  await picture('12-cached')
  await expect.poll(() => answers().first().innerText()).toContain('Answered before')
})

test('nothing went wrong in the page, and no key reached it', async () => {
  expect(problems).toEqual([])
  expect(await page.content()).not.toMatch(/\bsk-|Bearer /)
})
