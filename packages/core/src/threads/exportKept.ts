import { type Message, withFacts } from '@millrace/protocol'
import type { Persistence } from '../persistence/Persistence.ts'
import { firstLineTitle } from './firstLineTitle.ts'
import { threadsKept } from './keptThreads.ts'
import { threadToJson } from './threadToJson.ts'

/**
 * All conversations that are kept on this device, newest first, as text of a file that `importThreads` reads. What is being
 * written is in it as far as it is, and what waits to be sent comes last.
 */
export async function exportKept(persistence: Persistence): Promise<string> {
  const texts: string[] = []
  for (const { thread } of await threadsKept(persistence)) {
    const { messages, more, run, outbox } = await persistence.chat(thread.id).open(Infinity)
    const written = run?.assembly.message
    const all = new Map(messages.map((message) => [message.id, message]))
    if (written !== undefined && written.parts.length > 0) {
      all.set(written.id, withFacts(written, { status: 'interrupted' }))
    }
    for (const { id, message } of outbox) {
      const { parts, metadata } = message
      const asked: Message = { id, role: 'user', parts: [...parts] }
      all.set(id, metadata === undefined ? asked : { ...asked, metadata })
    }
    if (all.size === 0) continue
    const said = [...all.values()]
    const title = thread.title ?? (more ? undefined : firstLineTitle(said))
    texts.push(threadToJson(title === undefined ? thread : { ...thread, title }, said).trimEnd())
  }
  return `[${texts.join(',\n')}]\n`
}
