import { expect, onTestFinished, test } from 'vitest'
import { hearProblems } from './fixtures/hearProblems.ts'
import { openBrowser } from './fixtures/openBrowser.ts'
import { startDemo } from './fixtures/startDemo.ts'

test('what `npm start` serves opens without having been built, and answers', async () => {
  const demo = await startDemo()
  onTestFinished(demo.stop)
  const browser = await openBrowser()
  onTestFinished(() => browser.close())
  const page = await browser.newPage()
  const problems = hearProblems(page)
  // The first one to ask waits until all modules are made.
  await page.goto(demo.address, { timeout: 90_000 })
  await page.getByText('Answers come from simulator').waitFor({ timeout: 30_000 })
  await page.getByRole('textbox', { name: 'Message' }).fill('Hello')
  await page.keyboard.press('Enter')
  await page.getByRole('article', { name: 'Assistant' }).getByText('Hello').first().waitFor()
  expect(problems).toEqual([])
}, 180_000)
