import { describe, expect, test } from 'vitest'
import { answered, ask, chatOf, readerOfTests, said } from './fixtures/readerOfTests.ts'
import { takePicture } from './fixtures/takePicture.ts'
import { seededRandom } from '@millrace/protocol/testing'

const reader = readerOfTests()

const long = 'How do event streams work?'

describe('two tabs', () => {
  test('two tabs have one outbox: both come online at once, and each question is sent once, in order (T-36)', async () => {
    const before = await reader().reached()
    const first = await reader().begin()
    await ask(first, 'Hello from two tabs')
    await answered(first, 2)
    const chat = chatOf(first)
    const second = await reader().open(chat)
    await answered(second, 2)
    await reader().goOffline(true)
    await ask(first, 'Hello, one, from the first')
    await first.locator('[data-part=queue] li').first().waitFor()
    await ask(second, 'Hello, two, from the second')
    for (const page of [first, second]) {
      await expect.poll(() => page.locator('[data-part=queue] li').count()).toBe(2)
    }
    await takePicture(second, 'offline-two-tabs')
    await reader().goOffline(false)
    for (const page of [first, second]) await answered(page, 6)
    const questions = (await reader().kept(chat)).filter(({ role }) => role === 'user')
    expect(questions.map(({ text }) => text)).toEqual([
      'Hello from two tabs',
      'Hello, one, from the first',
      'Hello, two, from the second',
    ])
    expect(await said(first)).toEqual(await said(second))
    expect(await reader().reached()).toBe(before + 3)
  }, 120_000)

  test('a page that is closed when the server has its question, and does not know it yet: still once (T-35, T-38)', async () => {
    const before = await reader().reached()
    const page = await reader().begin()
    await ask(page, 'Hello again')
    await answered(page, 2)
    const chat = chatOf(page)
    const had = new Promise<void>((resolve) => {
      void page.route('**/api/chat', async (route) => {
        // The server answers, and nobody hears it.
        await route.fetch()
        resolve()
      })
    })
    await ask(page, 'Hello, into a page that closes')
    // Enter again, and again: there is nothing more to send.
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await had
    await page.close()
    const again = await reader().open(chat)
    await answered(again, 4)
    expect(await again.locator('[data-part=queue] li').count()).toBe(0)
    expect((await reader().kept(chat)).filter(({ role }) => role === 'user')).toHaveLength(2)
    expect(await reader().reached()).toBe(before + 2)
  }, 120_000)
})

describe('the network', () => {
  test('goes 20 times in one answer: the text is exact', async () => {
    const before = await reader().reached()
    const random = seededRandom(20)
    await reader().control({ faults: { '*': 'slow-tokens@30' } })
    const page = await reader().begin()
    const chat = chatOf(page)
    await ask(page, `${long} Once more, please.`)
    const answer = page.locator('[data-role=assistant]').last()
    await answer.waitFor()
    for (let drop = 0; drop < 20; drop++) {
      await page.waitForTimeout(50 + random() * 250)
      await reader().goOffline(true)
      await page.waitForTimeout(random() * 150)
      await reader().goOffline(false)
    }
    await reader().control({ faults: {} }, 'PUT')
    await answered(page, 2)
    // As a page shows it that has never heard of a drop.
    const other = await reader().open(chat)
    await answered(other, 2)
    expect(await said(page)).toEqual(await said(other))
    expect((await reader().kept(chat))[1]?.text.length).toBeGreaterThan(100)
    expect(await reader().reached()).toBe(before + 1)
  }, 180_000)

  test('brings one answer to two tabs, and the model is asked once', async () => {
    const before = await reader().reached()
    const first = await reader().begin()
    const second = await reader().open(chatOf(first))
    await reader().control({ faults: { '*': 'slow-tokens@20' } })
    await ask(first, `${long} For two.`)
    const [one, other] = [first, second].map((page) => page.locator('[data-role=assistant]').last())
    await expect.poll(async () => (await other?.textContent())?.length ?? 0).toBeGreaterThan(40)
    await expect.poll(() => one?.getAttribute('data-status')).toBe('streaming')
    await reader().control({ faults: {} }, 'PUT')
    for (const page of [first, second]) await answered(page, 2)
    expect(await said(first)).toEqual(await said(second))
    expect(await reader().reached()).toBe(before + 1)
  }, 120_000)
})

