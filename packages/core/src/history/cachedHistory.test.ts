import { ChatError, type Message, withFacts } from '@millrace/protocol'
import { manualClock, seededRandom } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import { createPersistence } from '../persistence/createPersistence.ts'
import { answer, question, runOf } from '../persistence/fixtures/said.ts'
import type { KeptChat } from '../persistence/KeptChat.ts'
import { manualHistory } from '../testing/manualHistory.ts'
import { cachedHistory } from './cachedHistory.ts'
import type { ChatHistory, HistoryPage } from './ChatHistory.ts'

const network = new ChatError('network', 'gone', { retryable: true })

function made() {
  const clock = manualClock()
  const remote = manualHistory(50)
  const kept = createPersistence({ user: 'ada', clock }).chat('c')
  const history = cachedHistory(remote, kept, { clock })
  const load = (before?: string, limit = 50): Promise<HistoryPage> =>
    history.load({ chatId: 'c', before, limit, signal: new AbortController().signal })
  const all = async (): Promise<readonly Message[]> => (await kept.open(Infinity)).messages
  return { clock, remote, kept, history, load, all }
}

function messages(from: number, to: number): readonly Message[] {
  return Array.from({ length: to - from }, (_, at) => question(`m${from + at}`))
}

test('brings what the other side has, and keeps it in its order, older pages in front', async () => {
  const { remote, load, all, kept } = made()
  const newest = load()
  await remote.bring(messages(100, 150))
  expect(await newest).toEqual({ messages: messages(100, 150), more: true })
  const older = load('m100')
  await remote.bring(messages(50, 100))
  await older
  const oldest = load('m50')
  await remote.bring(messages(0, 50), false)
  await oldest
  expect(await all()).toEqual(messages(0, 150))
  expect((await kept.open(150)).more).toBe(false)
  expect(remote.requests.map(({ before }) => before)).toEqual([undefined, 'm100', 'm50'])
})

describe('where the other side cannot be reached', () => {
  test('pages come from here, and the beginning is not taken for one that is only not kept', async () => {
    const { remote, load } = made()
    const first = load()
    await remote.bring(messages(50, 100))
    await first
    const again = load(undefined, 20)
    await remote.fail(network)
    expect(await again).toEqual({ messages: messages(80, 100), more: true })
    const older = load('m80')
    await remote.fail(network)
    expect(await older).toEqual({ messages: messages(50, 80), more: true })
    for (const before of ['m50', 'nobody']) {
      const oldest = load(before)
      await remote.fail(network)
      await expect(oldest).rejects.toBe(network)
    }
  })

  test('the beginning is told where it is kept', async () => {
    const { remote, load } = made()
    const first = load()
    await remote.bring(messages(0, 10), false)
    await first
    const none = load('m0')
    await remote.fail(network)
    expect(await none).toEqual({ messages: [], more: false })
  })

  test('a conversation of which nothing is kept fails as it would have', async () => {
    const { remote, load } = made()
    const page = load()
    await remote.fail(network)
    await expect(page).rejects.toBe(network)
  })

  test('what it says by itself is no silence', async () => {
    const { remote, load, kept } = made()
    await kept.save(messages(0, 3))
    const page = load()
    const refused = new ChatError('auth', 'no')
    await remote.fail(refused)
    await expect(page).rejects.toBe(refused)
  })
})

describe('where the other side is silent', () => {
  test('the page comes from here after ten seconds, and what comes late is kept', async () => {
    const { remote, load, kept, clock, all } = made()
    await kept.save(messages(0, 3))
    let page: HistoryPage | undefined
    void load().then((brought) => {
      page = brought
    })
    await clock.advance(9999)
    expect(page).toBeUndefined()
    await clock.advance(1)
    expect(page).toEqual({ messages: messages(0, 3), more: false })
    await remote.bring(messages(0, 5), false)
    await clock.advance(0)
    expect(await all()).toEqual(messages(0, 5))
    expect(clock.pending).toBe(0)
  })

  test('a page of which nothing is here is waited for', async () => {
    const { remote, load, clock } = made()
    const page = load()
    await clock.advance(60_000)
    await remote.bring(messages(0, 5), false)
    expect(await page).toEqual({ messages: messages(0, 5), more: false })
  })
})

