import { relative } from 'node:path'
import type { Leak } from './scanFile.ts'

/** More is of no use to anybody: the first ones show where it comes from. */
const mostLines = 50

/** The findings in plain words, one a line, files as seen from `folder`. */
export function describeLeaks(leaks: readonly Leak[], folder: string): string {
  const listed = leaks.slice(0, mostLines).map(({ file, line, column, what }) => {
    return `  ${relative(folder, file)}:${line}:${column}  ${what}`
  })
  const more = leaks.length - listed.length
  return [
    `${leaks.length === 1 ? 'A key is' : `${leaks.length} keys are`} in what was built:`,
    ...listed,
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...new Set(leaks.flatMap(({ hint }) => hint ?? [])),
    'Do not publish it: a key belongs in the environment of the server. How it got out may be a variable for pages',
    '(`VITE_…`), `define`, or a file that is served. A key that was published has to be replaced. What is no key, and',
    'only looks like one, goes in `allow`.',
  ].join('\n')
}
