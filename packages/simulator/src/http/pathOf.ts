import type { IncomingMessage } from 'node:http'

/** The path without its query. Not a `URL`: hostile paths make that throw. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? ''
}

/** What follows the base path, decoded; undefined if the path is not below it. */
export function pathBelow(basePath: string, request: IncomingMessage): string | undefined {
  const path = pathOf(request)
  if (!path.startsWith(`${basePath}/`)) return undefined
  try {
    return decodeURIComponent(path.slice(basePath.length))
  } catch {
    return undefined
  }
}
