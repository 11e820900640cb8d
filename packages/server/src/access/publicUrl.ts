/**
 * Where names lead into a network instead of out of it: special-use domains (RFC 6761, 6762, 8375) and what routers,
 * companies, clouds and clusters call their own. None of them is a domain of the Internet.
 */
const withinNetworks = new Set([
  'arpa',
  'corp',
  'home',
  'internal',
  'intranet',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'private',
  'svc',
])

/**
 * Whether a client may have this URL handed on to a provider, which may be a server of our own network and fetch it
 * (T-65): `https:`, without credentials, of a host with a public name. An address is none, however it is spelled.
 * Nothing is looked up: a public name that leads to a private address is for the one who fetches to refuse.
 */
export function isPublicUrl(url: string): boolean {
  // Where a host ends is not read alike by all once there are backslashes, line ends, or no two slashes.
  if (!/^https:\/\/[^/\\\p{Cc}][^\\\p{Cc}]*$/iu.test(url) || !URL.canParse(url)) return false
  const { hostname, username, password } = new URL(url)
  if (username !== '' || password !== '') return false
  const labels = hostname.replace(/\.+$/, '').split('.')
  const top = labels.at(-1) ?? ''
  return labels.length > 1 && !labels.includes('') && isName(top) && !withinNetworks.has(top)
}

/** No top-level domain begins with a digit; addresses end with one, or begin and end with a bracket. */
function isName(top: string): boolean {
  return /^[a-z][a-z\d-]*$/.test(top)
}
