/**
 * A language with its country, which recognisers ask for: `de` is `de-DE`, or `de-AT` where the reader's browser says so.
 * @param preferred - The languages of the reader, most wanted first: `navigator.languages`.
 */
export function regionalTag(tag: string, preferred: readonly string[]): string {
  const locale = localeOf(tag)
  if (locale === undefined || locale.region !== undefined) return tag
  const { language, script, region } = locale.maximize()
  const own = preferred
    .map(localeOf)
    .find(
      (other) =>
        other?.region !== undefined &&
        other.maximize().script === script &&
        other.language === language,
    )
  return `${language}-${own?.region ?? region}`
}

function localeOf(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag)
  } catch {
    return undefined
  }
}
