import { plainName } from '../name/plainName.ts'

/** The longest name that is shown whole, in characters; of a longer one the beginning and the end. */
const longest = 72
const shownEnd = 16

/** A file's name without the folders it may name, as one plain line (T-55, T-56): `''` where there is none. */
export function fileName(name: unknown): string {
  if (typeof name !== 'string') return ''
  const plain = plainName(name.slice(-1000).replace(/^.*[/\\]/s, ''), 1000)
  const characters = Array.from(plain)
  if (characters.length <= longest) return /^\.*$/.test(plain) ? '' : plain
  const beginning = characters.slice(0, longest - shownEnd - 1)
  return `${beginning.join('')}…${characters.slice(-shownEnd).join('')}`
}
