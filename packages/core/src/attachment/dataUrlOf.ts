/**
 * A file as a `data:` URL of this type, in base64.
 * @throws {DOMException} `NotReadableError` or `NotFoundError` for one that cannot be read any more.
 */
export function dataUrlOf(file: Blob, mediaType: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => {
      const url = typeof reader.result === 'string' ? reader.result : ''
      // What the browser writes before the comma is what it thinks of the file.
      resolve(`data:${mediaType};base64,${url.slice(url.indexOf(',') + 1)}`)
    }
    reader.onerror = () => reject(reader.error ?? new DOMException('', 'NotReadableError'))
    reader.readAsDataURL(file)
  })
}
