import type { IncomingMessage } from 'node:http'

/**
 * Whether a request comes from this machine and was meant for it: by its address, by the name it
 * calls us (a page elsewhere may have pointed a name of its own here), and not through a proxy.
 */
export function isLoopback({ socket, headers }: IncomingMessage): boolean {
  if (headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined) return false
  const address = socket.remoteAddress?.replace(/^::ffff:/i, '') ?? ''
  const name = (headers.host ?? '').replace(/:\d+$/, '').toLowerCase()
  return (
    isOwnAddress(address) && (name === 'localhost' || isOwnAddress(name.replace(/^\[|\]$/g, '')))
  )
}

function isOwnAddress(address: string): boolean {
  return address === '::1' || /^127(\.\d{1,3}){3}$/.test(address)
}
