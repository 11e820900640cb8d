import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { factsOf, type Message, textOf } from '@millrace/protocol'
import { createSimulator } from '@millrace/simulator'
import { expect, onTestFinished, test } from 'vitest'
import { createHttpTransport } from '../transport/createHttpTransport.ts'
import { createChat } from './createChat.ts'

const routeProcess = join(import.meta.dirname, '../fixtures/routeProcess.ts')

/** Starts a route in a process of its own. Returns it with its port. */
async function start(
  port: number,
  baseURL: string,
  model: string,
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const args = ['--conditions=@millrace/source', routeProcess, String(port), baseURL, model]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  while (!output.includes('\n')) output += String(await once(child.stdout, 'data'))
  return { child, port: Number(/listens on (\d+)/.exec(output)?.[1]) }
}

test('a route that is killed in the middle of an answer leaves it interrupted, text kept; Retry answers (T-22)', async () => {
  const truth = 'It began in the mountains, and went on from there. '.repeat(40)
  const simulator = createSimulator({ pacing: 'none', answer: () => truth })
  const { baseURL, close } = await simulator.listen()
  onTestFinished(close)
  const first = await start(0, baseURL, 'gpt-4o-mini+stall@3000')
  const chat = createChat({
    transport: createHttpTransport({ api: `http://127.0.0.1:${first.port}/api/chat` }),
    pace: 'frame',
    reconnect: { maxAttempts: 1000, baseMs: 20, capMs: 100 },
  })
  const asked = chat.sendMessage('How does it go on?')
  await new Promise<void>((resolve) => {
    const stopWatching = chat.subscribe(({ messages }) => {
      if (textOf(messages[1] ?? { parts: [] }) === '') return
      stopWatching()
      resolve()
    })
  })
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  await start(first.port, baseURL, 'gpt-4o-mini')
  await asked
  const { messages, run } = chat.getState()
  // It asked until somebody was there, and the new process has never heard of it.
  expect(run).toMatchObject({ status: 'failed', error: { code: 'incomplete_stream' } })
  const interrupted = messages[1] as Message
  expect(factsOf(interrupted).status).toBe('interrupted')
  expect(truth.startsWith(textOf(interrupted))).toBe(true)
  expect(textOf(interrupted).length).toBeGreaterThan(10)
  await chat.regenerate()
  expect(chat.getState().run.status).toBe('idle')
  expect(chat.getState().messages.map(textOf)).toEqual(['How does it go on?', truth])
}, 60_000)
