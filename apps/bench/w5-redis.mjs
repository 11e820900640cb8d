// W5 with Redis: what the common memory costs. The first word beside the memory of one process; commands per stream and second
// at many paced streams; memory over many streams.
//   node w5-redis.mjs --reps=5 --paced=200 --streams=10000 --warm=10000
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { args } from './lib/args.mjs'
import { writeResults } from './lib/writeResults.mjs'
import { ask, memoryMb, startRoute } from './lib/routes.mjs'
import { sleep } from './lib/sleep.mjs'
import { median } from './lib/stats.mjs'

const reps = Number(args.reps ?? 5)
const pacedCount = Number(args.paced ?? 200)
const streams = Number(args.streams ?? 10_000)
const warm = Number(args.warm ?? 10_000)

const short = '400-0'
const paced = '1000-50'

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

const port = await freePort()
const folder = mkdtempSync(join(tmpdir(), 'bench-redis-'))
const redis = spawn(
  'redis-server',
  ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'],
  { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] },
)
await new Promise((resolve, reject) => {
  redis.once('error', reject)
  redis.stdout.on('data', (data) => {
    if (String(data).includes('Ready to accept connections')) resolve()
  })
})

const upstream = await startRoute('upstream.mjs')
const UPSTREAM = `http://127.0.0.1:${upstream.port}/v1`
const REDIS_URL = `redis://127.0.0.1:${port}`
const routes = {
  millrace: { ...(await startRoute('millrace.mjs', { UPSTREAM })), ours: true },
  'millrace-redis': {
    ...(await startRoute('millrace-redis.mjs', { UPSTREAM, REDIS_URL })),
    ours: true,
  },
}
const route = routes['millrace-redis']

/** How many commands it has sent, and what lives in its heap after a collection. */
function tell() {
  return new Promise((resolve) => {
    route.child.once('message', resolve)
    route.child.send('tell')
  })
}

for (const one of Object.values(routes))
  for (let i = 0; i < 20; i++) await ask(one, short, { runId: 'r' })

const contentMs = { millrace: [], 'millrace-redis': [] }
for (let rep = 0; rep < reps; rep++)
  for (const [name, one] of Object.entries(routes)) {
    const contents = []
    for (let i = 0; i < 40; i++) contents.push((await ask(one, short, { runId: 'r' })).content)
    contentMs[name].push(median(contents))
  }
console.log('first word', contentMs)

const { commands: commandsBefore } = await tell()
const all = await Promise.all(
  Array.from({ length: pacedCount }, (_, index) =>
    sleep(index * 5).then(() => ask(route, paced, { runId: 'r' })),
  ),
)
const seconds = all.reduce((sum, { total }) => sum + total, 0) / 1000
const commands = (await tell()).commands - commandsBefore
const pacedResult = { count: pacedCount, commands, perStreamSecond: commands / seconds }
console.log('paced', pacedResult)

const marksMb = []
async function many(count, isMarked) {
  let started = 0
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      while (started++ < count) {
        await ask(route, short, { runId: 'r' })
        if (isMarked && started % 1000 === 0) marksMb.push(memoryMb(route.pid))
      }
    }),
  )
}
// Until as many are kept as are, and the heap of a process under this load has its size: some 10,000 streams before it
// collects as often as it fills. What leaks would go on growing after it.
await many(warm, false)
const startMb = memoryMb(route.pid)
await many(streams, true)
await sleep(1000)
const endMb = memoryMb(route.pid)
const { heapMb } = await tell()
const memory = { streams, warm, startMb, endMb, grewMb: endMb - startMb, heapMb, marksMb }
console.log('memory', memory)

writeResults('w5-redis.json', { contentMs, paced: pacedResult, memory })
for (const { child } of [upstream, ...Object.values(routes)]) child.kill()
redis.once('exit', () => rmSync(folder, { recursive: true, force: true }))
redis.kill()
