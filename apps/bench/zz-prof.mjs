import { startServer } from '/work/main/apps/bench/lib/server.mjs'
import { launch } from '/work/main/apps/bench/lib/browser.mjs'
const [name, n, what] = process.argv.slice(2)
const server = await startServer({ dist: '/tmp/pdist' })
const browser = await launch()
const key = (y) => y.callFrame.functionName + ' ' + y.callFrame.url.split('/').pop() + ':' + y.callFrame.lineNumber
function report(profile) {
  const self = new Map(), total = new Map(); const byId = new Map(profile.nodes.map(x => [x.id, x])); const parent = new Map()
  for (const x of profile.nodes) for (const c of x.children ?? []) parent.set(c, x.id)
  const dt = profile.timeDeltas; let all = 0
  profile.samples.forEach((id, i) => { const d = dt[i] / 1000; all += d
    const x = byId.get(id)
    self.set(key(x), (self.get(key(x)) ?? 0) + d)
    const seen = new Set(); for (let y = id; y !== undefined; y = parent.get(y)) { const kk = key(byId.get(y)); if (!seen.has(kk)) { seen.add(kk); total.set(kk, (total.get(kk) ?? 0) + d) } } })
  console.log('all', all)
  const top = (m, c) => [...m].sort((a, b) => b[1] - a[1]).slice(0, c).map(([k, v]) => v.toFixed(1).padStart(7) + ' ' + k).join('\n')
  console.log('SELF\n' + top(self, 22)); console.log('TOTAL\n' + top(total, +(process.argv[5] ?? 60)))
}
for (let k = 0; k < 3; k++) {
const ctx = await browser.newContext({ viewport: { width: 1280, height: 800 } })
const page = await ctx.newPage()
const cdp = await ctx.newCDPSession(page)
await page.goto(`http://127.0.0.1:${server.port}/api/history?n=1`)
await cdp.send('Profiler.enable'); await cdp.send('Profiler.setSamplingInterval', { interval: 200 });
if (what === 'mount') await cdp.send('Profiler.start')
await page.goto(`http://127.0.0.1:${server.port}/${name}/?history=${n}&size=2400&rate=200&id=x${k}`, { waitUntil: 'commit' })
await page.waitForFunction(() => window.__bench?.ready)
console.log('mounted', await page.evaluate(() => [window.__bench.mounted, window.__bench.mountCall]))
if (what !== 'mount') { await new Promise(r => setTimeout(r, 600)); await cdp.send('Profiler.start'); await page.evaluate(() => { window.__bench.send('go') }); await new Promise(r => setTimeout(r, 3500)) }
const { profile } = await cdp.send('Profiler.stop')
if (k === 2) report(profile)
await ctx.close() }
await browser.close(); process.exit(0)
