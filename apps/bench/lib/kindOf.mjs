/** Whether a contender of the browser is a floor, a limit, one of ours or a peer: its name says it. */
export function kindOf(name) {
  if (/^(floor|react-alone)/.test(name)) return 'floor'
  if (name.startsWith('millrace')) return 'ours'
  return 'peer'
}
