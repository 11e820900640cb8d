import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPage } from './buildPage.ts'
import { chromiumArgs, findChromium } from './chromium.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** No inline style or script, no `eval`, no WebAssembly, nothing from elsewhere. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'"

const page = `
  import { createElement } from 'react'
  import { createRoot } from 'react-dom/client'
  import { Markdown } from '@millrace/react'
  import { shikiHighlighter } from '@millrace/react/highlight'
  import { math } from '@millrace/react/math'
  import '@millrace/react/styles.css'

  const settings = { ...math(), pluginsSee: 'leaf', highlighter: shikiHighlighter() }
  const reactRoot = createRoot(document.getElementById('root'))
  globalThis.violations = []
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile, sample }) =>
    globalThis.violations.push([violatedDirective, sourceFile, sample].join(' ')))
  globalThis.show = (text, streaming) =>
    reactRoot.render(createElement('div', { 'data-part': 'chat' },
      createElement(Markdown, { text, streaming, ...settings })))
`

const text = [
  '# Title\n\nSome **text**, `code` and $$a^2$$.\n\n',
  '```ts\nconst answer: number = 42 // why\n```\n\n',
  '| a | b |\n| :-: | --: |\n| 1 | 2 |\n\n',
  '$$\n\\frac{a}{b} + \\begin{matrix} 1 & 2 \\end{matrix}\n$$\n\n',
  '- [x] done\n\n![image](https://evil.example/x.png)\n\nA note[^1].\n\n[^1]: Here.\n',
].join('')

let server: Server
let browser: Browser
let address: string

beforeAll(async () => {
  const files = await filesOf(page)
  server = createServer((request, response) => {
    const name = (request.url ?? '/').slice(1)
    response.setHeader('content-security-policy', policy)
    const file = name === '' ? pageOf(files) : files.get(name)
    if (file === undefined) {
      response.writeHead(404).end()
      return
    }
    response.setHeader('content-type', typeOf(name))
    response.end(file)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
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
})

/** What a bundler makes of a page: its files by name, the first of which is the page's own script. */
async function filesOf(code: string): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const { output } = await buildPage(root, code)
  return new Map(
    output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]),
  )
}

function pageOf(files: ReadonlyMap<string, unknown>): string {
  const names = [...files.keys()]
  const script = names.find((name) => /page[^/]*\.js$/.test(name)) ?? names[0] ?? ''
  const styles = names.filter((name) => name.endsWith('.css'))
  return [
    '<!doctype html><html lang="en"><title>Policy</title>',
    ...styles.map((name) => `<link rel="stylesheet" href="/${name}">`),
    `<div id="root"></div><script type="module" src="/${script}"></script>`,
  ].join('')
}

function typeOf(name: string): string {
  if (name.endsWith('.js')) return 'text/javascript'
  return name.endsWith('.css') ? 'text/css' : 'text/html'
}

test('Markdown, colours and formulas need no inline style, no eval and no WebAssembly (T-51, T-54)', async () => {
  const tab = await browser.newPage()
  const foreign: string[] = []
  tab.on('request', (request) => {
    if (!request.url().startsWith(address)) foreign.push(request.url())
  })
  await tab.goto(address)
  await tab.waitForFunction(() => 'show' in globalThis)
  await tab.evaluate(async (whole) => {
    const { show } = globalThis as unknown as { show: (text: string, streaming: boolean) => void }
    for (let end = 1; end < whole.length; end += 9) {
      show(whole.slice(0, end), true)
      await new Promise((resolve) => requestAnimationFrame(resolve))
    }
    show(whole, false)
  }, text)
  await tab.waitForSelector('[data-token="keyword"]')
  await expect.poll(() => tab.locator('math').count()).toBe(2)
  await expect.poll(() => tab.locator('[data-part="image-placeholder"]').count()).toBe(1)
  // The theme is there: what is seen is not a page without styles.
  expect(
    await tab.locator('[data-part="code"]').evaluate((code) => getComputedStyle(code).borderRadius),
  ).not.toBe('0px')
  expect(await tab.evaluate(() => Reflect.get(globalThis, 'violations') as unknown)).toEqual([])
  expect(foreign).toEqual([])
  // The check sees what it looks for.
  await tab.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<p style="color: red">'))
  expect(await tab.evaluate(() => Reflect.get(globalThis, 'violations') as unknown)).not.toEqual([])
}, 120_000)
