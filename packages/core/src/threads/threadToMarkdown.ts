import { factsOf, joinedParts, type Message, type Part, type Role } from '@millrace/protocol'
import { enclosedMarkdown } from './enclosedMarkdown.ts'
import { type MarkdownWords, englishWords } from './MarkdownWords.ts'
import { plainTitle } from './plainTitle.ts'
import type { StoredThread } from './Thread.ts'

/**
 * A conversation for people: its title and day, who said what and when, files and sources by name. What somebody wrote
 * stays in its place: it closes what it opens, has no heading of ours, no HTML, and loads nothing when it is read.
 */
export function threadToMarkdown(
  thread: StoredThread,
  messages: readonly Message[],
  words: MarkdownWords = englishWords,
): string {
  const title = thread.title ?? words.untitled
  const head = `# ${escaped(title)}\n\n${momentOf(thread.createdAt, words) ?? ''}`.trim()
  return `${[head, ...messages.map((message) => section(message, words))].join('\n\n')}\n`
}

function section(message: Message, words: MarkdownWords): string {
  const author = words.authors[message.role]
  const moment = momentOf(factsOf(message).timings?.createdAt, words)
  const heading = `## ${escaped(moment === undefined ? author : `${author}, ${moment}`)}`
  const parts = joinedParts(message.parts)
  const texts = parts.flatMap((part) => wordsOf(part, message.role))
  const files = parts.flatMap((part) => fileOf(part, words))
  const sources = parts.flatMap(sourceOf)
  return [
    heading,
    ...texts,
    ...(files.length === 0 ? [] : [files.join('\n')]),
    ...(sources.length === 0 ? [] : [`${escaped(words.sources)}:\n\n${sources.join('\n')}`]),
  ].join('\n\n')
}

/** A question is quoted: it is no Markdown, and stays apart from the answer. */
function wordsOf(part: Part, role: Role): readonly string[] {
  if (part.type !== 'text' || typeof part.text !== 'string' || part.text.trim() === '') return []
  return [enclosedMarkdown(part.text, role === 'assistant' ? 'plain' : 'quoted')]
}

function fileOf(part: Part, words: MarkdownWords): readonly string[] {
  if (part.type !== 'file') return []
  const name = [plainTitle(part.filename), plainTitle(part.mediaType)].filter((one) => one !== '')
  return [`- ${escaped(`${words.attachment}: ${name.join(', ')}`)}`]
}

function sourceOf(part: Part): readonly string[] {
  if (part.type === 'source-document') {
    return [`- ${escaped(plainTitle(part.title) || plainTitle(part.filename))}`]
  }
  if (part.type !== 'source-url') return []
  const href = webAddress(part.url)
  const title = plainTitle(part.title)
  if (href === undefined) return title === '' ? [] : [`- ${escaped(title)}`]
  return [`- [${escaped(title === '' ? new URL(href).host : title)}](<${href}>)`]
}

/** As a browser writes it, without what would end it in Markdown. undefined for what leads to no page. */
function webAddress(url: unknown): string | undefined {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined
  const { protocol, href } = new URL(url)
  if (protocol !== 'https:' && protocol !== 'http:') return undefined
  return href.replace(/[<>\\\s]/g, encodeURIComponent)
}

function momentOf(time: unknown, words: MarkdownWords): string | undefined {
  const isTime = typeof time === 'number' && Math.abs(time) <= 8.64e15
  return isTime ? words.moment(time) : undefined
}

/** A name as plain words: nothing in it is a mark. */
function escaped(name: string): string {
  return name.replace(/[\\`*_[\]<>#|~!&]/g, '\\$&')
}
