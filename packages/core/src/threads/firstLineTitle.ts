import { type Message, textOf } from '@millrace/protocol'
import { plainTitle } from './plainTitle.ts'

/** Of a question, in UTF-16 units: nobody's first line is further down. */
const mostRead = 20_000
const longestLine = 1000
/** Of the title, in characters. */
const longest = 60

/**
 * What a conversation is called where nobody says: the first line of its first question, without the marks of Markdown, cut
 * at a word to about 60 characters; else the name of the first file. undefined where nothing was asked.
 */
export function firstLineTitle(messages: readonly Message[]): string | undefined {
  const question = messages.find(({ role }) => role === 'user')
  if (question === undefined) return undefined
  for (const line of textOf(question).slice(0, mostRead).split('\n')) {
    const title = plainTitle(withoutMarks(line.slice(0, longestLine)), longest)
    if (title !== '') return title
  }
  const file = question.parts.find((part) => part.type === 'file')
  const name = plainTitle(file?.type === 'file' ? file.filename : undefined, longest)
  return name === '' ? undefined : name
}

/** The words of a line of Markdown. What opens or closes a block of code has none. */
function withoutMarks(line: string): string {
  if (/^[\s>]*(?:`{3,}|~{3,})/.test(line)) return ''
  return (
    line
      // A rule, a quote, a heading, an item, a task.
      .replace(/^\s*(?:[-*_=]\s*){3,}$/, '')
      .replace(/^(?:\s*>)+/, '')
      .replace(/^\s*(?:#{1,6}(?=\s|$)|[-*+]\s|\d{1,9}[.)]\s)/, '')
      .replace(/^\s*\[[ xX]\]\s/, '')
      .replace(/\s#+\s*$/, '')
      // Links and images are called by their words.
      .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, '$1')
      .replace(/`+/g, '')
      // Not the underscores of a name_in_code, nor the asterisk of 2 * 3.
      .replace(/\*\*|__|~~/g, '')
      .replace(/(?<![\p{L}\p{N}\\])[*_](?=\S)|(?<=[^\s\\])[*_](?=\s|$|\p{P})/gu, '')
      .replace(/\\([!-/:-@[-`{-~])/g, '$1')
  )
}
