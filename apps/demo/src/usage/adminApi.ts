import type { UsageDimension, UsageReport } from '@millrace/server'

/** How the route is, as far as the page shows it. */
export interface Health {
  readonly status: 'ok' | 'degraded' | 'draining'
  readonly store: 'ok' | 'failing' | 'alone'
  readonly running: number
  readonly stop: { readonly stopped: boolean; readonly reason?: string }
}

/** The route as the one sees it who runs it. */
export interface AdminApi {
  usage(by: readonly UsageDimension[]): Promise<UsageReport>
  csv(by: readonly UsageDimension[]): Promise<Blob>
  health(): Promise<Health>
  /** Ends what runs, and answers nothing more until `startAgain`. */
  stopAll(): Promise<void>
  startAgain(): Promise<void>
}

const keyName = 'millrace-demo-admin'

/** The key of the link that the demo prints; kept for this tab, out of the address. */
export function adminKey(): string | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get('key')
  if (given !== null) {
    sessionStorage.setItem(keyName, given)
    history.replaceState(null, '', location.pathname)
  }
  return sessionStorage.getItem(keyName) ?? undefined
}

export function adminApi(key: string): AdminApi {
  async function call(path: string, method = 'GET'): Promise<Response> {
    const response = await fetch(`/api/chat/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}` },
    })
    if (response.ok) return response
    throw new Error(
      response.status === 404
        ? 'This link is of an earlier start of the demo. Open the one that it printed last.'
        : `The demo answers ${response.status}.`,
    )
  }

  return {
    usage: async (by) => (await (await call(`usage?by=${by.join()}`)).json()) as UsageReport,
    csv: async (by) => await (await call(`usage?by=${by.join()}&format=csv`)).blob(),
    health: async () => (await (await call('health')).json()) as Health,
    stopAll: async () => void (await call('stop-all', 'POST')),
    startAgain: async () => void (await call('stop-all', 'DELETE')),
  }
}
