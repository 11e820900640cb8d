/**
 * Whether a file is one of those that `accept` names, by the rules of `<input type="file" accept>` (HTML, 4.10.5.1.17):
 * endings of names, media types, `image/*`, `audio/*`, `video/*`. Everything is where `accept` is empty.
 */
export function isAccepted(file: Pick<File, 'name' | 'type'>, accept: string): boolean {
  const wanted = accept
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
  if (wanted.length === 0) return true
  const name = file.name.toLowerCase()
  const [type = ''] = file.type.toLowerCase().split(';', 1)
  return wanted.some((one) => {
    if (one.startsWith('.')) return name.endsWith(one)
    if (one.endsWith('/*')) return type.startsWith(one.slice(0, -1))
    return type.trim() === one
  })
}
