import { hashText } from '../random/hashText.ts'
import { about } from './about.ts'
import type { Answer } from './Answer.ts'
import { arabic } from './arabic.ts'
import { attachment } from './attachment.ts'
import { binarySearch } from './binarySearch.ts'
import { chinese } from './chinese.ts'
import { comparison } from './comparison.ts'
import { debugging } from './debugging.ts'
import { defaultQuestions } from './defaultQuestions.ts'
import { defaultSides } from './defaultSides.ts'
import { defaultSteps } from './defaultSteps.ts'
import { emoji } from './emoji.ts'
import { essay } from './essay.ts'
import { eventStreams } from './eventStreams.ts'
import { greeting } from './greeting.ts'
import { itinerary } from './itinerary.ts'
import { japanese } from './japanese.ts'
import { launchPlan } from './launchPlan.ts'
import { letter } from './letter.ts'
import { poem } from './poem.ts'
import { quotes } from './quotes.ts'
import { reactHook } from './reactHook.ts'
import { recipe } from './recipe.ts'
import { thanks } from './thanks.ts'

/** Where two fit equally well, the earlier one is taken. Kana come before Han: Japanese has both. */
const answers: readonly Answer[] = [
  greeting,
  thanks,
  japanese,
  chinese,
  arabic,
  poem,
  recipe,
  itinerary,
  letter,
  launchPlan,
  debugging,
  comparison,
  eventStreams,
  reactHook,
  binarySearch,
  quotes,
  emoji,
  essay,
  about,
]

const defaults: readonly Answer[] = [defaultSteps, defaultSides, defaultQuestions]

/** Every text that may be an answer. */
export const scriptedTexts: readonly string[] = [...answers, ...defaults, attachment].map(
  ({ text }) => text,
)

/** Long questions are judged by their beginning. */
const longestQuestion = 4_000

/** More than all keywords together can weigh. */
const patternWeight = 10_000

/**
 * Chooses the answer that fits a question best, by the words in it. When none fits, one of three
 * general ones is taken, always the same for the same question.
 * @param attachmentCount - Pictures and files beside the question; they matter when no words fit.
 */
export function answerOf(question: string, attachmentCount: number): string {
  const asked = question.slice(0, longestQuestion).toLowerCase()
  let best: Answer | undefined
  let bestWeight = 0
  for (const answer of answers) {
    const weight = weigh(answer, asked)
    if (weight > bestWeight) [best, bestWeight] = [answer, weight]
  }
  if (best) return best.text
  if (attachmentCount > 0) return attachment.text
  return (defaults[hashText(asked) % defaults.length] ?? defaultSteps).text
}

function weigh({ keywords = [], pattern }: Answer, asked: string): number {
  if (pattern?.test(asked)) return patternWeight
  return keywords.reduce(
    (sum, keyword) => sum + (holdsWord(asked, keyword) ? keyword.length : 0),
    0,
  )
}

/** Whether the keyword stands in the text with no letter or digit right before or behind it. */
function holdsWord(text: string, keyword: string): boolean {
  for (let at = text.indexOf(keyword); at !== -1; at = text.indexOf(keyword, at + 1)) {
    const around = text.charAt(at - 1) + text.charAt(at + keyword.length)
    if (!/[\p{L}\p{N}]/u.test(around)) return true
  }
  return false
}