describe('what is here and there', () => {
  async function loaded(
    here: (kept: KeptChat) => Promise<unknown>,
    there: readonly Message[],
    more = false,
  ): Promise<{ readonly page: readonly Message[]; readonly all: readonly Message[] }> {
    const { remote, load, kept, all } = made()
    await here(kept)
    const page = load()
    await remote.bring(there, more)
    return { page: (await page).messages, all: await all() }
  }
  const cut = withFacts(answer('a', 'Hel'), { status: 'interrupted' })
  const whole = withFacts(answer('a', 'Hello', 'done'), { finishReason: 'stop' })

  test('was cut off here and is whole there: it is whole', async () => {
    const { page, all } = await loaded(
      (kept) => kept.save([question('q'), cut]),
      [question('q'), whole],
    )
    expect([page, all]).toEqual([
      [question('q'), whole],
      [question('q'), whole],
    ])
  })

  test('is whole here and was cut off there: it stays whole', async () => {
    const { page, all } = await loaded(
      (kept) => kept.save([question('q'), whole]),
      [question('q'), cut],
    )
    expect([page, all]).toEqual([
      [question('q'), whole],
      [question('q'), whole],
    ])
  })

  test('has a tool that was answered here and waits there: the answer stays', async () => {
    const call = { type: 'tool-ask', toolCallId: 't', input: {} } as const
    const waiting: Message = {
      ...answer('a', 'x'),
      parts: [{ ...call, state: 'input-available' }],
    }
    const answered: Message = {
      ...answer('a', 'x'),
      parts: [{ ...call, state: 'output-available', output: 7 }],
    }
    expect((await loaded((kept) => kept.save([answered]), [waiting])).all).toEqual([answered])
    expect((await loaded((kept) => kept.save([waiting]), [answered])).all).toEqual([answered])
  })

  test('is being written here: it stays as it is here', async () => {
    const run = runOf('r', 'Hel', { after: 3 })
    const { all } = await loaded(
      async (kept) => {
        await kept.save([question('q')])
        await kept.saveRun(run)
      },
      [question('q'), whole],
    )
    expect(all).toEqual([question('q')])
  })

  test('is only here: it stays where it was', async () => {
    const { all } = await loaded(
      (kept) => kept.save([...messages(0, 3), answer('canned', 'Later.'), ...messages(3, 5)]),
      [...messages(1, 5), question('new')],
      true,
    )
    expect(all.map(({ id }) => id)).toEqual(['m0', 'm1', 'm2', 'canned', 'm3', 'm4', 'new'])
  })

  test('is only there: it goes where the page has it', async () => {
    const { all } = await loaded(
      (kept) => kept.save([question('m1'), question('m4')]),
      messages(0, 6),
    )
    expect(all).toEqual(messages(0, 6))
  })

  test('does not follow what is here: that goes, so that nothing is missing in between', async () => {
    const { all } = await loaded((kept) => kept.save(messages(0, 10)), messages(60, 110), true)
    expect(all).toEqual(messages(60, 110))
  })

  test('follows what is here, as it says itself: both stay', async () => {
    const next = withFacts(question('next'), { parentId: 'm9' })
    const { all } = await loaded((kept) => kept.save(messages(0, 10)), [next], true)
    expect(all).toEqual([...messages(0, 10), next])
  })

  test('is hostile there: what is no message is not kept, and one that is there twice is kept once (T-53)', async () => {
    const { remote, load, all } = made()
    const page = load()
    const [first] = messages(0, 1)
    await remote.bringValue({
      messages: [null, first, { id: 'x' }, first, question('y')],
      more: false,
    })
    await page
    expect(await all()).toEqual([first, question('y')])
    const none = load()
    await remote.bringValue('page')
    await expect(none).rejects.toMatchObject({ code: 'bad_event' })
  })
})

test('after any walk through a history that grows, what is kept is its end: 300 walks, seeded', async () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = seededRandom(seed)
    const upTo = (most: number): number => Math.floor(random() * most)
    const clock = manualClock()
    const kept = createPersistence({ user: 'ada', clock }).chat('c')
    let there: readonly Message[] = messages(0, upTo(60))
    let isGone = false
    const remote: ChatHistory = {
      async load({ before, limit }) {
        if (isGone) throw network
        const end = before === undefined ? there.length : there.findIndex(({ id }) => id === before)
        const from = Math.max(0, end - limit)
        return { messages: there.slice(from, end), more: from > 0 }
      },
    }
    const history = cachedHistory(remote, kept, { clock })
    const { signal } = new AbortController()
    for (let turn = 0; turn < 8; turn++) {
      there = [...there, ...messages(there.length, there.length + upTo(30))]
      isGone = random() < 0.3
      let before: string | undefined
      for (let page = upTo(4); page >= 0; page--) {
        const limit = 1 + upTo(20)
        const brought = await history
          .load({ chatId: 'c', before, limit, signal })
          .catch(() => undefined)
        before = brought?.messages[0]?.id
        if (before === undefined) break
      }
      const { messages: all, more } = await kept.open(Infinity)
      const label = `seed ${seed}, turn ${turn}`
      // A part of it without a gap.
      const from = there.findIndex(({ id }) => id === all[0]?.id)
      if (all.length > 0) expect(all, label).toEqual(there.slice(from, from + all.length))
      if (all.length > 0) expect(more, label).toBe(from > 0)
      if (!isGone && all.length > 0) expect(all.at(-1), label).toEqual(there.at(-1))
    }
  }
})
