import type { Answer } from './Answer.ts'

/** A short, friendly hello. */
export const greeting: Answer = {
  pattern:
    /^\s*(hello|hi|hey|hiya|good (morning|afternoon|evening)|greetings)( there| again| you| everyone)?[\s!.,?👋]*$/iu,
  text: `Hello! 👋 Good to see you.

I can explain something, compare options, draft a text, plan a trip or look through a bug with you. What are you working on today?`,
}
