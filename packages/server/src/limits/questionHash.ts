import type { Message } from '@millrace/protocol'
import { canonicalJson } from '../digest/canonicalJson.ts'

/**
 * What is asked, whoever asks it where: equal for the same newest message, with whatever ids, in a conversation that grew
 * meanwhile or in a new one. That is what a loop sends.
 * @returns 53 bits as text. Not against forgery: whoever makes two that are equal refuses himself.
 */
export function questionHash(messages: readonly Message[]): string {
  const newest = messages.at(-1)
  const text = newest === undefined ? '' : canonicalJson([newest.role, newest.parts])
  // cyrb53: two 32-bit hashes side by side, so that 100,000 questions hold no two that meet by chance.
  let one = 0xdeadbeef
  let two = 0x41c6ce57
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    one = Math.imul(one ^ unit, 2654435761)
    two = Math.imul(two ^ unit, 1597334677)
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909)
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909)
  return (4294967296 * (two & 0x1fffff) + (one >>> 0)).toString(36)
}
