import { expect } from 'vitest'
import type { Browser, Page } from 'playwright'

/** A page of an example, and what its reader does with it. */
export interface OpenExample {
  readonly page: Page
  /** Asks, and waits until the whole answer is there. */
  readonly ask: (question: string, answer: string) => Promise<void>
  /** All that the console has said of trouble, hydration among it, and what the page has thrown. */
  readonly problems: readonly string[]
}

export async function openExample(browser: Browser, address: string): Promise<OpenExample> {
  const context = await browser.newContext({ viewport: { width: 900, height: 700 } })
  // In development a page is made when it is asked for.
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text())
  })
  await page.goto(address)
  return {
    page,
    problems,
    async ask(question, answer) {
      const answers = page.getByRole('article', { name: 'Assistant' })
      const before = await answers.count()
      await page.getByRole('textbox', { name: 'Message' }).fill(question)
      await page.keyboard.press('Enter')
      await answers.nth(before).getByText(answer).waitFor()
      await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0)
    },
  }
}
