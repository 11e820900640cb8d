/** Deeper is cut off (T-53). */
const deepest = 100

/**
 * A value as text: a string as it is, everything else as JSON would be written by hand. Never throws and never
 * prints much more than asked for, whatever the value: cycles, values deeper than 100 and what cannot be read are
 * words in brackets.
 * @param limit - The most characters that are returned.
 */
export function printValue(value: unknown, limit: number): string {
  if (typeof value === 'string') return value.slice(0, limit)
  const page: Page = { text: '', limit, above: new Set() }
  write(page, value)
  return page.text.slice(0, limit)
}

interface Page {
  text: string
  readonly limit: number
  /** The objects that the value to be written is in. */
  readonly above: Set<object>
}

function write(page: Page, value: unknown): void {
  if (isFull(page)) return
  if (typeof value === 'object' && value !== null) return writeObject(page, value)
  page.text += printPlain(value, page.limit - page.text.length)
}

function printPlain(value: unknown, limit: number): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.slice(0, limit))
    case 'bigint':
      return `${value}n`
    case 'function':
    case 'symbol':
      return `[${typeof value}]`
    default:
      return String(value)
  }
}

function writeObject(page: Page, value: object): void {
  if (page.above.has(value)) return add(page, '[circular]')
  if (page.above.size >= deepest) return add(page, '[…]')
  page.above.add(value)
  try {
    if (ArrayBuffer.isView(value)) add(page, `[${value.byteLength} bytes]`)
    else if (isOwnWriter(value)) write(page, value.toJSON())
    else if (Array.isArray(value)) writeItems(page, value)
    else writeProperties(page, value)
  } catch {
    // A getter, a proxy or a `toJSON` that throws.
    add(page, '[unreadable]')
  }
  page.above.delete(value)
}

function isOwnWriter(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}

function writeItems(page: Page, items: readonly unknown[]): void {
  add(page, '[')
  let index = 0
  for (; index < items.length && !isFull(page); index++) {
    startLine(page, index)
    writeRead(page, items, index)
  }
  end(page, index, ']')
}

function writeProperties(page: Page, value: object): void {
  add(page, '{')
  let count = 0
  for (const name in value) {
    if (isFull(page)) break
    if (!Object.hasOwn(value, name)) continue
    startLine(page, count++)
    add(page, `${printPlain(name, page.limit)}: `)
    writeRead(page, value, name)
  }
  end(page, count, '}')
}

/** One property that throws takes no other with it. */
function writeRead(page: Page, from: object, name: string | number): void {
  let read: unknown
  try {
    read = (from as Readonly<Record<string | number, unknown>>)[name]
  } catch {
    return add(page, '[unreadable]')
  }
  write(page, read)
}

function startLine(page: Page, index: number): void {
  add(page, `${index === 0 ? '' : ','}\n${'  '.repeat(page.above.size)}`)
}

function end(page: Page, count: number, bracket: string): void {
  add(page, count === 0 ? bracket : `\n${'  '.repeat(page.above.size - 1)}${bracket}`)
}

function add(page: Page, text: string): void {
  page.text += text
}

function isFull({ text, limit }: Page): boolean {
  return text.length >= limit
}
