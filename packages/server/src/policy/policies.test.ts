import { ChatError, type ErrorCode, type Notice } from '@millrace/protocol'
import { manualClock } from '@millrace/protocol/testing'
import { describe, expect, test } from 'vitest'
import type { Provider, ProviderEvent, ProviderRequest } from '../provider/Provider.ts'
import type { Breaker } from './breaker.ts'
import { withPolicies } from './Policy.ts'
import { retryBudget } from './retryBudget.ts'
import { type RetryOptions, withRetry } from './withRetry.ts'
import { withBreaker } from './withBreaker.ts'
import { withFailover } from './withFailover.ts'
import { withRestart } from './withRestart.ts'

const request: ProviderRequest = { prompt: [], maxOutputTokens: 10 }

type Script = readonly (ProviderEvent | 'throw')[]

function failure(
  code: ErrorCode,
  options: { retryAfterMs?: number; retryable?: boolean } = {},
): ProviderEvent {
  const retryable = options.retryable ?? ['overloaded', 'rate_limit', 'network'].includes(code)
  return { type: 'error', error: new ChatError(code, 'No.', { ...options, retryable }) }
}

function usageOf(outputTokens: number): ProviderEvent {
  return { type: 'usage', usage: { outputTokens } }
}

const finish: ProviderEvent = { type: 'finish', finishReason: 'stop' }

function text(said: string): ProviderEvent {
  return { type: 'text', text: said }
}

/** Answers by one script after the other, an event per read; the last one for ever. */
function scripted(name: string, ...scripts: readonly Script[]) {
  let calls = 0
  let open = 0
  const provider: Provider = {
    name,
    model: 'm',
    async *stream(_, { signal }) {
      const script = scripts[Math.min(calls, scripts.length - 1)] ?? []
      calls++
      open++
      try {
        for (const event of script) {
          signal.throwIfAborted()
          if (event === 'throw') throw new ChatError('network', 'Lost.', { retryable: true })
          yield [event]
        }
      } finally {
        open--
      }
    },
  }
  return {
    provider,
    get calls() {
      return calls
    },
    get open() {
      return open
    },
  }
}

/** What came of asking, and what may be asked of it while it comes. */
function asking(provider: Provider, signal: AbortSignal = new AbortController().signal) {
  const events: ProviderEvent[] = []
  const done = (async () => {
    for await (const read of provider.stream(request, { signal })) events.push(...read)
  })()
  done.catch(() => undefined)
  return {
    done,
    events,
    said: () => events.map((event) => (event.type === 'text' ? event.text : '')).join(''),
    notices: () =>
      events.flatMap((event): Notice[] => (event.type === 'notice' ? [event.notice] : [])),
    error: () => events.find((event) => event.type === 'error')?.error.code,
  }
}

