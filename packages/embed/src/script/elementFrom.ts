/**
 * Puts a `<millrace-chat>` into the page, with the `data-*` of a script tag as its attributes: behind the tag, or at the end of
 * the page where it is not inline. Does nothing for a tag that has neither `data-api` nor `data-mode`: then the page has
 * elements of its own.
 */
export function elementFrom(tag: HTMLScriptElement): void {
  const { dataset, nonce } = tag
  if (dataset['api'] === undefined && dataset['mode'] === undefined) return
  const element = document.createElement('millrace-chat')
  for (const { name, value } of tag.attributes) {
    if (name.startsWith('data-')) element.setAttribute(name.slice('data-'.length), value)
  }
  if (nonce !== '') element.nonce = nonce
  const { mode = 'inline' } = dataset
  if (mode === 'inline' && tag.closest('body') !== null) tag.after(element)
  else if (document.body !== null) document.body.append(element)
  else addEventListener('DOMContentLoaded', () => document.body.append(element), { once: true })
}
