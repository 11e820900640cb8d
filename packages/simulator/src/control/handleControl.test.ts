import { request } from 'node:http'
import { expect, test } from 'vitest'
import type { SimulatorState } from '../state/SimulatorState.ts'
import { startSimulator } from '../fixtures/startSimulator.ts'

const atRest: SimulatorState = {
  outage: false,
  faults: {},
  requestsByModel: {},
  openStreams: 0,
  rejectedForLength: 0,
}

test('shows the state beside the base path, and asks for no key', async () => {
  const { control, url } = await startSimulator({ basePath: '/provider/v1', apiKey: 'sk-right' })
  const response = await control('GET')
  expect(response.url).toBe(`${url}/provider/control`)
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(await response.json()).toEqual(atRest)
})

test.each(['', '/', '/v1', 'v1'])('is at the root for the base path %j', async (basePath) => {
  const { control, url } = await startSimulator({ basePath })
  expect((await control('GET')).url).toBe(`${url}/control`)
})

test('turns an outage on and off', async () => {
  const { control, ask } = await startSimulator()
  expect(await (await control('PUT', { outage: true })).json()).toMatchObject({ outage: true })
  expect((await ask()).status).toBe(503)
  expect(await (await control('PUT', { outage: false })).json()).toEqual({
    ...atRest,
    requestsByModel: { 'gpt-4o-mini': 1 },
  })
  expect((await ask()).status).toBe(200)
})

test('replaces the state with PUT, changes what is named with PATCH, clears all with DELETE', async () => {
  const { control, ask, simulator } = await startSimulator()
  const faults = { 'gpt-4o-mini': ['503', '503*2'], '*': 'slow-first@2000' }
  expect(await (await control('PUT', { outage: '429@9', faults })).json()).toMatchObject({
    outage: '429@9',
    faults,
  })
  await control('PATCH', { outage: false })
  expect((await ask()).status).toBe(503)
  await control('PATCH', { faults: { o3: '500', '*': null } })
  expect(await (await control('GET')).json()).toEqual({
    ...atRest,
    faults: { 'gpt-4o-mini': ['503*2'], o3: '500' },
    requestsByModel: { 'gpt-4o-mini': 1 },
  })
  await control('PUT', { faults: { o3: '500' } })
  expect(simulator.state.faults).toEqual({ o3: '500' })
  expect(await (await control('DELETE')).json()).toEqual(atRest)
})

test('does not count as a request to the provider', async () => {
  const { control, simulator } = await startSimulator()
  await control('GET')
  expect(simulator.requests).toEqual([])
})

test('answers during an outage, also when everything is silent', async () => {
  const { control } = await startSimulator()
  await control('PUT', { outage: 'no-headers' })
  expect((await control('GET')).status).toBe(200)
})

test.each([
  ['{oops', null, 'could not parse the JSON'],
  ['[]', null, 'The state has to be a JSON object.'],
  [{ outages: true }, null, 'What can be set is \\"outage\\" and \\"faults\\", not \\"outages\\".'],
  [{ openStreams: 0 }, null, 'not \\"openStreams\\"'],
  [{ outage: 7 }, 'outage', 'has to be true, false or a fault'],
  [{ outage: 'boom' }, null, 'Unknown fault \\"boom\\"'],
  [{ faults: ['503'] }, 'faults', 'an object of plans by model'],
  [{ faults: { 'gpt-9': '503' } }, 'faults', 'There is no model \\"gpt-9\\" to go wrong'],
  ['{"faults":{"__proto__":"503"}}', 'faults', 'There is no model \\"__proto__\\"'],
  [{ faults: { o3: [] } }, null, 'A plan is a fault'],
  [{ outage: true, faults: { o3: 'boom' } }, null, 'Unknown fault'],
])('refuses %j and changes nothing', async (body, param, message) => {
  const { control, simulator } = await startSimulator()
  for (const method of ['PUT', 'PATCH']) {
    const response = await control(method, body)
    expect(response.status).toBe(400)
    expect(await response.clone().text()).toContain(message)
    expect(await response.json()).toMatchObject({ error: { param } })
  }
  expect(simulator.state).toEqual(atRest)
})

test('names the methods that it takes', async () => {
  const { control } = await startSimulator()
  const response = await control('POST', {})
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, PUT, PATCH, DELETE'])
})

test('is not there when it is off', async () => {
  const { control } = await startSimulator({ control: 'off' })
  expect((await control('GET')).status).toBe(404)
})

/** The status for a request whose headers a browser or a proxy would have written. */
function statusFor(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${url}/control`, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

test.each([
  [{}, 200],
  [{ host: 'localhost:4010' }, 200],
  [{ host: '127.0.0.1' }, 200],
  [{ host: '[::1]:4010' }, 200],
  // A page elsewhere has pointed a name of its own to this machine.
  [{ host: 'evil.example:4010' }, 403],
  [{ host: '127.0.0.1.evil.example' }, 403],
  // A proxy on this machine carries strangers.
  [{ 'x-forwarded-for': '203.0.113.7' }, 403],
  [{ forwarded: 'for=203.0.113.7' }, 403],
] as const)('lets this machine in and nobody else: %j', async (headers, status) => {
  const { url } = await startSimulator()
  expect(await statusFor(url, headers)).toBe(status)
})

test('lets everybody in if it is told to', async () => {
  const { url } = await startSimulator({ control: 'anywhere' })
  expect(await statusFor(url, { host: 'demo.example', 'x-forwarded-for': '203.0.113.7' })).toBe(200)
})
