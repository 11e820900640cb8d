/** Scripts that are written from right to left, as in a language tag. */
const scripts = new Set('adlm arab aran hebr mand nkoo rohg samr syrc thaa yezi'.split(' '))

/** Languages that are written in one of them where their tag names no script. */
const languages = new Set(
  (
    'acm aeb ajp apc apd ar arc ars ary arz azb bal bgn bqi ckb dv fa fas glk he heb iw ji ks ' +
    'lki lrc luz mzn nqo pbt pes pnb prs ps rhg sd sdh skr syr trw ug ur yi'
  ).split(' '),
)

/**
 * The direction in which a language is written: by its script where the tag names one (`uz-Arab`), else by the
 * language. A closed list, not `Intl`, so that every server and browser says the same. What is no tag is `ltr`.
 * @param locale - A language tag of BCP 47, in any case.
 */
export function directionOf(locale: string): 'ltr' | 'rtl' {
  const tag = /^([a-z]{2,8})(?:-[a-z]{3}){0,3}(?:-([a-z]{4}))?(?:-|$)/.exec(locale.toLowerCase())
  const [, language = '', script] = tag ?? []
  const leftwards = script === undefined ? languages.has(language) : scripts.has(script)
  return leftwards ? 'rtl' : 'ltr'
}
