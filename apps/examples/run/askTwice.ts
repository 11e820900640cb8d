import { expect } from 'vitest'
import { answers, type Examples } from './useExamples.ts'
import { warningsIn } from './warningsIn.ts'

/** Installs and starts an example, opens its page and asks two questions. The second is asked with the first. */
export async function askTwice(
  { simulator, install, start, open }: Examples,
  name: string,
  path = '/',
): Promise<void> {
  const { printed } = await install(name)
  expect(warningsIn(printed)).toEqual([])
  const { address } = await start(name)
  const { ask } = await open(`${address}${path}`)
  for (const [question, answer] of Object.entries(answers)) await ask(question, answer)
  const [, second] = simulator.requests
  const body = second?.body as
    | { readonly messages: readonly { readonly role: string }[] }
    | undefined
  const roles = body?.messages.map(({ role }) => role).filter((role) => role !== 'system')
  expect(roles).toEqual(['user', 'assistant', 'user'])
}
