import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ChatStore, createChat, createHttpHistory, createHttpTransport } from '@millrace/core'
import { factsOf, type Message, textOf } from '@millrace/protocol'
import { createSimulator } from '@millrace/simulator'
import { expect, onTestFinished, test, vi } from 'vitest'

const chatProcess = join(import.meta.dirname, 'fixtures/chatProcess.ts')

/** Starts the server in a process of its own. */
async function start(
  ...settings: readonly string[]
): Promise<{ readonly child: ChildProcess; readonly port: string }> {
  const args = ['--no-warnings', '--conditions=@millrace/source', chatProcess, ...settings]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  while (!output.includes('\n')) output += String(await once(child.stdout, 'data'))
  return { child, port: /listens on (\d+)/.exec(output)?.[1] ?? '' }
}

/** A page of one device. */
function device(port: string): ChatStore {
  const api = `http://127.0.0.1:${port}/api/chat`
  return createChat({
    id: 'chat',
    transport: createHttpTransport({ api, history: true }),
    history: createHttpHistory({ api }),
    pace: 'frame',
    reconnect: { maxAttempts: 1000, baseMs: 20, capMs: 100 },
  })
}

test('a route that is killed in the middle of an answer has it in its history when it is back, and it goes on', async () => {
  const truth = 'It began in the mountains, and went on from there. '.repeat(60)
  const simulator = createSimulator({ pacing: 'none', answer: () => truth })
  const { baseURL, close } = await simulator.listen()
  onTestFinished(close)
  const folder = await mkdtemp(join(tmpdir(), 'millrace-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'chat.db')

  const first = await start('0', baseURL, 'gpt-4o-mini+stall@60000', file)
  const here = device(first.port)
  const asking = here.sendMessage('How does it go on?')
  // Another device has what was kept so far: the question and the beginning, as what it is.
  const kept = await vi.waitFor(async () => {
    const there = device(first.port)
    await there.loadEarlier()
    const [, answer] = there.getState().messages
    expect(textOf(answer as Message).length).toBeGreaterThan(100)
    return answer as Message
  }, 20_000)
  expect(factsOf(kept).status).toBe('interrupted')
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')

  await start(first.port, baseURL, 'gpt-4o-mini', file)
  await asking
  expect(here.getState().run).toMatchObject({ status: 'failed' })
  const there = device(first.port)
  await there.loadEarlier()
  const [question, interrupted] = there.getState().messages as [Message, Message]
  expect(textOf(question)).toBe('How does it go on?')
  expect(interrupted.id).toBe(here.getState().messages[1]?.id)
  expect(factsOf(interrupted)).toMatchObject({ status: 'interrupted', parentId: question.id })
  expect(truth.startsWith(textOf(interrupted))).toBe(true)
  expect(textOf(interrupted).length).toBeGreaterThanOrEqual(textOf(kept).length)

  // On this one it is answered again, and the first sees both versions.
  await there.regenerate()
  expect(there.getState().messages.map(textOf)).toEqual(['How does it go on?', truth])
  const again = device(first.port)
  await again.loadEarlier()
  expect(again.getState().messages.map(textOf)).toEqual(['How does it go on?', truth])
  const [fork] = [...again.getState().forks.values()]
  expect(fork?.ways).toHaveLength(2)
  again.selectBranch(again.getState().messages[1]?.id ?? '', 0)
  expect(textOf(again.getState().messages[1] as Message)).toBe(textOf(interrupted))
}, 60_000)
