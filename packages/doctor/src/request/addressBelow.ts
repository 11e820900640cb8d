/** Something of the route's: `{api}/{segment}…`, with names added to the query that the address has. */
export function addressBelow(
  api: URL,
  segments: readonly string[],
  names: Readonly<Record<string, string>> = {},
): string {
  const address = new URL(api)
  const path = address.pathname.replace(/\/+$/, '')
  address.pathname = [path, ...segments.map(encodeURIComponent)].join('/')
  for (const [name, value] of Object.entries(names)) address.searchParams.set(name, value)
  return address.href
}
