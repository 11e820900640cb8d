import { createHttpTransport, type HttpRequestOptions, type Transport } from '@millrace/core'
import type { SessionHost } from './SessionHost.ts'

/** How a conversation goes out: as the element says when something is sent, not when the conversation began. */
export interface ElementTransport {
  readonly transport: Transport
  /** For what else is asked of the route. */
  readonly request: () => HttpRequestOptions
}

export function createTransport({
  attributes,
  properties,
}: Pick<SessionHost, 'attributes' | 'properties'>): ElementTransport {
  const { transport: given } = properties
  const { history } = attributes()
  const request = (): HttpRequestOptions => ({
    api: attributes().api,
    headers: async () => (await asked(properties.headers)) ?? {},
    credentials: () => attributes().credentials,
  })
  let made: { readonly api: string; readonly transport: Transport } | undefined

  function current(): Transport {
    const { api } = attributes()
    if (made?.api !== api) {
      const transport = createHttpTransport({
        ...request(),
        history,
        body: async () => {
          const { model } = attributes()
          return { ...(model === undefined ? {} : { model }), ...(await asked(properties.body)) }
        },
      })
      made = { api, transport }
    }
    return made.transport
  }

  return {
    request,
    transport: given ?? {
      sends: history ? 'last' : 'all',
      send: (sent, options) => current().send(sent, options),
      resume: (resumed, options) => current().resume(resumed, options),
      stop: (stopped) => current().stop(stopped),
      isNumbered: () => current().isNumbered(),
    },
  }
}

async function asked<Value>(
  value: Value | (() => Value | Promise<Value>) | undefined,
): Promise<Value | undefined> {
  return typeof value === 'function' ? await (value as () => Value | Promise<Value>)() : value
}