describe('retry', () => {
  function retrying(provider: Provider, options: RetryOptions = {}, random = 1) {
    const clock = manualClock()
    const budget = retryBudget({ clock })
    const policy = withRetry(options, { clock, random: () => random, budget })
    return { clock, provider: policy(provider) }
  }

  test('asks three times in all, waiting up to twice as long before the third', async () => {
    const model = scripted('a', [failure('overloaded')])
    const { clock, provider } = retrying(model.provider)
    const asked = asking(provider)
    await clock.advance(999)
    expect(model.calls).toBe(1)
    await clock.advance(1)
    expect(model.calls).toBe(2)
    await clock.advance(1999)
    expect(model.calls).toBe(2)
    await clock.advance(1)
    expect(model.calls).toBe(3)
    await asked.done
    expect(asked.error()).toBe('overloaded')
    expect(asked.notices()).toEqual([
      { kind: 'retrying', code: 'overloaded', attempt: 2, retryAt: 1000 },
      { kind: 'retrying', code: 'overloaded', attempt: 3, retryAt: 3000 },
    ])
    expect(clock.pending).toBe(0)
  })

  test.each([
    [2, 2],
    [5, 5],
    [50, 5],
    [0, 1],
  ])('told %i tries, it makes %i', async (attempts, made) => {
    const model = scripted('a', [failure('overloaded')])
    const { clock, provider } = retrying(model.provider, { attempts })
    const asked = asking(provider)
    await clock.advance(1_000_000)
    await asked.done
    expect(model.calls).toBe(made)
  })

  test('full jitter: anywhere from nothing on', async () => {
    const model = scripted('a', [failure('overloaded')], [text('Hi'), finish])
    const { clock, provider } = retrying(model.provider, {}, 0.25)
    const asked = asking(provider)
    await clock.advance(249)
    expect(model.calls).toBe(1)
    await clock.advance(1)
    await asked.done
    expect(asked.said()).toBe('Hi')
  })

  test('a time that the provider names is waited for to the millisecond, and not shortened by jitter', async () => {
    const model = scripted(
      'a',
      [failure('rate_limit', { retryAfterMs: 7000 })],
      [text('Hi'), finish],
    )
    const { clock, provider } = retrying(model.provider, {}, 0)
    const asked = asking(provider)
    await clock.advance(6999)
    expect(model.calls).toBe(1)
    await clock.advance(1)
    await asked.done
    expect(asked.said()).toBe('Hi')
  })

  test('one that is longer than anybody waits is not slept through', async () => {
    const model = scripted('a', [failure('rate_limit', { retryAfterMs: 60_001 })])
    const { provider } = retrying(model.provider)
    const asked = asking(provider)
    await asked.done
    expect(model.calls).toBe(1)
    expect(asked.error()).toBe('rate_limit')
  })

  test.each(['auth', 'quota', 'content_policy', 'invalid_request', 'context_length'] as const)(
    '%s is not asked again',
    async (code) => {
      const model = scripted('a', [failure(code)])
      await asking(retrying(model.provider).provider).done
      expect(model.calls).toBe(1)
    },
  )

  test('a failure as the first event of a good response is invisible (T-19)', async () => {
    const model = scripted('a', [failure('overloaded')], [text('Hel'), text('lo'), finish])
    const { clock, provider } = retrying(model.provider)
    const asked = asking(provider)
    await clock.advance(1000)
    await asked.done
    expect(asked.said()).toBe('Hello')
    expect(asked.error()).toBeUndefined()
  })

  test('a thrown failure before a word is one too', async () => {
    const model = scripted('a', ['throw'], [text('Hi'), finish])
    const { clock, provider } = retrying(model.provider)
    const asked = asking(provider)
    await clock.advance(1000)
    await asked.done
    expect(asked.said()).toBe('Hi')
  })

  test.each<[string, Script]>([
    ['an error', [text('Hel'), failure('overloaded')]],
    ['a broken connection', [text('Hel'), 'throw']],
  ])('after a word %s is passed on, and nothing is asked again (T-18)', async (_, script) => {
    const model = scripted('a', script)
    const asked = asking(retrying(model.provider).provider)
    await asked.done.catch(() => undefined)
    expect(asked.said()).toBe('Hel')
    expect(model.calls).toBe(1)
  })

  test('stop during the sleep ends it at once: no call, no timer, no failure (T-23)', async () => {
    const model = scripted('a', [failure('overloaded')])
    const { clock, provider } = retrying(model.provider)
    const controller = new AbortController()
    const asked = asking(provider, controller.signal)
    await clock.advance(500)
    controller.abort(new ChatError('aborted', 'Stopped.'))
    await expect(asked.done).rejects.toMatchObject({ code: 'aborted' })
    await clock.advance(10_000)
    expect(model.calls).toBe(1)
    expect(clock.pending).toBe(0)
  })

  test('leaving the stream closes what is open, before and after the first word', async () => {
    for (const script of [[text('Hi'), text(' there'), finish], [finish]] satisfies Script[]) {
      const model = scripted('a', script)
      const { provider } = retrying(model.provider)
      for await (const read of provider.stream(request, { signal: new AbortController().signal })) {
        if (read.length > 0) break
      }
      expect(model.open).toBe(0)
    }
  })

  test('a process makes no more retries than a tenth of its requests, and one a second', async () => {
    const clock = manualClock()
    const budget = retryBudget({ clock })
    const policy = withRetry({ attempts: 2, baseMs: 0 }, { clock, random: () => 0, budget })
    const model = scripted('a', [failure('overloaded')])
    const many = Array.from({ length: 100 }, () => asking(policy(model.provider)))
    await clock.advance(0)
    await Promise.all(many.map(({ done }) => done))
    // Ten are at hand, and no more are ever held.
    expect(model.calls).toBe(100 + 10)
    await clock.advance(3000)
    const later = Array.from({ length: 10 }, () => asking(policy(model.provider)))
    await clock.advance(0)
    await Promise.all(later.map(({ done }) => done))
    expect(model.calls).toBe(110 + 10 + 4)
  })
})

