import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSimulator } from '@millrace/simulator'
import { expect, test } from 'vitest'
import { simulatorControl } from './simulatorControl.ts'

/** `fetch` as a page at this address has it. */
function fetchAt(origin: string, headers: Readonly<Record<string, string>> = {}): typeof fetch {
  return async (input, init) =>
    await fetch(new URL(input instanceof Request ? input.url : input, origin), {
      ...init,
      headers: { ...Object.fromEntries(new Headers(init?.headers)), ...headers },
    })
}

test('sets what goes wrong, reads it again, and leaves the counts alone', async () => {
  const simulator = createSimulator({ basePath: '/simulator/v1' })
  const { baseURL, close } = await simulator.listen()
  const control = simulatorControl(fetchAt(baseURL))
  await fetch(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'o3', messages: [{ role: 'user', content: 'hello' }] }),
  })
  const cut = { outage: false, faults: { '*': 'cut@300' } }
  expect(await control.set(cut)).toEqual({ ...cut, requestsByModel: { o3: 1 } })
  expect(await control.read()).toEqual({ ...cut, requestsByModel: { o3: 1 } })
  const down = { outage: true, faults: {} }
  expect(await control.set(down)).toEqual({ ...down, requestsByModel: { o3: 1 } })
  await close()
  await expect(control.read()).rejects.toThrow('Is the demo still running?')
})

test('says why it may not: from another machine, or without a simulator', async () => {
  const simulator = createSimulator({ basePath: '/simulator/v1' })
  const { baseURL, close } = await simulator.listen()
  const elsewhere = simulatorControl(fetchAt(baseURL, { 'x-forwarded-for': '203.0.113.7' }))
  await expect(elsewhere.read()).rejects.toThrow('only be switched from the machine')
  const real = createSimulator({ basePath: '/simulator/v1', control: 'off' })
  const { baseURL: without, close: closeToo } = await real.listen()
  await expect(simulatorControl(fetchAt(without)).read()).rejects.toThrow('a real provider answers')
  await Promise.all([close(), closeToo()])
})

test.each([
  ['a page', '<!doctype html>', 200],
  ['null', 'null', 200],
  ['a list', '[]', 200],
  ['other fields', '{"state":"well"}', 200],
  ['no faults', '{"outage":false,"faults":[],"requestsByModel":{}}', 200],
])('%s in place of the state is said to be unreadable', async (_, body, status) => {
  const server = createServer((_request, response) => response.writeHead(status).end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await expect(simulatorControl(fetchAt(origin)).read()).rejects.toThrow('cannot be read')
  server.close()
})
