import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Where to listen. */
export interface ListenOptions {
  /** Default 0: a free one. */
  readonly port?: number
  /** Default `127.0.0.1`. */
  readonly host?: string
}

/** A server that is running. */
export interface Listening {
  /** Scheme, host and port: `http://127.0.0.1:4010`. */
  readonly url: string
  /** What clients want to be told: `url` and the base path, `http://127.0.0.1:4010/v1`. */
  readonly baseURL: string
  /** Where the simulator is told what to do: `http://127.0.0.1:4010/control`. */
  readonly controlURL: string
  readonly port: number
  /** Cuts all connections and frees the port. May be called more than once. */
  readonly close: () => Promise<void>
}

/** Where things are on a server. */
interface Paths {
  readonly basePath: string
  readonly controlPath: string
}

/**
 * Starts a server.
 * @throws {Error} if the port is taken or the host is not this machine.
 */
export async function listen(
  listener: RequestListener,
  { basePath, controlPath }: Paths,
  { port = 0, host = '127.0.0.1' }: ListenOptions = {},
): Promise<Listening> {
  const server = createServer(listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  // Always an object for a server that listens on a port.
  const address = server.address() as AddressInfo
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`
  let closing: Promise<void> | undefined
  return {
    url,
    baseURL: url + basePath,
    controlURL: url + controlPath,
    port: address.port,
    close() {
      closing ??= new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      return closing
    },
  }
}