describe('failover', () => {
  test('the next provider answers when the first fails before a word, and the user is told', async () => {
    const first = scripted('a', [failure('overloaded')])
    const second = scripted('b', [text('Hi'), finish])
    const left: string[] = []
    const provider = withFailover([first.provider, second.provider], {
      onFailover: (from, to, error) => left.push(`${from.name} ${to.name} ${error.code}`),
    })
    const asked = asking(provider)
    await asked.done
    expect(asked.said()).toBe('Hi')
    expect(asked.notices()).toEqual([
      { kind: 'failed-over', code: 'overloaded', provider: 'b', model: 'm' },
    ])
    expect(left).toEqual(['a b overloaded'])
  })

  test.each(['auth', 'quota', 'region', 'model_not_found', 'timeout', 'rate_limit'] as const)(
    '%s of one is no reason not to ask the other',
    async (code) => {
      const second = scripted('b', [text('Hi'), finish])
      const asked = asking(withFailover([scripted('a', [failure(code)]).provider, second.provider]))
      await asked.done
      expect(asked.said()).toBe('Hi')
    },
  )

  test.each(['content_policy', 'invalid_request', 'context_length', 'too_large'] as const)(
    '%s is final: a laxer provider is not asked (T-60)',
    async (code) => {
      const second = scripted('b', [text('Hi'), finish])
      const asked = asking(withFailover([scripted('a', [failure(code)]).provider, second.provider]))
      await asked.done
      expect(second.calls).toBe(0)
      expect(asked.error()).toBe(code)
    },
  )

  test('after a word nothing is started over: the answer keeps what it has', async () => {
    const second = scripted('b', [text('Other'), finish])
    const first = scripted('a', [text('Hel'), failure('overloaded')])
    const asked = asking(withFailover([first.provider, second.provider]))
    await asked.done
    expect(asked.said()).toBe('Hel')
    expect(second.calls).toBe(0)
  })

  describe('that may start over', () => {
    test('takes back what was said, and the next provider begins anew', async () => {
      const first = scripted('a', [text('Hel'), failure('overloaded')])
      const second = scripted('b', [text('Other'), finish])
      const asked = asking(withRestart([first.provider, second.provider]))
      await asked.done
      expect(asked.events).toEqual([
        text('Hel'),
        { type: 'reset' },
        { type: 'notice', notice: { kind: 'started-over', code: 'overloaded' } },
        {
          type: 'notice',
          notice: { kind: 'failed-over', code: 'overloaded', provider: 'b', model: 'm' },
        },
        text('Other'),
        finish,
      ])
      expect(first.open).toBe(0)
    })

    test('has nothing to take back where nothing was said', async () => {
      const first = scripted('a', [failure('overloaded')])
      const second = scripted('b', [text('Other'), finish])
      const asked = asking(withRestart([first.provider, second.provider]))
      await asked.done
      expect(asked.events.map(({ type }) => type)).toEqual(['notice', 'text', 'finish'])
    })

    test('keeps what a broken connection left where nobody else is left', async () => {
      const broken = () => scripted('a', [text('Hel'), 'throw']).provider
      const asked = asking(withRestart([broken(), broken()]))
      await asked.done
      expect(asked.events.map(({ type }) => type)).toEqual([
        'text',
        'reset',
        'notice',
        'notice',
        'text',
        'error',
      ])
      expect(asked.error()).toBe('network')
    })

    test('takes nothing back until somebody speaks in its place', async () => {
      const first = scripted('a', [text('Half an answer'), failure('overloaded')])
      const dumb = scripted('b', [usageOf(5), failure('auth')])
      const third = scripted('c', [usageOf(7), text('Whole.'), finish])
      const asked = asking(withRestart([first.provider, dumb.provider, third.provider]))
      await asked.done
      expect(asked.events).toEqual([
        text('Half an answer'),
        { type: 'reset' },
        { type: 'notice', notice: { kind: 'started-over', code: 'overloaded' } },
        {
          type: 'notice',
          notice: { kind: 'failed-over', code: 'overloaded', provider: 'c', model: 'm' },
        },
        usageOf(7),
        text('Whole.'),
        finish,
      ])
    })

    test('keeps what it has, and why it broke off, where nobody else says a word', async () => {
      const first = scripted('a', [text('Half an answer'), failure('overloaded')])
      const others = [scripted('b', [failure('auth')]), scripted('c', [failure('rate_limit')])]
      const [b, c] = others.map(({ provider }) => provider) as [Provider, Provider]
      const asked = asking(withRestart([first.provider, b, c]))
      await asked.done
      expect(asked.events.map(({ type }) => type)).toEqual(['text', 'error'])
      expect(asked.error()).toBe('overloaded')
    })

    test.each<[string, Script]>([
      [
        'a tool was called: it may have run',
        [{ type: 'tool-call', toolCallId: 'c', toolName: 't', input: '{}' }, failure('overloaded')],
      ],
      ['it was refused for its content (T-60)', [text('Hel'), failure('content_policy')]],
    ])('does not where %s', async (_, script) => {
      const second = scripted('b', [text('Other'), finish])
      const asked = asking(withRestart([scripted('a', script).provider, second.provider]))
      await asked.done
      expect(second.calls).toBe(0)
      expect(asked.events.at(-1)?.type).toBe('error')
    })

    test('does not after a stop', async () => {
      const controller = new AbortController()
      const second = scripted('b', [text('Other'), finish])
      const first: Provider = {
        name: 'a',
        model: 'm',
        async *stream() {
          yield [text('Hel')]
          controller.abort(new ChatError('aborted', 'Stopped.'))
          throw new TypeError('terminated')
        },
      }
      const asked = asking(withRestart([first, second.provider]), controller.signal)
      await expect(asked.done).rejects.toMatchObject({ code: 'aborted' })
      expect(second.calls).toBe(0)
    })
  })

  test('with all of them down the last failure is told', async () => {
    const asked = asking(
      withFailover([
        scripted('a', [failure('auth')]).provider,
        scripted('b', [failure('overloaded')]).provider,
      ]),
    )
    await asked.done
    expect(asked.error()).toBe('overloaded')
  })
})