describe('a provider that does not answer', () => {
  test('for a minute: an automatic reply at once, only a few requests look for it, and it is back without a reload; what is typed stays', async () => {
    const outageMs = 60_000
    const page = await reader().begin()
    await reader().control({ outage: true })
    const replies = page.locator('[data-role=assistant][data-status=canned]')
    // Until the route leaves the provider alone.
    for (let asked = 1; asked <= 2; asked++) {
      await ask(page, `Are you there? ${asked}`)
      await expect.poll(() => replies.count(), { timeout: 30_000 }).toBe(asked)
    }
    await page.locator('[data-part=status][data-face=outage]').waitFor()
    const atFirst = await reader().reached()
    const startedAt = Date.now()
    let late = 0
    for (let asked = 3; Date.now() - startedAt < outageMs; asked++) {
      const askedAt = Date.now()
      await ask(page, `Are you there? ${asked}`)
      await expect.poll(() => replies.count(), { timeout: 20_000, interval: 50 }).toBe(asked)
      if (Date.now() - askedAt > 1000) late++
      await page.getByRole('textbox', { name: 'Message' }).fill('Half a thought')
      await page.waitForTimeout(2000)
      const box = page.getByRole('textbox', { name: 'Message' })
      await expect.poll(() => box.inputValue()).toBe('Half a thought')
    }
    await takePicture(page, 'outage')
    // It is looked for every 10 to 20 seconds, each time by one question, which tries a few times. Nobody else waits.
    const looks = Math.ceil(outageMs / 10_000)
    expect((await reader().reached()) - atFirst).toBeLessThanOrEqual(3 * looks)
    expect(late).toBeLessThanOrEqual(looks)
    await reader().control({ outage: false })
    await expect
      .poll(
        async () => {
          const before = await page.locator('[data-part=message]').count()
          await ask(page, 'Hello, and now?')
          const last = page.locator('[data-role=assistant]').last()
          await expect.poll(() => page.locator('[data-part=message]').count()).toBe(before + 2)
          await expect
            .poll(() => last.getAttribute('data-status'), { timeout: 20_000 })
            .toMatch(/complete|canned/)
          return await last.getAttribute('data-status')
        },
        { timeout: 60_000, interval: 2000 },
      )
      .toBe('complete')
    expect(await page.locator('[data-part=status]').count()).toBe(0)
  }, 240_000)

  test('but with 429 and Retry-After 8: it counts down, the button comes back at zero, and nothing is sent by itself', async () => {
    const page = await reader().begin()
    await reader().control({ faults: { '*': '429@8' } })
    await ask(page, 'Hello, too much?')
    const row = page.locator('[data-part=status][data-face=limited]')
    await row.waitFor({ timeout: 60_000 })
    const again = page.getByRole('button', { name: 'Try again' })
    await expect.poll(() => again.getAttribute('aria-disabled')).toBe('true')
    const timer = row.getByRole('timer')
    const shown = await timer.textContent()
    await takePicture(page, 'limited')
    await expect.poll(() => timer.textContent()).not.toBe(shown)
    await reader().control({ faults: {} }, 'PUT')
    const before = await reader().reached()
    await row.waitFor({ state: 'detached', timeout: 20_000 })
    await page.waitForTimeout(1000)
    expect(await reader().reached()).toBe(before)
    await again.click()
    await answered(page, 2)
    expect(await reader().reached()).toBe(before + 1)
  }, 120_000)
})
