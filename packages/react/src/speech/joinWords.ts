/** Two pieces of text as one, with a space between them where their scripts want one. */
export function joinWords(before: string, after: string): string {
  return before + spaceBetween(before, after) + after
}

/** What stands between two pieces of text: a space, or nothing. */
export function spaceBetween(before: string, after: string): '' | ' ' {
  if (before === '' || after === '') return ''
  if (/\s$/.test(before) || /^\s/.test(after)) return ''
  if (opening.test(before) || closing.test(after) || wideMark.test(before)) return ''
  // Chinese, Japanese, Thai and a few more write no spaces between their words.
  return new RegExp(`${unspaced}$`, 'u').test(before) && new RegExp(`^${unspaced}`, 'u').test(after)
    ? ''
    : ' '
}

const opening = /[\p{Ps}\p{Pi}¿¡]$/u
const closing = /^[\p{Pe}\p{Pf}.,;:!?…%،؛؟。，、；：！？]/u
/** Marks that bring their own room. */
const wideMark = /[。，、；：！？」』》】）]$/u
const unspaced =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー]'
