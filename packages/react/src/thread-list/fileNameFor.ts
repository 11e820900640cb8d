import { plainName } from '../name/plainName.ts'

/** In characters: with its ending every system takes it. */
const longest = 60

/**
 * A name for a file that a conversation is saved as (T-56): of its title what every system takes in a name, which nobody
 * takes for another file or a hidden one.
 */
export function fileNameFor(title: string | undefined, ending: 'md' | 'json'): string {
  const words = plainName(title)
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+/, '')
  const name = Array.from(words).slice(0, longest).join('').replace(/-+$/, '')
  // Windows keeps these for itself.
  const isFree = name !== '' && !/^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(name)
  return `${isFree ? name : 'conversation'}.${ending}`
}
