// W5 with Redis: what the common memory costs. First content beside the memory of one process; store commands per
// stream and second at 200 streams of 50 tokens/s; memory over --streams=10000 streams.
import { fork, spawn } from 'node:child_process'
import http from 'node:http'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { args, median, sleep } from './lib/stats.mjs'
const here = dirname(fileURLToPath(import.meta.url))
const port = 20_000 + Math.floor(Math.random() * 20_000)
const redis = spawn(
  'redis-server',
  ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'],
  { cwd: mkdtempSync(join(tmpdir(), 'bench-redis-')), stdio: 'ignore' },
)
await sleep(300)
const boot = (file, env = {}) =>
  new Promise((res, rej) => {
    const p = fork(resolve(here, 'routes', file), {
      env: { ...process.env, NODE_ENV: 'production', ...env },
      execArgv: ['--expose-gc'],
    })
    p.once('message', (m) => res({ p, pid: p.pid, port: m.port }))
    p.once('exit', (c) => rej(new Error(`${file} exit ${c}`)))
  })
const rss = (pid) => +readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1] / 1024
const up = await boot('upstream.mjs')
const UPSTREAM = `http://127.0.0.1:${up.port}/v1`
const REDIS_URL = `redis://127.0.0.1:${port}`
const routes = {
  millrace: await boot('millrace.mjs', { UPSTREAM }),
  'millrace-redis': await boot('millrace-redis.mjs', { UPSTREAM, REDIS_URL }),
}
const agent = new http.Agent({ keepAlive: true, maxSockets: 1000, timeout: 3000 })
let chats = 0
function one(r, model, runId) {
  return new Promise((ok, no) => {
    const t0 = performance.now()
    const body = JSON.stringify({
      id: `chat-${chats++}`,
      messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'go' }] }],
    })
    const q = http.request(
      {
        agent,
        host: '127.0.0.1',
        port: r.port,
        path: `/${model}`,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...(runId === undefined ? {} : { 'idempotency-key': runId }),
        },
      },
      (s) => {
        let content = 0
        let tail = ''
        s.on('data', (d) => {
          if (!content && /"delta":"[^"]/.test(d)) content = performance.now() - t0
          tail = (tail + d.toString('latin1')).slice(-200)
        })
        s.on('end', () =>
          s.statusCode === 200 && tail.includes('DONE')
            ? ok({ content, total: performance.now() - t0 })
            : no(new Error(`${s.statusCode} ${tail}`)),
        )
      },
    )
    q.on('error', no)
    q.end(body)
  })
}
/** How many commands it sent, and what lives in its heap after a collection. */
const told = (r) =>
  new Promise((res) => {
    r.p.once('message', res)
    r.p.send('tell')
  })
const out = {}
for (const r of Object.values(routes)) for (let i = 0; i < 20; i++) await one(r, '400-0', 'r')
const first = { millrace: [], 'millrace-redis': [] }
for (let rep = 0; rep < +(args.reps ?? 5); rep++)
  for (const [n, r] of Object.entries(routes)) {
    const a = []
    for (let i = 0; i < 40; i++) a.push((await one(r, '400-0', 'r')).content)
    first[n].push(median(a))
  }
out.first = Object.fromEntries(Object.entries(first).map(([n, a]) => [n, median(a)]))
console.log('first content', out.first)

const r = routes['millrace-redis']
const { commands: before } = await told(r)
const t0 = performance.now()
const paced = await Promise.all(
  Array.from({ length: 200 }, (_, k) =>
    sleep(k * 5).then(() => one(r, args.paced ?? '1000-50', 'r')),
  ),
)
const commands = (await told(r)).commands - before
const seconds = paced.reduce((sum, { total }) => sum + total, 0) / 1000
out.paced = { wallMs: performance.now() - t0, commands, perStreamSecond: commands / seconds }
console.log('200 paced', out.paced)

const streams = +(args.streams ?? 10_000)
const marks = []
async function many(count, mark) {
  let done = 0
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (done++ < count) {
        await one(r, '400-0', 'r')
        if (mark && done % 1000 === 0) marks.push(rss(r.pid))
      }
    }),
  )
}
// Until as many are kept as are, and the heap of a process under this load has its size: some 10,000 streams before it
// collects as often as it fills. What leaks would go on growing after it.
await many(+(args.warm ?? 10_000), false)
const startMb = rss(r.pid)
await many(streams, true)
await sleep(1000)
const endMb = rss(r.pid)
out.memory = {
  streams,
  startMb,
  endMb,
  grewMb: endMb - startMb,
  heapMb: (await told(r)).heapMb,
  marks,
}
console.log('memory', out.memory)
if (args.out) writeFileSync(resolve(here, args.out), JSON.stringify(out, null, 1))
for (const x of [up, ...Object.values(routes)]) x.p.kill()
redis.kill()
