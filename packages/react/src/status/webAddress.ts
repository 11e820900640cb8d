/**
 * An address that may stand in a link: `http` or `https`, or one within the site. Anything else is undefined (T-47).
 */
export function webAddress(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url, anySite)) return undefined
  const { protocol } = new URL(url, anySite)
  return protocol === 'http:' || protocol === 'https:' ? url : undefined
}

/** Only its scheme counts. */
const anySite = 'https://site.invalid'
