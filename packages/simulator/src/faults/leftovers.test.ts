import { type ClientRequest, createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createSimulator } from '../createSimulator.ts'
import { type ManualClock, manualClock } from '../fixtures/manualClock.ts'
import { user } from '../fixtures/startSimulator.ts'
import { isNeeded } from './FaultKind.ts'
import { faultKinds } from './faultKinds.ts'

/** Every fault there is, with numbers that let it begin and not be over at once. */
const faults = faultKinds.map(({ name, numbers }) => {
  const needed = numbers.filter(isNeeded)
  return [name, ...needed.map(({ least }) => Math.max(least, 500))].join('@')
})

const question = JSON.stringify({ model: 'gpt-4o', stream: true, messages: [user('Hello!')] })

/** A server that is asked, and whose sockets can be counted. */
async function serve(
  clock: ManualClock,
): Promise<readonly [Server, ReturnType<typeof createSimulator>]> {
  const simulator = createSimulator({ clock, pacing: {} })
  const server = createServer(simulator.listener).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  return [server, simulator]
}

function ask(server: Server, fault: string): ClientRequest {
  const { port } = server.address() as AddressInfo
  const asked = request({
    port,
    agent: false,
    method: 'POST',
    path: '/v1/chat/completions',
    headers: { authorization: 'Bearer sk-test', 'x-simulator-fault': fault },
  })
  return asked.on('error', () => {}).end(question)
}

/** Resolves with the first bytes of a body, or when nothing comes any more. */
function firstBytes(asked: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    asked
      .on('close', () => resolve())
      .on('response', (response) => {
        response.on('error', () => {}).once('data', () => resolve())
      })
  })
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve))
}

function sockets(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_, count) => resolve(count)))
}

test.each(faults)('leaves nothing behind when its client leaves: %s', async (fault) => {
  const clock = manualClock()
  const [server, simulator] = await serve(clock)
  const asked = ask(server, fault)
  if (fault === 'no-headers') await until(() => simulator.openStreams === 1)
  else await Promise.race([firstBytes(asked), clock.waited(1)])
  asked.destroy()
  await simulator.whenIdle()
  await until(async () => (await sockets(server)) === 0)
  expect([simulator.openStreams, clock.waiting]).toEqual([0, 0])
})
