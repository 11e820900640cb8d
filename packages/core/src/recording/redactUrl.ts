import { redactMediaType } from './redactMediaType.ts'
import { redactPath, redactText } from './redactText.ts'

/** An address of the same structure that leads nowhere: `https://example.invalid/xxx?x=x`, or data of the same length. */
export function redactUrl(url: string): string {
  const data = /^data:(?<head>[^,]*),/i.exec(url)
  if (data !== null) {
    const [mediaType = '', ...settings] = (data.groups?.['head'] ?? '').split(';')
    const kept = settings.map((one) => (one === 'base64' ? one : redactText(one)))
    const head = [mediaType === '' ? '' : redactMediaType(mediaType), ...kept].join(';')
    return `data:${head},${redactPath(url.slice(data[0].length))}`
  }
  const web = /^(?<blob>blob:)?https?:\/\/[^/?#]*/i.exec(url)
  if (web === null) return redactPath(url)
  const blob = web.groups?.['blob'] === undefined ? '' : 'blob:'
  return `${blob}https://example.invalid${redactPath(url.slice(web[0].length))}`
}
