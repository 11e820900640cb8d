import type { Labels } from '../labels/labels.ts'
import { numbersFor } from '../labels/numbersFor.ts'
import { languageName } from './languageName.ts'

/**
 * What a page says aloud, as plain text: blocks are on lines of their own. Code, tables, formulas and images are told
 * in words; controls, footnote marks, thoughts, tool calls and what stands around an answer are left out. Reads text
 * and attributes only: nothing is laid out for it.
 * @param limit - Reads no further than about so many characters.
 */
export function speakableText(node: Node, labels: Labels, limit: number): string {
  let text = ''

  function add(node: Node): void {
    if (text.length >= limit) return
    if (node.nodeType === Node.TEXT_NODE) text += wordsOf(node as Text).replace(/\s+/g, ' ')
    if (node.nodeType !== Node.ELEMENT_NODE) return
    const element = node as Element
    const apart = blocks.has(element.localName)
    if (apart) text += '\n'
    const words = wordsFor(element, labels)
    if (words === undefined) for (const child of element.childNodes) add(child)
    else text += words
    if (apart) text += '\n'
  }

  add(node)
  return text
    .split('\n')
    .map((line) => line.replace(/ +/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}

/** The mark of a footnote is text until its note has come. */
function wordsOf({ data, parentElement }: Text): string {
  if (!data.includes('[^') || parentElement?.closest('code') != null) return data
  return data.replace(/\[\^[^\]\s]+\]/g, '')
}

const blocks = new Set(
  (
    'address article aside blockquote caption dd div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header ' +
    'hr li main nav ol p pre section table td th tr ul'
  ).split(' '),
)

/** What is never spoken, wherever it stands. Thoughts and tool calls wear these also where they are drawn anew. */
export const unspoken: string =
  'button, select, textarea, svg, script, style, iframe, object, audio, video, canvas, output, details, [hidden], ' +
  '[aria-hidden="true"], [data-footnote-ref], [data-footnote-backref], [data-part="reasoning"], [data-part="tool"], ' +
  '[data-part="sources"], [data-part="citation"], [data-part="message-author"], [data-part="message-editor"], ' +
  '[data-part="message-actions"], [data-part="message-footer"], [data-part="message-usage"], ' +
  '[data-part="message-timings"]'

/** The words for an element in place of those that it holds; undefined where these are to be read. */
function wordsFor(element: Element, labels: Labels): string | undefined {
  switch (element.getAttribute('data-part')) {
    case 'code':
      return codeWords(element, labels)
    case 'math':
      return mathWords(element)
    case 'markdown-plain':
    case 'image-placeholder':
      return undefined
  }
  switch (element.localName) {
    case 'br':
      return ' '
    case 'img':
      return imageWords(element.getAttribute('alt') ?? '', labels)
    case 'input':
      return taskWords(element)
    case 'math':
      return mathWords(element)
    case 'pre':
      return codeWords(element, labels)
    case 'table':
      return tableWords(element as HTMLTableElement, labels)
  }
  // The toolbar of a table is made of buttons.
  return element.matches(unspoken) ? '' : undefined
}

function codeWords(element: Element, labels: Labels): string {
  const code = element.querySelector('code')
  const source = (code ?? element).textContent
  const ended = source === '' || source.endsWith('\n')
  const lines = source.split('\n').length - (ended ? 1 : 0)
  const written =
    element.querySelector('[data-part="code-language"]')?.textContent ??
    /(?:^| )language-(\S+)/.exec(code?.className ?? '')?.[1] ??
    ''
  return labels.codeOfLines(languageName(written), lines, numbersFor(labels.locale).count(lines))
}

function tableWords({ rows }: HTMLTableElement, labels: Labels): string {
  const { count } = numbersFor(labels.locale)
  const columns = rows[0]?.cells.length ?? 0
  return labels.tableOf(rows.length, columns, count(rows.length), count(columns))
}

/** The formula's own words where it has some, else its source. */
function mathWords(element: Element): string {
  const math = element.localName === 'math' ? element : element.querySelector('math')
  return (
    math?.getAttribute('alttext') ??
    math?.querySelector('annotation')?.textContent ??
    element.textContent
  )
}

function imageWords(description: string, labels: Labels): string {
  return description === '' ? '' : labels.imageOf(description)
}

/** Whether a task is done is part of what the list says; other fields are controls. */
function taskWords(element: Element): string {
  const label = element.getAttribute('aria-label')
  return element.getAttribute('type') === 'checkbox' && label !== null ? `${label}, ` : ''
}
