import type { Page } from 'playwright'
import { expect } from 'vitest'

/** Something that a reader does, and what comes of it: in any page with one chat, wherever that is rendered. */
export interface ChatBehaviour {
  readonly name: string
  readonly run: (page: Page) => Promise<void>
}

const box = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true })
const answers = (page: Page) => page.getByRole('article', { name: 'Assistant' })
const questions = (page: Page) => page.getByRole('article', { name: 'You' })

async function ask(page: Page, words: string): Promise<void> {
  await box(page).fill(words)
  await box(page).press('Enter')
}

async function answered(page: Page, count = 1): Promise<void> {
  await answers(page)
    .nth(count - 1)
    .waitFor()
  await page.locator('[data-action=send]').waitFor()
  await expect.poll(() => page.locator('[data-pending]').count()).toBe(0)
}

async function slowly(page: Page): Promise<void> {
  await page.evaluate(() =>
    (globalThis as unknown as { setModel: (name: string) => void }).setModel('slow'),
  )
}

/** The `data-part` of what has the focus, however deep. */
async function focused(page: Page): Promise<string | undefined> {
  return await page.evaluate(() => {
    let at = document.activeElement
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
    return (at as HTMLElement | null)?.dataset['part']
  })
}

export const chatBehaviours: readonly ChatBehaviour[] = [
  {
    name: 'a question is answered in Markdown, and the focus stays in the message box',
    async run(page) {
      await ask(page, 'How do event streams work?')
      await answered(page)
      await expect.poll(() => answers(page).getByRole('heading').count()).toBeGreaterThan(0)
      await expect.poll(() => answers(page).locator('pre code').count()).toBeGreaterThan(0)
      expect([await focused(page), await box(page).inputValue()]).toEqual(['composer-input', ''])
    },
  },
  {
    name: 'Stop ends an answer and keeps what came',
    async run(page) {
      await slowly(page)
      await ask(page, 'How do event streams work?')
      await answers(page).getByRole('heading').first().waitFor()
      await page.getByRole('button', { name: 'Stop' }).click()
      await page.locator('[data-action=send]').waitFor()
      await expect.poll(() => answers(page).first().getAttribute('data-status')).toBe('stopped')
      expect((await answers(page).first().innerText()).length).toBeGreaterThan(20)
    },
  },
  {
    name: 'what is asked meanwhile waits, and can be taken back',
    async run(page) {
      await slowly(page)
      await ask(page, 'How do event streams work?')
      await answers(page).first().waitFor()
      await ask(page, 'And why?')
      const queue = page.locator('[data-part=queue]')
      await queue.getByText('And why?').waitFor()
      await queue.getByRole('button', { name: /Take back/ }).click()
      await queue.waitFor({ state: 'detached' })
    },
  },
  {
    name: 'Up in the empty box edits the last question; both wordings are kept',
    async run(page) {
      await ask(page, 'hello')
      await answered(page)
      await box(page).press('ArrowUp')
      await expect.poll(() => focused(page)).toBe('message-editor-input')
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type('Write a poem')
      await page.keyboard.press('Enter')
      await questions(page).getByText('Write a poem').waitFor()
      await answered(page)
      await questions(page)
        .getByText('2 / 2')
        .or(page.locator('[data-part=branch]').first())
        .first()
        .waitFor()
      await page.getByRole('button', { name: 'Previous version' }).first().click()
      await questions(page).getByText('hello').waitFor()
    },
  },
  {
    name: 'an answer is given again, and both can be read',
    async run(page) {
      await ask(page, 'hello')
      await answered(page)
      await answers(page).getByRole('button', { name: 'Answer again' }).click()
      await page.getByRole('button', { name: 'Previous version' }).waitFor()
      await answered(page)
      await expect.poll(() => answers(page).count()).toBe(1)
    },
  },
  {
    name: 'F6 leads to the thread and back, Alt and arrows from message to message, Escape stops',
    async run(page) {
      await ask(page, 'hello')
      await answered(page)
      await box(page).press('F6')
      expect(await focused(page)).toBe('thread-scroller')
      await page.keyboard.press('Alt+ArrowUp')
      expect(await focused(page)).toBe('message')
      await page.keyboard.press('F6')
      expect(await focused(page)).toBe('composer-input')
      await slowly(page)
      await ask(page, 'How do event streams work?')
      await answers(page).nth(1).waitFor()
      await page.keyboard.press('Escape')
      await page.locator('[data-action=send]').waitFor()
      await expect.poll(() => box(page).isVisible()).toBe(true)
    },
  },
  {
    name: 'a message is copied as Markdown',
    async run(page) {
      await ask(page, 'How do event streams work?')
      await answered(page)
      await answers(page)
        .locator('[data-part=message-actions]')
        .getByRole('button', { name: 'Copy' })
        .click()
      await page.getByRole('button', { name: 'Copied' }).first().waitFor()
      expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^#|\n#/)
    },
  },
  {
    name: 'the view follows an answer until it is left, and a button leads back',
    async run(page) {
      await slowly(page)
      await ask(page, 'Write an essay about rivers')
      const scroller = page.locator('[data-part=thread-scroller]')
      const fromEndPx = () =>
        scroller.evaluate((node) => node.scrollHeight - node.scrollTop - node.clientHeight)
      await expect
        .poll(() => scroller.evaluate((node) => node.scrollHeight - node.clientHeight))
        .toBeGreaterThan(300)
      expect(await fromEndPx()).toBeLessThan(80)
      await scroller.hover()
      await page.mouse.wheel(0, -200)
      await page.locator('[data-part=thread-to-end]').waitFor()
      await expect.poll(fromEndPx).toBeGreaterThan(100)
      await page.locator('[data-part=thread-to-end]').click()
      await expect.poll(fromEndPx).toBeLessThan(80)
      await page.getByRole('button', { name: 'Stop' }).click()
    },
  },
  {
    name: 'a footnote leads to its note and back',
    async run(page) {
      await ask(page, 'Tell me quotes with footnotes')
      await answered(page)
      const mark = answers(page).locator('[data-footnote-ref]').first()
      await mark.click()
      const note = page.locator('[data-footnotes] li:focus, [data-footnotes] li:focus-within')
      await expect.poll(() => note.count()).toBeGreaterThan(0)
      await page.locator('[data-footnote-backref]').first().click()
      await expect
        .poll(() =>
          mark.evaluate((node) => {
            const root = node.getRootNode() as Document | ShadowRoot
            return root.activeElement === node || node.contains(root.activeElement)
          }),
        )
        .toBe(true)
    },
  },
  {
    name: 'a file that is pasted goes with the question, and can be removed before',
    async run(page) {
      await page.getByRole('button', { name: 'Attach files' }).waitFor()
      await box(page).focus()
      await page.evaluate(() => {
        let at = document.activeElement
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
        const clipboardData = new DataTransfer()
        clipboardData.items.add(new File(['one,two'], 'table.csv', { type: 'text/csv' }))
        at?.dispatchEvent(
          new ClipboardEvent('paste', {
            clipboardData,
            bubbles: true,
            composed: true,
            cancelable: true,
          }),
        )
      })
      await page.getByText('table.csv').first().waitFor()
      await page.getByRole('button', { name: 'Remove table.csv' }).click()
      await page.getByText('table.csv').first().waitFor({ state: 'detached' })
    },
  },
  {
    name: 'a key that confirms a candidate sends nothing',
    async run(page) {
      await box(page).fill('にほん')
      await page.evaluate(() => {
        let at = document.activeElement
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
        at?.dispatchEvent(
          new KeyboardEvent('keydown', {
            key: 'Enter',
            isComposing: true,
            bubbles: true,
            composed: true,
          }),
        )
      })
      expect([await box(page).inputValue(), await questions(page).count()]).toEqual(['にほん', 0])
    },
  },
  {
    name: 'screen readers are told in the page itself, not in a shadow',
    async run(page) {
      // A panel has a live region of its own, sooner.
      await page.locator('[data-part=announcer-anchor]').waitFor({ state: 'attached' })
      await page.evaluate(() => {
        const heard: string[] = []
        Object.assign(globalThis, { heard })
        // An observer does not look into shadow roots.
        new MutationObserver((records) => {
          for (const { target, addedNodes } of records) {
            if (!(target as Element).matches('[aria-live]')) continue
            for (const { textContent } of addedNodes) heard.push(textContent ?? '')
          }
        }).observe(document, { childList: true, subtree: true })
      })
      await ask(page, 'hello')
      const heard = () =>
        page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard.join(' '))
      await expect
        .poll(heard, { timeout: 30_000 })
        .toMatch(/Assistant is responding.*Response complete/)
    },
  },
  {
    name: 'what is marked in an answer stays marked while it grows',
    async run(page) {
      await slowly(page)
      await ask(page, 'How do event streams work?')
      const first = answers(page).locator('[data-part=markdown] p').first()
      await first.waitFor()
      await answers(page).getByRole('heading').nth(1).waitFor()
      const selected = () =>
        first.evaluate((node) => {
          const root = node.getRootNode() as Document & { getSelection: () => Selection | null }
          return (root.getSelection?.() ?? document.getSelection())?.toString() ?? ''
        })
      await first.click({ clickCount: 3 })
      const words = (await selected()).trim()
      expect(words.length).toBeGreaterThan(5)
      const before = (await answers(page).first().innerText()).length
      await expect
        .poll(async () => (await answers(page).first().innerText()).length)
        .toBeGreaterThan(before + 50)
      expect((await selected()).trim()).toBe(words)
      await page.getByRole('button', { name: 'Stop' }).click()
    },
  },
]
