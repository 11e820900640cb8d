import { manualClock } from '@millrace/protocol/testing'
import { createSimulator } from '@millrace/simulator'
import { expect, test } from 'vitest'
import { createRehearsal } from './createRehearsal.ts'
import { keptScenario } from './keptScenario.ts'
import type { Scenario } from './Scenario.ts'
import { allIsWell, scenarios } from './scenarios.ts'
import type { SimulatorControl } from './simulatorControl.ts'

function scenario(id: string): Scenario {
  const found = scenarios.find((one) => one.id === id)
  if (found === undefined) throw new Error(`There is no scenario ${id}.`)
  return found
}

/** A browser with several pages, before a simulator that can go away. */
function demo() {
  const simulator = createSimulator()
  const clock = manualClock(1_700_000_000_000)
  const stored = new Map<string, string>()
  const storage = {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
    removeItem: (name: string) => void stored.delete(name),
  }
  let away = false
  let looks = 0
  const control: SimulatorControl = {
    read: async () => {
      looks++
      if (away) throw new Error('Away.')
      return simulator.state
    },
    set: async ({ outage, faults }) => {
      if (away) throw new Error('Away.')
      simulator.setOutage(outage)
      simulator.setFaults(faults)
      return simulator.state
    },
  }
  return {
    simulator,
    clock,
    stored,
    goAway: (isAway: boolean) => (away = isAway),
    looks: () => looks,
    page: () => createRehearsal({ control, kept: keptScenario(() => storage), clock }),
  }
}

test.each(scenarios)(
  '$id is taken by the simulator, and known again by another page',
  async (one) => {
    const { simulator, page } = demo()
    const first = page()
    await first.choose(one)
    expect(first.getState()).toMatchObject({ rehearsed: { scenario: one }, problem: undefined })
    expect({ outage: simulator.state.outage, faults: simulator.state.faults }).toEqual(one.trouble)
    const second = page()
    await second.look()
    expect(second.getState()).toEqual(first.getState())
  },
)

test('each has a name and an id of its own', () => {
  expect(new Set(scenarios.map(({ id }) => id)).size).toBe(scenarios.length)
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length)
})

test('there is one at a time, and of two quick choices the last one stays', async () => {
  const { simulator, page } = demo()
  const rehearsal = page()
  await Promise.all([rehearsal.choose(scenario('down')), rehearsal.choose(scenario('cut'))])
  expect(simulator.state).toMatchObject({ outage: false, faults: { '*': 'cut@12000' } })
  expect(rehearsal.getState().rehearsed?.scenario?.id).toBe('cut')
})

test('down for a minute is over after a minute, to the millisecond', async () => {
  const { simulator, clock, page } = demo()
  const rehearsal = page()
  const end = rehearsal.watch()
  await rehearsal.choose(scenario('down-a-minute'))
  const until = clock.now() + 60_000
  expect(rehearsal.getState().rehearsed?.until).toBe(until)
  await clock.advance(59_999)
  expect(simulator.state.outage).toBe(true)
  await clock.advance(1)
  expect(simulator.state.outage).toBe(false)
  expect(rehearsal.getState().rehearsed).toMatchObject({ scenario: allIsWell, until: undefined })
  end()
  expect(clock.pending).toBe(0)
})

test('what was over while no page was open is ended by the next one', async () => {
  const { simulator, clock, page } = demo()
  await page().choose(scenario('down-a-minute'))
  await clock.advance(3_600_000)
  expect(simulator.state.outage).toBe(true)
  const next = page()
  await next.look()
  expect(simulator.state.outage).toBe(false)
  expect(next.getState().rehearsed?.scenario).toBe(allIsWell)
})

test('a page that waits for the end of one does not end what another page has chosen since', async () => {
  const { simulator, clock, page } = demo()
  const waiting = page()
  const end = waiting.watch()
  await waiting.choose(scenario('down-a-minute'))
  await clock.advance(58_500)
  await page().choose(scenario('down'))
  await clock.advance(10_000)
  expect(simulator.state.outage).toBe(true)
  expect(waiting.getState().rehearsed).toMatchObject({
    scenario: scenario('down'),
    until: undefined,
  })
  end()
})

