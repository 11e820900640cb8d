import { attributes } from '../element/attributes.ts'

const known: ReadonlySet<string> = new Set([
  ...Object.values(attributes).map(({ name }) => name),
  'class',
  'dir',
  'id',
  'lang',
])

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
    const own = name.replace(/^data-/, '')
    // Others of the tag are for others: a consent manager, a loader.
    if (own !== name && known.has(own)) element.setAttribute(own, value)
  }
  if (nonce !== '') element.nonce = nonce
  const { mode = 'inline' } = dataset
  if (mode === 'inline' && tag.closest('body') !== null) tag.after(element)
  else if (document.body !== null) document.body.append(element)
  else addEventListener('DOMContentLoaded', () => document.body.append(element), { once: true })
}
