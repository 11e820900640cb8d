import type { Answer } from './Answer.ts'

/** A short reply to thanks. */
export const thanks: Answer = {
  pattern:
    /^\s*(ok(ay)?[,.! ]+)?(thanks|thank you|thx|cheers|great,? thanks)( (so|very) much| a lot| again)?[\s!.]*$/iu,
  text: `You're very welcome! If something turns out differently from what I described, come back with what you saw, and we'll work out why.`,
}
