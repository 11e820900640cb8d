/** A value as it may stand in what others send: as it is, in an address, in JSON, in base64 of either alphabet. */
export function spellingsOf(value: string): readonly string[] {
  const plain = value.trim()
  // Half a character cannot be escaped; it is sent as a whole other one.
  const sendable = Buffer.from(plain).toString()
  const spellings = [
    plain,
    // Forms, queries, paths, and what is done by hand.
    new URLSearchParams({ '': plain }).toString().slice(1),
    encodeURIComponent(sendable),
    encodeURI(sendable),
    plain.replaceAll(' ', '+'),
    JSON.stringify(plain).slice(1, -1),
    ...inBase64(plain),
  ]
  return [...new Set(spellings)].filter((spelling) => spelling !== '')
}

/** What of its base64 is always the same, whatever stands before it: by how many bytes it is off a group of three. */
function inBase64(value: string): readonly string[] {
  const bytes = Buffer.from(value)
  return [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
    // Six bits each: characters at the edges have bits of their neighbours.
    const [from, to] = [Math.ceil((shift * 8) / 6), Math.floor((whole.length * 8) / 6)]
    // Less than that could stand in any word.
    if (to - from < 8) return []
    return [whole.toString('base64').slice(from, to), whole.toString('base64url').slice(from, to)]
  })
}