describe('breaker', () => {
  function guarded(...models: readonly { readonly provider: Provider }[]) {
    const clock = manualClock()
    const breakers = new Map<string, Breaker>()
    const changes: string[] = []
    const policy = withBreaker(
      {},
      {
        clock,
        random: () => 0.5,
        breakers,
        onChange: ({ name }, { state }) => changes.push(`${name} ${state}`),
      },
    )
    return { clock, changes, breakers, providers: models.map(({ provider }) => policy(provider)) }
  }

  async function ask(provider: Provider | undefined): Promise<ReturnType<typeof asking>> {
    const asked = asking(provider as Provider)
    await asked.done.catch(() => undefined)
    return asked
  }

  test('an open one fails at once, with the time of the next look, and only probes reach the model', async () => {
    const model = scripted(
      'a',
      ...Array.from({ length: 5 }, (): Script => [failure('overloaded')]),
      [text('Hi'), finish],
    )
    const { clock, providers, changes } = guarded(model)
    for (let n = 0; n < 8; n++) await ask(providers[0])
    expect(model.calls).toBe(5)
    const refused = await ask(providers[0])
    const error = refused.events.find((event) => event.type === 'error')?.error
    expect(error).toMatchObject({ code: 'overloaded', retryable: false, retryAfterMs: 30_000 })
    await clock.advance(30_000)
    expect((await ask(providers[0])).said()).toBe('Hi')
    expect(changes).toEqual(['a open', 'a probing', 'a closed'])
    expect(model.calls).toBe(6)
  })

  test('one without credit goes on saying so', async () => {
    const model = scripted('a', [failure('quota')])
    const { providers } = guarded(model)
    expect((await ask(providers[0])).error()).toBe('quota')
    expect((await ask(providers[0])).error()).toBe('quota')
    expect(model.calls).toBe(1)
  })

  test('a break in the middle of an answer counts, once per answer', async () => {
    const model = scripted('a', [text('Hel'), 'throw'])
    const { providers } = guarded(model)
    for (let n = 0; n < 5; n++) await ask(providers[0])
    await ask(providers[0])
    expect(model.calls).toBe(5)
  })

  test('one model’s overload does not close another of the same provider', async () => {
    const bad = scripted('a', [failure('overloaded')])
    const good = scripted('a', [text('Hi'), finish])
    const { providers } = guarded(bad, { provider: { ...good.provider, model: 'other' } })
    for (let n = 0; n < 6; n++) await ask(providers[0])
    expect((await ask(providers[1])).said()).toBe('Hi')
  })

  test('two deployments of one model at two addresses have one each', async () => {
    const bad = scripted('azure', [failure('overloaded')])
    const good = scripted('azure', [text('Hi'), finish])
    const { providers } = guarded(
      { provider: { ...bad.provider, address: 'https://east.example' } },
      { provider: { ...good.provider, address: 'https://west.example' } },
    )
    for (let n = 0; n < 6; n++) await ask(providers[0])
    expect(bad.calls).toBe(5)
    expect((await ask(providers[1])).said()).toBe('Hi')
  })

  test('a probe that speaks closes it: nobody waits for the end of a long answer', async () => {
    const failures = Array.from({ length: 5 }, (): Script => [failure('overloaded')])
    const model = scripted('a', ...failures, [text('Hi'), text(' there'), finish])
    const { clock, providers, changes, breakers } = guarded(model)
    for (let n = 0; n < 5; n++) await ask(providers[0])
    await clock.advance(30_000)
    const { signal } = new AbortController()
    const probe = providers[0]?.stream(request, { signal })[Symbol.asyncIterator]()
    expect((await probe?.next())?.value).toEqual([text('Hi')])
    expect(changes).toEqual(['a open', 'a probing', 'a closed'])
    expect((await ask(providers[0])).said()).toBe('Hi there')
    await probe?.return?.()
    expect([...breakers.values()]).toMatchObject([{ state: 'closed', inARow: 0 }])
  })

  test('a probe that breaks after its first words counts as one failure', async () => {
    const failures = Array.from({ length: 5 }, (): Script => [failure('overloaded')])
    const model = scripted('a', ...failures, [text('Hi'), 'throw'])
    const { clock, providers, breakers } = guarded(model)
    for (let n = 0; n < 5; n++) await ask(providers[0])
    await clock.advance(30_000)
    await ask(providers[0])
    expect([...breakers.values()]).toMatchObject([{ state: 'closed', inARow: 1 }])
  })

  test('the user’s stop and refusals count for nothing', async () => {
    const model = scripted('a', [failure('content_policy')])
    const { providers, breakers } = guarded(model)
    for (let n = 0; n < 20; n++) await ask(providers[0])
    const controller = new AbortController()
    controller.abort(new ChatError('aborted', 'Stopped.'))
    for (let n = 0; n < 20; n++) {
      await asking(providers[0] as Provider, controller.signal).done.catch(() => undefined)
    }
    expect([...breakers.values()].every(({ state }) => state === 'closed')).toBe(true)
  })

  test('under retry and failover, an open one is passed over without a wait', async () => {
    const down = scripted('a', [failure('overloaded')])
    const up = scripted('b', [text('Hi'), finish])
    const clock = manualClock()
    const budget = retryBudget({ clock, most: 1000 })
    const breakers = new Map<string, Breaker>()
    const around = { clock, random: () => 0.5, breakers, budget }
    const provider = withFailover([
      withPolicies(down.provider, withRetry({}, around), withBreaker({}, around)),
      withPolicies(up.provider, withRetry({}, around), withBreaker({}, around)),
    ])
    for (let n = 0; n < 4; n++) {
      const asked = asking(provider)
      await clock.advance(5000)
      await asked.done
      expect(asked.said()).toBe('Hi')
    }
    const calls = down.calls
    expect(calls).toBe(5)
    const before = clock.now()
    await asking(provider).done
    expect(down.calls).toBe(calls)
    expect(clock.now()).toBe(before)
  })
})
