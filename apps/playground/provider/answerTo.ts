import { about } from './answers/about.ts'
import { arabic } from './answers/arabic.ts'
import { code } from './answers/code.ts'
import { comparison } from './answers/comparison.ts'
import { essay } from './answers/essay.ts'
import { greeting } from './answers/greeting.ts'
import { order } from './answers/order.ts'
import { recipe } from './answers/recipe.ts'
import type { Answer } from './answers/Answer.ts'

/** Where several fit a question, the first is taken. */
const answers: readonly Answer[] = [greeting, arabic, recipe, comparison, code, essay, order]

/** The text that fits a question; what can be asked here, where none does. */
export function answerTo(question: string): string {
  return (answers.find(({ fits }) => fits.test(question)) ?? about).text
}

/** Questions to begin with, one for each answer. */
export const starters: readonly Answer['starter'][] = [
  order,
  recipe,
  comparison,
  code,
  essay,
  arabic,
].map(({ starter }) => starter)
