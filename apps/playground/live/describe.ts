import type { LogRecord } from '@millrace/server'
import type { Ending, NetworkReport } from '../network/NetworkReport.ts'

/** What somebody did, in words. */
export interface Said {
  readonly from: 'client' | 'network' | 'route'
  readonly text: string
}

/** What happened between events; undefined for what needs none. */
export function describeReport(
  report: Exclude<NetworkReport, { readonly kind: 'event' }>,
): Said | undefined {
  switch (report.kind) {
    case 'request':
      return { from: 'client', text: wish(report) }
    case 'response':
      return { from: 'network', text: `the server answered with status ${report.status}` }
    case 'unreachable':
      return { from: 'network', text: 'offline: the server cannot be reached' }
    case 'closed':
      return describeEnding(report.how)
  }
}

function describeEnding(how: Ending): Said | undefined {
  switch (how) {
    case 'end':
      return undefined
    case 'left':
      return { from: 'client', text: 'leaves the connection' }
    case 'broken':
      return { from: 'network', text: 'breaks the connection' }
    case 'lost':
      return { from: 'network', text: 'breaks the connection, with all that was on the way' }
  }
}

function wish(request: Extract<NetworkReport, { readonly kind: 'request' }>): string {
  switch (request.what) {
    case 'question':
      return 'asks a question'
    case 'stop':
      return 'asks the server to stop'
    case 'resume':
      return request.after < 0 ? 'asks for all of it' : `asks for what follows ${request.after}`
  }
}

/** What the route tells its operator; undefined for what is of no interest here. */
export function describeRecord({ event, ...fields }: LogRecord): Said | undefined {
  const named = (field: string): string => {
    const { [field]: name } = fields
    return typeof name === 'string' ? name : ''
  }
  const said = (text: string): Said => ({ from: 'route', text })
  switch (event) {
    case 'failed-over':
      return said(`${named('code')}: turns from the ${named('provider')} provider to the next`)
    case 'provider-failed':
      return said(`${named('code')}: nobody is left to ask`)
    case 'breaker-open':
      return said(`leaves the ${named('provider')} provider alone for a while`)
    case 'breaker-probing':
      return said(`tries the ${named('provider')} provider again`)
    case 'breaker-closed':
      return said(`trusts the ${named('provider')} provider again`)
    default:
      return undefined
  }
}
