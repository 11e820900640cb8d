import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const cli = join(import.meta.dirname, 'cli.ts')

test.each(['SIGINT', 'SIGTERM'] as const)('listens, answers and closes on %s', async (signal) => {
  const child = spawn(process.execPath, [cli, '--fast', '--port', '0'])
  let output = ''
  while (!output.includes('models:')) output += String(await once(child.stdout, 'data'))
  const baseURL = /listens on (http:\/\/127\.0\.0\.1:\d+\/v1)\n/.exec(output)?.[1]
  const headers = { authorization: 'Bearer sk-test' }
  expect((await fetch(`${baseURL}/models`, { headers })).status).toBe(200)
  const controlURL = /control: (http:\/\/127\.0\.0\.1:\d+\/control)\n/.exec(output)?.[1] ?? ''
  expect(await (await fetch(controlURL)).json()).toMatchObject({ outage: false, faults: {} })
  child.kill(signal)
  expect(await once(child, 'exit')).toEqual([0, null])
})

test.each([
  [['--help'], 0, /^millrace-simulator: an OpenAI-compatible provider/, /^$/],
  [['--port', 'x'], 1, /^$/, /--port has to be from 0 to 65535, not x\./],
  [['--context-window', '1e3'], 1, /^$/, /--context-window has to be a whole number .* not 1e3\./],
  [['--control', 'me'], 1, /^$/, /--control has to be loopback, anywhere or off, not me\./],
  [['--nonsense'], 1, /^$/, /--nonsense/],
  [['--recordings', '/does/not/exist'], 1, /^$/, /ENOENT/],
  [['--cut', 'sideways'], 1, /^$/, /Unknown cut "sideways"/],
])('ends at once with %j', async (args, code, output, error) => {
  const child = spawn(process.execPath, [cli, ...args])
  const texts = Promise.all([readText(child.stdout), readText(child.stderr)])
  expect(await once(child, 'close')).toEqual([code, null])
  const [stdout, stderr] = await texts
  expect(stdout).toMatch(output)
  expect(stderr).toMatch(error)
})
