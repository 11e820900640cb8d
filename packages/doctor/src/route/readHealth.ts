import { ChatError } from '@millrace/protocol'
import { addressBelow } from '../request/addressBelow.ts'
import type { Requests } from '../request/createRequests.ts'
import { readJson } from '../request/readText.ts'

/** How a route says that it is. */
export interface Health {
  readonly status: 'ok' | 'degraded' | 'draining'
  /** Providers that are left alone for the moment, where the route tells who asks. */
  readonly open: readonly string[]
}

/** `GET {api}/health`; undefined where that is not answered as a route does. */
export async function readHealth(requests: Requests, api: URL): Promise<Health | undefined> {
  const told = recordOf(await jsonAt(requests, api, 'health'))
  const { status } = told
  if (status !== 'ok' && status !== 'degraded' && status !== 'draining') return undefined
  const open = Object.values(recordOf(told['models'])).flatMap((list) =>
    (Array.isArray(list) ? (list as readonly unknown[]) : []).flatMap((one) => {
      const { provider, model, breaker } = recordOf(one)
      if (breaker !== 'open' || typeof provider !== 'string' || typeof model !== 'string') return []
      return [`${provider} (${model})`.slice(0, 80)]
    }),
  )
  return { status, open }
}

/** The names of `GET {api}/models`; none where that is not answered as a route does. */
export async function readModelNames(requests: Requests, api: URL): Promise<readonly string[]> {
  const { models } = recordOf(await jsonAt(requests, api, 'models'))
  return (Array.isArray(models) ? (models as readonly unknown[]) : []).flatMap((one) => {
    const { id } = recordOf(one)
    return typeof id === 'string' ? [id.slice(0, 80)] : []
  })
}

async function jsonAt(requests: Requests, api: URL, name: string): Promise<unknown> {
  try {
    return await readJson(await requests.send(`the ${name}`, addressBelow(api, [name])))
  } catch (thrown) {
    if (thrown instanceof ChatError) return undefined
    throw thrown
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
