import { ChatError } from '@millrace/protocol'
import type { Visit } from './createRequests.ts'

/** More is no message for anybody, in UTF-16 units. */
const most = 65_536

/** The body as text as far as it comes, and no more than any message needs; then the visit is over. */
export async function readText(visit: Visit): Promise<string> {
  let text = ''
  try {
    for await (const piece of visit.texts(most)) text += piece
  } catch (thrown) {
    // Too large, too late or cut off: what came says enough.
    if (!(thrown instanceof ChatError)) throw thrown
  } finally {
    visit.end()
  }
  return text.slice(0, most)
}

/** The same as JSON; undefined for what is none. */
export async function readJson(visit: Visit): Promise<unknown> {
  const text = await readText(visit)
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
