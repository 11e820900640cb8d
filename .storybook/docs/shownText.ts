const repository = 'https://github.com/millrace/millrace/blob/main/'

/**
 * A guide of `docs/guides` as it is shown here: without what only tests read, and with links to the pages that there are here.
 * What else of the repository it links is there.
 */
export function shownText(text: string): string {
  return text
    .replace(/^<!-- given[^]*?^-->\n*/gm, '')
    .replace(/^(`{3,}\w+) .+$/gm, '$1')
    .replace(/\]\(([a-z-]+)\.md(#[^)]*)?\)/g, '](?path=/docs/guides-$1--docs$2)')
    .replace(/\]\(\.\.\/\.\.\/([^)]+)\)/g, `](${repository}$1)`)
    .replace(/\]\(\.\.\/([^)]+)\)/g, `](${repository}docs/$1)`)
}
