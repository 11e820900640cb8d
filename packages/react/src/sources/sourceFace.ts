import { plainName } from '../name/plainName.ts'
import { safeUrl } from '../markdown/safeUrl.ts'
import { type AnySource, isUrlSource } from './sourceKey.ts'

/** What is shown of a source. */
export interface SourceFace {
  /** What it is called: never empty for an address. */
  readonly title: string
  /**
   * Where it is: the host it leads to, in ASCII (T-55), or the path there for one that is called by its host; the name
   * of a document's file. May be empty.
   */
  readonly place: string
  /** Where its link leads; empty for what has none, or none that may be followed (T-47). */
  readonly href: string
}

/** Of an address, in characters. */
const longestAddress = 80

/** What is shown of a source. All of it is hostile. */
export function sourceFace(source: AnySource): SourceFace {
  if (!isUrlSource(source)) {
    const file = plainName(source.filename)
    const title = plainName(source.title)
    return title === '' ? { title: file, place: '', href: '' } : { title, place: file, href: '' }
  }
  const url = typeof source.url === 'string' ? source.url : ''
  const href = url.startsWith('#') ? '' : safeUrl(url)
  const { host, pathname } = href === '' ? { host: '', pathname: '' } : new URL(href)
  const title = plainName(source.title)
  if (title !== '') return { title, place: host, href }
  if (host === '') return { title: plainName(url, longestAddress), place: '', href }
  return { title: host, place: plainName(pathname.replace(/\/$/, ''), longestAddress), href }
}