test('requests are counted since the choice, and from zero where the demo was started anew', async () => {
  const { simulator, page } = demo()
  const { baseURL, close } = await simulator.listen()
  const ask = async () =>
    await fetch(`${baseURL}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hello' }] }),
    })
  await ask()
  await ask()
  const rehearsal = page()
  await rehearsal.choose(scenario('down'))
  expect((await ask()).status).toBe(503)
  await rehearsal.look()
  expect(rehearsal.getState().rehearsed).toMatchObject({ requests: 3, requestsSince: 1 })
  simulator.reset()
  simulator.setOutage(true)
  await ask()
  await rehearsal.look()
  expect(rehearsal.getState().rehearsed).toMatchObject({ requests: 1, requestsSince: 1 })
  await close()
})

test('what somebody set at the control endpoint is shown as none of ours', async () => {
  const { simulator, page } = demo()
  const rehearsal = page()
  await rehearsal.choose(scenario('unreachable'))
  simulator.setOutage('no-headers')
  await rehearsal.look()
  expect(rehearsal.getState().rehearsed).toMatchObject({ scenario: undefined, until: undefined })
  // As if it had been chosen here.
  simulator.setOutage(true)
  await rehearsal.look()
  expect(rehearsal.getState().rehearsed?.scenario?.id).toBe('down')
})

test('a simulator that is away is told of, asked every two seconds, and found again', async () => {
  const { simulator, clock, page, goAway, looks } = demo()
  const rehearsal = page()
  await rehearsal.choose(scenario('down-a-minute'))
  const end = rehearsal.watch()
  await clock.advance(0)
  goAway(true)
  const before = looks()
  // Past its end, which cannot be brought about now.
  await clock.advance(120_000)
  expect(looks() - before).toBe(60)
  expect(rehearsal.getState()).toMatchObject({
    problem: 'Away.',
    rehearsed: { scenario: scenario('down-a-minute') },
  })
  await rehearsal.choose(scenario('cut'))
  expect(rehearsal.getState().problem).toBe('Away.')
  goAway(false)
  await clock.advance(2000)
  expect(rehearsal.getState()).toMatchObject({
    problem: undefined,
    rehearsed: { scenario: allIsWell },
  })
  expect(simulator.state.outage).toBe(false)
  end()
})

test('who listens hears of changes only', async () => {
  const { page } = demo()
  const rehearsal = page()
  let heard = 0
  const leave = rehearsal.subscribe(() => heard++)
  await rehearsal.look()
  await rehearsal.look()
  expect(heard).toBe(1)
  await rehearsal.choose(scenario('down'))
  expect(heard).toBe(2)
  leave()
  await rehearsal.choose(allIsWell)
  expect(heard).toBe(2)
})

test.each([
  ['nothing', undefined],
  ['no JSON', '{"id":'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a number for an id', '{"id":7}'],
  ['an id that is none', '{"id":"__proto__","until":1,"requestsBefore":0}'],
  ['times that are none', '{"id":"down-a-minute","until":"soon","requestsBefore":-1}'],
])('%s in the storage is not taken for a scenario (T-40)', async (_, text) => {
  const { simulator, stored, page } = demo()
  if (text !== undefined) stored.set('millrace-demo-rehearsal', text)
  const rehearsal = page()
  await rehearsal.look()
  expect(rehearsal.getState()).toEqual({
    rehearsed: { scenario: allIsWell, until: undefined, requests: 0, requestsSince: 0 },
    problem: undefined,
  })
  expect(simulator.state).toMatchObject({ outage: false, faults: {} })
})

test('a storage that is full or forbidden keeps a page from nothing (T-40)', () => {
  const kept = keptScenario(() => {
    throw new DOMException('Forbidden.', 'SecurityError')
  })
  expect(kept.read()).toBeUndefined()
  const chosen = { id: 'unreachable', until: undefined, requestsBefore: 3 }
  kept.write(chosen)
  expect(kept.read()).toEqual(chosen)
  kept.write(undefined)
  expect(kept.read()).toBeUndefined()
})
