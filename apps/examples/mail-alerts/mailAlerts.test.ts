import { createServer } from 'node:net'
import { type Alert, createChatRoute, type Provider } from '@millrace/server'
import { SMTPServer } from 'smtp-server'
import { afterEach, expect, test, vi } from 'vitest'
import { mailAlerts } from './mailAlerts.ts'

const closing: (() => void)[] = []
afterEach(() => closing.splice(0).forEach((close) => close()))

/** A mail server that keeps what it is sent. */
async function sink(): Promise<{ readonly smtp: string; readonly mails: readonly string[] }> {
  const mails: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _, callback) {
      let text = ''
      stream.on('data', (piece: Buffer) => (text += piece.toString()))
      stream.on('end', () => {
        mails.push(text)
        callback()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  const address = server.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The sink has no port.')
  return { smtp: `smtp://127.0.0.1:${address.port}`, mails }
}

const spender: Provider = {
  name: 'spender',
  model: 'gpt-4o-mini',
  async *stream({ inputTokens = 0, maxOutputTokens: outputTokens }) {
    await Promise.resolve()
    yield [{ type: 'text', text: 'Paid.' }]
    yield [{ type: 'usage', usage: { inputTokens, outputTokens } }]
    yield [{ type: 'finish', finishReason: 'stop' }]
  },
}

function ask(route: (request: Request) => Promise<Response>, id: string): Promise<Response> {
  const messages = [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'Hi' }] }]
  return route(
    new Request('http://localhost/api/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id, messages }),
    }),
  )
}

test('a budget that runs out is a mail for each step, once', async () => {
  const { smtp, mails } = await sink()
  const route = createChatRoute({
    providers: [spender],
    identify: () => ({ user: 'ada' }),
    budget: { total: { perDayUsd: 0.0007 } },
    onAlert: mailAlerts({ smtp, from: 'chat@example.com', to: 'team@example.com' }),
    logger: { info() {}, warn() {}, error() {} },
  })
  for (const id of ['a', 'b', 'c']) await (await ask(route, id)).text()
  await vi.waitFor(() => expect(mails).toHaveLength(2))
  const subjects = new Set(mails.map((mail) => /^Subject: (.*)$/m.exec(mail)?.[1]))
  expect(subjects).toEqual(new Set(['[chat] budget-hard', '[chat] budget-soft']))
  expect(mails[0]).toMatch(/^To: team@example\.com/m)
  await route.close({ timeoutMs: 100 })
})

test('a mail server that is not there costs no answer, and is told of', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const address = taken.address()
  if (typeof address !== 'object' || address === null) throw new Error('It has no port.')
  await new Promise((resolve) => taken.close(resolve))
  const onFailed = vi.fn<(error: unknown) => void>()
  const alert: Alert = { kind: 'budget-store', message: 'No.' }
  const smtp = `smtp://127.0.0.1:${address.port}`
  mailAlerts({ smtp, from: 'chat@example.com', to: 'team@example.com', onFailed })(alert)
  await vi.waitFor(() => expect(onFailed).toHaveBeenCalledOnce())
})
