import { readdirSync, readFileSync } from 'node:fs'
import type { Passage } from '@millrace/server'

/** The paragraphs of all texts, with the words in them. In place of this file stands your index or your database. */
const paragraphs = readdirSync('help').flatMap((filename) => {
  const text = readFileSync(`help/${filename}`, 'utf8')
  const title = /^# (.*)$/m.exec(text)?.[1] ?? filename
  const url = /^<(.*)>$/m.exec(text)?.[1]
  const source =
    url === undefined ? { title, filename, mediaType: 'text/markdown' } : { url, title }
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => !/^[#<]/.test(paragraph))
    .map((paragraph) => ({ passage: { text: paragraph, ...source }, words: wordsOf(paragraph) }))
})

/** The paragraphs that have the rarest words of the question, the best first. */
export function search(question: string): readonly Passage[] {
  const wanted = wordsOf(question)
  return paragraphs
    .map(({ passage, words }) => {
      const common = [...wanted].filter((word) => words.has(word))
      return { passage, score: common.reduce((sum, word) => sum + rarity(word), 0) }
    })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ passage }) => passage)
}

function rarity(word: string): number {
  const having = paragraphs.filter(({ words }) => words.has(word)).length
  return Math.log(paragraphs.length / having)
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/\p{Letter}{3,}/gu) ?? [])
}
