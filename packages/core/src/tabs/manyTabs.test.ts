import { type Random, wait } from '@millrace/protocol'
import { manualClock, seededRandom } from '@millrace/protocol/testing'
import { expect, test } from 'vitest'
import { memoryRecords } from './fixtures/memoryRecords.ts'
import { type MortalTab, mortalTab } from './fixtures/mortalTab.ts'
import { holdLease } from './holdLease.ts'

const rounds = process.env['MILLRACE_DEEP'] === undefined ? 15 : 600
const seeds = Array.from({ length: rounds }, (_, seed) => seed)

/** One who may write: it has begun, has not ended, was not told to stop, and is not asleep. */
interface Writer {
  readonly tab: MortalTab
  readonly signal: AbortSignal
}

test.each(seeds)(
  'of many tabs that come, sleep, die and lose heart, one works at a time, and all get their turn: %i (T-36)',
  async (seed) => {
    const random = seededRandom(seed)
    const machine = manualClock(1_700_000_000_000)
    // A database that answers in up to a quarter of a second, and now and then in three.
    const browser = memoryRecords(() =>
      wait(machine, random() < 0.01 ? 3000 * random() : 250 * random() ** 4),
    )
    const writers = new Set<Writer>()
    /** How many worked at the same moment, at most. */
    let most = 0
    const count = (): void => {
      const writing = [...writers].filter(
        ({ tab, signal }) => tab.state === 'alive' && !signal.aborted,
      )
      most = Math.max(most, writing.length)
    }
    let ids = 0
    const newId = (): string => `${++ids}`
    let worked = 0

    async function live(tab: MortalTab): Promise<string> {
      const { clock, records } = tab
      const options = { name: 'sending', records, clock, newId, random }
      for (let turn = 0; turn < 4; turn++) {
        await wait(clock, 10_000 * random())
        const controller = new AbortController()
        // Some wait for it no longer than a while.
        if (random() < 0.2) clock.schedule(() => controller.abort(), 6000 * random())
        const heeds = random() < 0.5
        const held = holdLease(
          async (signal) => {
            const writer = { tab, signal }
            writers.add(writer)
            count()
            await wait(clock, 12_000 * random() ** 2, heeds ? signal : undefined).catch(() => '')
            writers.delete(writer)
            worked++
          },
          options,
          controller.signal,
        )
        await held.catch((cause: unknown) => {
          if (!controller.signal.aborted) throw cause
        })
      }
      return 'done'
    }

    function fate(tab: MortalTab, chance: Random): void {
      const at = 60_000 * chance()
      if (chance() < 0.4) {
        machine.schedule(() => tab.die(), at)
      } else if (chance() < 0.5) {
        machine.schedule(() => tab.freeze(), at)
        machine.schedule(
          () => {
            tab.thaw()
            count()
          },
          at + 20_000 * chance(),
        )
      }
    }

    const tabs = Array.from({ length: 3 + Math.floor(random() * 4) }, () =>
      mortalTab(machine, browser),
    )
    const lives = tabs.map((tab) => {
      fate(tab, random)
      const life = { tab, end: 'still waiting' }
      machine.schedule(() => {
        void live(tab).then(
          (end) => (life.end = end),
          (cause: unknown) => (life.end = String(cause)),
        )
      }, 30_000 * random())
      return life
    })
    await machine.advance(900_000)

    expect(most).toBe(1)
    expect(worked).toBeGreaterThan(0)
    expect(lives.filter(({ tab }) => tab.state !== 'dead').map(({ end }) => end)).toEqual(
      lives.flatMap(({ tab }) => (tab.state === 'dead' ? [] : ['done'])),
    )
    // Nobody who lives has left anything behind.
    expect(machine.pending).toBe(0)
  },
)
