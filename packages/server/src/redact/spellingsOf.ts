/**
 * A secret as it may stand in what others send back: as it is, in an address, in JSON (and JSON within JSON), in base64
 * of either alphabet. As base64 it looks different after a multiple of three bytes, one more, and two more.
 */
export function spellingsOf(secret: unknown): readonly string[] {
  // The types say so; an environment variable that is not set does not know.
  if (typeof secret !== 'string' || secret.trim() === '') return []
  // One that came with the end of its line is sent without.
  return [secret, secret.trim()].flatMap((plain) => [
    plain,
    ...inAddresses(plain),
    ...inJson(plain),
    ...inBase64(plain),
  ])
}

function inAddresses(secret: string): readonly string[] {
  // Half a character cannot be escaped; it is sent as a whole other one.
  const sendable = new TextDecoder().decode(new TextEncoder().encode(secret))
  const escaped = encodeURIComponent(sendable)
  const strictly = escaped.replace(/[!'()*]/g, (character) => `%${hexOf(character)}`)
  const form = new URLSearchParams({ '': sendable }).toString().slice(1)
  return [escaped, strictly, form].flatMap((spelling) => [
    spelling,
    spelling.replace(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase()),
  ])
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase()
}

function inJson(secret: string): readonly string[] {
  const once = JSON.stringify(secret).slice(1, -1)
  return [once, JSON.stringify(once).slice(1, -1), once.replaceAll('/', '\\/')]
}

function inBase64(secret: string): readonly string[] {
  const bytes = [...new TextEncoder().encode(secret)]
  const binary = bytes.map((byte) => String.fromCharCode(byte)).join('')
  return ['', '\0', '\0\0'].flatMap((before) => {
    const whole = btoa(before + binary)
    // The letters that hold nothing but bits of the secret: those at its edges hold some of its neighbours'.
    const from = Math.ceil((before.length * 8) / 6)
    const own = whole.slice(from, Math.floor(((before.length + bytes.length) * 8) / 6))
    // Less than that could stand in any word.
    return own.length < 8 ? [] : [own, own.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
