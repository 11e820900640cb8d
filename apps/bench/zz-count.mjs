import { startServer } from '/work/main/apps/bench/lib/server.mjs'
import { launch } from '/work/main/apps/bench/lib/browser.mjs'
const server = await startServer({ dist: '/tmp/pdist' })
const browser = await launch()
const ctx = await browser.newContext({ viewport: { width: 1280, height: 800 } })
const page = await ctx.newPage()
await page.addInitScript(() => { new MutationObserver(() => { const l = document.querySelector('[data-part=messages]'); if (l) { const t = l.children.length + '/' + globalThis.__md + ' h' + document.querySelector('[data-part=thread-scroller]')?.clientHeight + ' c' + [...l.children].map(x => Math.round(x.getBoundingClientRect().height)).join(','); if (globalThis.__t !== t) { globalThis.__t = t; (globalThis.__log ??= []).push(Math.round(performance.now()) + ' ' + t) } } }).observe(document, { subtree: true, childList: true, attributes: true }) })
await page.goto(`http://127.0.0.1:${server.port}/millrace-styled/?history=${process.argv[2]}&size=2400&rate=200&id=x`, { waitUntil: 'commit' })
await page.waitForFunction(() => window.__bench?.ready)
console.log(await page.evaluate(() => [window.__bench.mounted, globalThis.__log, globalThis.__md, globalThis.__st]))
await new Promise(r => setTimeout(r, 600))
console.log(await page.evaluate(() => [globalThis.__log, globalThis.__md, globalThis.__st]))
await browser.close(); process.exit(0)
