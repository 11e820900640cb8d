// Routes in processes of their own, what they cost, and questions to them.
import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import { here } from './results.mjs'

/** Starts a file of `routes/`, which says where it listens. */
export function startRoute(file, env = {}) {
  return new Promise((resolve, reject) => {
    const child = fork(join(here, 'routes', file), {
      env: { ...process.env, NODE_ENV: 'production', AI_SDK_LOG_WARNINGS: 'false', ...env },
      execArgv: ['--expose-gc'],
    })
    child.once('message', ({ port }) => resolve({ child, pid: child.pid, port, path: '/' }))
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
  })
}

/** CPU time of a process so far, by ticks of 10 ms. */
export function cpuMs(pid) {
  const [, fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const [userTicks, systemTicks] = fields.split(' ').slice(11, 13)
  return (Number(userTicks) + Number(systemTicks)) * 10
}

/** Memory of a process, now (`VmRSS`) or at most so far (`VmHWM`). */
export function memoryMb(pid, which = 'VmRSS') {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${which}:\\s+(\\d+)`).exec(status)[1]) / 1024
}

/** The text of a body, in whichever of the two formats it is. */
export function textOfBody(body) {
  return body
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => {
      const { delta, choices } = JSON.parse(line.slice(6))
      return delta ?? choices?.[0]?.delta.content ?? ''
    })
    .join('')
}

// A connection that waits while others are measured is not used again: its server may have closed it.
const agent = new http.Agent({ keepAlive: true, maxSockets: 1000, timeout: 3000 })
let questions = 0

/**
 * Asks a route once. Rejects where the answer is not whole.
 * @param route - `ours`: its path names the model, and its body is that of our client.
 * @param model - `<bytes>-<tokens per second>`, of the answer. 0 is as fast as possible.
 * @param options.expected - The text that the answer must have.
 * @returns When the first byte and the first word came, and the last, in ms.
 */
export function ask(route, model, { expected, runId } = {}) {
  const body = JSON.stringify(
    route.ours
      ? {
          id: `chat-${questions++}`,
          messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'go' }] }],
        }
      : { model, stream: true, messages: [{ role: 'user', content: 'go' }] },
  )
  const request = {
    agent,
    host: '127.0.0.1',
    port: route.port,
    path: route.ours ? `/${model}` : route.path,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(runId === undefined ? {} : { 'idempotency-key': runId }),
      ...route.headers,
    },
  }
  return new Promise((resolve, reject) => {
    const startedAt = performance.now()
    const sent = http.request(request, (response) => {
      const kept = []
      let first
      let content
      let bytes = 0
      let tail = ''
      response.on('data', (data) => {
        if (expected !== undefined) kept.push(data)
        const after = performance.now() - startedAt
        first ??= after
        const text = data.toString('latin1')
        if (content === undefined && /"(content|delta)":"[^"]/.test(text)) content = after
        bytes += data.length
        tail = (tail + text).slice(-200)
      })
      response.on('end', () => {
        const isWhole =
          response.statusCode === 200 &&
          tail.includes('DONE') &&
          (expected === undefined || textOfBody(Buffer.concat(kept).toString()) === expected)
        if (isWhole) resolve({ first, content, bytes, total: performance.now() - startedAt })
        else reject(new Error(`${response.statusCode} ${tail}`))
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
