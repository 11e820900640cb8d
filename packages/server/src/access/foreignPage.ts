import { ChatError } from '@millrace/protocol'

const harmless = new Set(['GET', 'HEAD', 'OPTIONS'])
/** What a browser says of a request of the route's own pages, and of one that its user began. */
const ownPages = new Set(['same-origin', 'none'])

/**
 * Keeps pages of other sites from changing something in their visitors' names (T-61). The browser tells who asks
 * (Fetch Metadata): pages cannot set `Sec-Fetch-Site`, and it holds behind a proxy too, where the address that the
 * route sees is not the one that the page knows. Requests without it pass: they are of no browser or of an old one,
 * and such a browser asks before it sends JSON or a DELETE elsewhere.
 * @param origins - Those that are let in all the same, by their exact names, as `crossOrigin` has them.
 * @param onRefused - Told of its origin: it may be one of the application's own that nobody has named yet.
 * @throws {ChatError} `permission` (403).
 */
export function refuseForeignPage(
  request: Request,
  origins: readonly string[],
  onRefused: (origin: string) => void = () => undefined,
): void {
  if (harmless.has(request.method)) return
  const site = request.headers.get('sec-fetch-site')
  if (site === null || ownPages.has(site)) return
  const origin = request.headers.get('origin')
  if (origin !== null && origins.includes(origin)) return
  onRefused(origin ?? 'null')
  throw new ChatError('permission', 'This page may not use this chat: it is of another site.', {
    status: 403,
  })
}
