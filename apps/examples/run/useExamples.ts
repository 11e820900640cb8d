import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSimulator, type Simulator } from '@millrace/simulator'
import { type Browser, chromium } from 'playwright'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { chromiumArgs, findChromium } from '../../../scripts/chromium.ts'
import { packPackages } from '../../../scripts/packPackages.ts'
import { installExample, type InstalledExample } from './installExample.ts'
import { openExample, type OpenExample } from './openExample.ts'
import { type RunningExample, startExample } from './startExample.ts'
import { warningsIn } from './warningsIn.ts'

/** What the tests of a file share: the packed packages, a provider, a browser. */
export interface Examples {
  readonly simulator: Simulator
  /** Installed once for all tests of the file. */
  readonly install: (name: string) => Promise<InstalledExample>
  /** Ends with the test. Talks to the simulator. */
  readonly start: (
    name: string,
    env?: Readonly<Record<string, string>>,
    script?: 'start' | 'dev',
  ) => Promise<RunningExample>
  /** Closed with the test, which fails where the page had trouble. */
  readonly open: (address: string, expected?: RegExp) => Promise<OpenExample>
}

/** What the simulator says to a question. */
export const answers = {
  'What is the answer?': 'It is forty-two, as far as anybody knows.',
  'And what was the question?': 'Nobody has written it down.',
} as const

/** To what the texts of `rag` tell. */
export const groundedAnswer = {
  question: 'Until when may I send a lamp back?',
  answer: 'You have 30 days [1].',
} as const

const script = Object.entries({
  ...answers,
  [groundedAnswer.question]: groundedAnswer.answer,
})

/** Prepares a file of tests. To be called at its top. */
export function useExamples(): Examples {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-tarballs-'))
  const simulator = createSimulator({
    answer: (question) => script.find(([asked]) => question.includes(asked))?.[1],
  })
  const installed = new Map<string, Promise<InstalledExample>>()
  const running: RunningExample[] = []
  const opened: { readonly example: OpenExample; readonly expected: RegExp }[] = []
  let tarballs: ReadonlyMap<string, string>
  let provider: Awaited<ReturnType<Simulator['listen']>>
  let browser: Browser

  beforeAll(async () => {
    tarballs = packPackages(folder)
    provider = await simulator.listen()
    const executablePath = findChromium()
    browser = await chromium.launch({
      args: chromiumArgs,
      ...(executablePath === undefined ? {} : { executablePath }),
    })
  }, 60_000)

  afterEach(async () => {
    const problems = opened
      .splice(0)
      .flatMap(({ example, expected }) => example.problems.filter((text) => !expected.test(text)))
    const printed = running.map((example) => example.printed())
    for (const context of browser.contexts()) await context.close()
    for (const example of running.splice(0)) await example.stop()
    simulator.reset()
    expect([...problems, ...printed.flatMap(warningsIn)]).toEqual([])
  })

  afterAll(async () => {
    // What a test has started after its time was over.
    for (const example of running.splice(0)) await example.stop()
    await browser?.close()
    await provider?.close()
    for (const result of await Promise.allSettled(installed.values())) {
      if (result.status === 'fulfilled') result.value.remove()
    }
    rmSync(folder, { recursive: true, force: true })
  })

  async function install(name: string): Promise<InstalledExample> {
    const before = installed.get(name) ?? installExample(name, tarballs)
    installed.set(name, before)
    return await before
  }

  return {
    simulator,
    install,
    async start(name, env = {}, script = 'start') {
      const keys = { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: provider.baseURL }
      const example = await startExample(await install(name), { ...keys, ...env }, script)
      running.push(example)
      return example
    },
    async open(address, expected = /^$/) {
      const example = await openExample(browser, address)
      opened.push({ example, expected })
      return example
    },
  }
}
