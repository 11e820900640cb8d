import { expect, test } from 'vitest'
import { answerOf } from './answerOf.ts'
import { askTwice } from './askTwice.ts'
import { freePort } from './freePort.ts'
import { answers, groundedAnswer, useExamples } from './useExamples.ts'
import { warningsIn } from './warningsIn.ts'

const examples = useExamples()
/** Mostly the installation and the build, which others on the machine make slow. */
const minutes = 600_000

// vite and hono: quick.demo.test.ts.
test.each(['express', 'ai-sdk-client', 'ai-sdk-route', 'rag'])(
  '%s installs, builds, starts and answers',
  async (name) => {
    await askTwice(examples, name)
  },
  minutes,
)

test(
  'nextjs installs, builds without a key, starts and answers, and nothing is said of hydration',
  async () => {
    await askTwice(examples, 'nextjs')
  },
  minutes,
)

test(
  'nextjs shows a chat in a component of the server',
  async () => {
    const { address } = await examples.start('nextjs')
    const { ask } = await examples.open(`${address}/plain`)
    for (const [question, answer] of Object.entries(answers)) await ask(question, answer)
  },
  minutes,
)

test(
  'nextjs in development says nothing of hydration, where React tells all that it sees',
  async () => {
    const { address } = await examples.start('nextjs', { NODE_ENV: 'development' }, 'dev')
    for (const path of ['/', '/plain']) {
      const { ask } = await examples.open(`${address}${path}`)
      const [[question, answer] = ['', '']] = Object.entries(answers)
      await ask(question, answer)
    }
  },
  minutes,
)

test.each(['express', 'nextjs'])(
  '%s answers any program with a stream',
  async (name) => {
    const { address } = await examples.start(name)
    const [[question, answer] = ['', '']] = Object.entries(answers)
    expect(await answerOf(`${address}/api/chat`, question)).toBe(answer)
  },
  minutes,
)

test(
  'rag answers from its texts, and says where it stands',
  async () => {
    const { address } = await examples.start('rag')
    const { page, ask } = await examples.open(address)
    await ask(groundedAnswer.question, groundedAnswer.answer)
    expect(JSON.stringify(examples.simulator.requests.at(-1)?.body)).toContain(
      '> You may send a lamp back within 30 days',
    )
    const source = page.getByRole('link', { name: /Returns/ })
    await expect.poll(() => source.getAttribute('href')).toBe('https://lamps.example/help/returns')
  },
  minutes,
)

test(
  'sqlite-history knows after a restart what was said before',
  async () => {
    const { printed } = await examples.install('sqlite-history')
    expect(warningsIn(printed)).toEqual([])
    const first = await examples.start('sqlite-history')
    const [[question, answer] = ['', '']] = Object.entries(answers)
    expect(await answerOf(`${first.address}/api/chat`, question)).toBe(answer)
    await first.stop()
    const second = await examples.start('sqlite-history')
    const response = await fetch(`${second.address}/api/chat/chat/messages`)
    const { messages } = (await response.json()) as {
      readonly messages: readonly { readonly parts: readonly { readonly text?: string }[] }[]
    }
    expect(messages.map(({ parts }) => parts.map(({ text = '' }) => text).join(''))).toEqual([
      question,
      answer,
    ])
  },
  minutes,
)

test(
  'html-embed shows a chat of another origin',
  async () => {
    const { printed } = await examples.install('html-embed')
    expect(warningsIn(printed)).toEqual([])
    const { address } = await examples.start('html-embed', { CHAT_PORT: '0' })
    const { ask } = await examples.open(address)
    for (const [question, answer] of Object.entries(answers)) await ask(question, answer)
  },
  minutes,
)

test(
  'the page of html-embed asks the route of nextjs, which lets in no page of an unknown origin',
  async () => {
    const port = String(await freePort())
    const origin = `http://127.0.0.1:${port}`
    const { address: chat } = await examples.start('nextjs', { CHAT_ORIGINS: origin })
    const api = `${chat}/api/chat`
    const known = await examples.start('html-embed', { PORT: port, CHAT_API: api })
    const { ask } = await examples.open(known.address)
    for (const [question, answer] of Object.entries(answers)) await ask(question, answer)
    const asked = examples.simulator.requests.length

    const unknown = await examples.start('html-embed', { CHAT_API: api })
    const other = await examples.open(unknown.address, /blocked by CORS policy|net::ERR_FAILED/)
    await other.page.getByRole('textbox', { name: 'Message' }).fill('Let me in.')
    await other.page.keyboard.press('Enter')
    await expect.poll(() => other.problems.join('\n')).toMatch(/blocked by CORS policy/)
    expect(examples.simulator.requests).toHaveLength(asked)
  },
  minutes,
)
