import type { ChatError } from '@millrace/protocol'
import { failed, type Problem } from '../report/findings.ts'

/** Why there was no answer at all, and what to do: by what Node says of the connection, never by a text. */
export function failureOf(error: ChatError, url: URL): Problem {
  if (error.code === 'timeout') {
    return failed(
      `${url.host} was asked and did not answer in time.`,
      'See whether the server runs and whether a firewall is in between. A slow one needs a higher --timeout.',
    )
  }
  const code = codeIn(error)
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return failed(
        `There is no host ${url.hostname} (${code}).`,
        'See whether the name is right, and whether it is known where this runs.',
      )
    case 'ECONNREFUSED':
      return failed(
        `Nobody listens at ${url.host} (${code}).`,
        'See whether the server runs, and on which port.',
      )
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return failed(
        `There is no way to ${url.host} (${code}).`,
        'See whether a firewall is in between, and whether the address is right.',
      )
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return failed(
        `${url.host} does not speak TLS as it should (${code}).`,
        'A server without TLS has an address that begins with http://.',
      )
    default:
      if (code !== undefined && /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(code)) {
        return failed(
          `The certificate of ${url.host} is not valid here (${code}).`,
          'Browsers refuse it too: see whether it has expired, is for another name, or comes without its chain.',
        )
      }
      return failed(
        `The connection to ${url.host} broke before there was an answer${code === undefined ? '' : ` (${code})`}.`,
        'See the log of the server and of what stands before it: one of them closed the connection or does not speak HTTP.',
      )
  }
}

/** The first code of the chain of causes. Causes may go in a circle. */
function codeIn(error: Error): string | undefined {
  let cause: unknown = error.cause
  for (let depth = 0; depth < 8 && cause instanceof Error; depth++) {
    const { code, errors } = cause as Error & { code?: unknown; errors?: unknown }
    if (typeof code === 'string' && /^[A-Z][A-Z\d_]{1,63}$/.test(code)) return code
    // Of several addresses that were tried, the first.
    cause = Array.isArray(errors) ? errors[0] : cause.cause
  }
  return undefined
}
