/** A browser may begin to read a file only after its user has said where to, in milliseconds. */
const keptMs = 60_000

/** Saves text as a file, where the browser puts downloads. */
export function downloadText(text: string, fileName: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), keptMs)
}
