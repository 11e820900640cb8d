import type { ErrorInfo } from '@millrace/protocol'
import type { Opening } from '../answer/open.ts'
import { failed, ok, type Problem } from '../report/findings.ts'
import type { Finding } from '../report/Report.ts'
import { failureOf } from '../request/failureOf.ts'

/** Whether the address is that of a chat route, and if not, what is there instead. */
export function reachable(opening: Opening, url: URL): Finding {
  if (opening.kind === 'unreached') return failureOf(opening.error, url)
  const { response, askedAt, answeredAt } = opening.asked.visit
  const tookMs = Math.round(answeredAt - askedAt)
  if (opening.kind === 'stream') return ok(`A stream began after ${tookMs} ms.`)
  const { text, info } = opening
  return (
    redirected(response, url) ??
    page(response, text) ??
    refused(response, info) ??
    ok(`It answered after ${tookMs} ms, with status ${response.status} and no stream.`)
  )
}

function redirected({ status, type, headers }: Response, url: URL): Problem | undefined {
  if (type !== 'opaqueredirect' && (status < 300 || status > 399)) return undefined
  const location = headers.get('location') ?? ''
  if (!URL.canParse(location, url.href)) {
    return failed(
      `The address redirects elsewhere (status ${status}).`,
      'Chats do not follow a redirect of a question: give the address that it leads to.',
    )
  }
  const target = new URL(location, url)
  const seen = `The address redirects to ${target.origin}${target.pathname} (status ${status}).`
  if (looksLikeLogin(target.pathname)) {
    return failed(
      seen,
      "That looks like a login: hand in the session with --header 'cookie: …'. For a chat the route should answer 401 in its place.",
    )
  }
  if (target.host === url.host && target.protocol === 'https:' && url.protocol === 'http:') {
    return failed(seen, 'Use the address that begins with https://.')
  }
  return failed(
    seen,
    'A question that is redirected loses its body: use that address, here and in the page.',
  )
}

function page({ status, headers }: Response, text: string): Problem | undefined {
  const isHtml =
    /\bhtml\b/i.test(headers.get('content-type') ?? '') || /^\s*<(?:!doctype|html)\b/i.test(text)
  if (!isHtml) return undefined
  const seen = `It answered with a page (HTML, status ${status}) and not with a stream.`
  if (status >= 500) {
    return failed(
      seen,
      'That is a proxy or a host in place of the route: see whether the server behind it runs.',
    )
  }
  if (
    status === 401 ||
    status === 403 ||
    /<input[^>]{0,200}\btype\s*=\s*["']?password/i.test(text)
  ) {
    return failed(
      seen,
      "That looks like a login, or a firewall that refuses programs: hand in the session with --header 'cookie: …'.",
    )
  }
  return failed(
    seen,
    'The path is wrong, or something that stands before the route takes its place: it must be the one that the page has as `api`.',
  )
}

function refused({ status, headers }: Response, info: ErrorInfo | undefined): Problem | undefined {
  if (status === 401 || status === 403) {
    return failed(
      `It wants to know who asks (status ${status}).`,
      "Hand in a session: --header 'cookie: …' or --header 'authorization: …'.",
    )
  }
  // With a code of ours it is a route, and the next check says what it refused.
  if (info !== undefined && info.code !== 'not_found' && info.code !== 'method_not_allowed') {
    return undefined
  }
  if (status === 404 || status === 405 || status === 410 || status === 501) {
    return failed(
      `There is no route at this address that takes a POST (status ${status}).`,
      'See whether the path is the one that the page has as `api`, and whether the route is mounted for POST.',
    )
  }
  if (status < 300) {
    const type = headers.get('content-type')?.split(';')[0] ?? 'no content type'
    return failed(
      `It answered with ${type} (status ${status}) and not with text/event-stream.`,
      'A chat refuses that before it reads it. See whether the path is right, and whether the route returns the UI message stream.',
    )
  }
  return undefined
}

function looksLikeLogin(path: string): boolean {
  return /log-?in|sign-?in|auth|sso|session/i.test(path)
}
