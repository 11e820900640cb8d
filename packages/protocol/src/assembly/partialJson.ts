/**
 * JSON that is still being written. Each piece is read once, character by character, so the cost is
 * linear in the text however it is cut; the value so far is at hand after every piece.
 *
 * The state is immutable: `feed` returns the next one.
 */
export interface PartialJson {
  /** `undefined` before the first value began, and for text that cannot become JSON. */
  readonly value: unknown
  readonly failed: boolean
  /** Closed containers around the one being written, outermost first. */
  readonly stack: readonly Container[]
  readonly token: Token
}

type Container =
  | { readonly kind: 'array'; readonly items: readonly unknown[]; readonly expects: Expects }
  | {
      readonly kind: 'object'
      readonly entries: Readonly<Record<string, unknown>>
      readonly key: string | undefined
      readonly expects: Expects
    }

/** What may come next inside a container. */
type Expects = 'value-or-end' | 'value' | 'key-or-end' | 'key' | 'colon' | 'comma-or-end'

/** The scalar being written. `closed` is a finished top-level value. */
type Token =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'string'
      readonly text: string
      readonly escape: string
      readonly isKey: boolean
    }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'closed'; readonly value: unknown }

const none: Token = { kind: 'none' }
const empty: PartialJson = { value: undefined, failed: false, stack: [], token: none }

/** The state before the first character. */
export function emptyPartialJson(): PartialJson {
  return empty
}

/** Reads the next piece of the text. */
export function feedPartialJson(state: PartialJson, piece: string): PartialJson {
  if (state.failed || piece === '') return state
  const writer = createWriter(state)
  let at = 0
  while (at < piece.length && !writer.failed) at = writer.take(piece, at)
  return writer.end()
}

const whitespace = /[ \t\n\r]/
const numberCharacter = /[-+.eE\d]/
const wholeNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/
const numberPrefix = /^-?(?:(?:0|[1-9]\d*)(?:\.\d*)?(?:(?<=\d)[eE][-+]?\d*)?)?$/
const literals: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]
const simpleEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** Works on copies that nobody else has seen yet; the containers it copied are its own. */
function createWriter(state: PartialJson): {
  readonly failed: boolean
  take(piece: string, at: number): number
  end(): PartialJson
} {
  const stack: Container[] = [...state.stack]
  let token = state.token
  let failed = false
  // The innermost containers are copied once per piece, on the first write.
  const owned = new Set<unknown>()

  function fail(): void {
    failed = true
  }

  function store(value: unknown): void {
    const top = stack.at(-1)
    if (top === undefined) {
      token = { kind: 'closed', value }
      return
    }
    token = none
    if (top.kind === 'array') {
      const items = owned.has(top.items) ? (top.items as unknown[]) : [...top.items]
      owned.add(items)
      items.push(value)
      stack[stack.length - 1] = { kind: 'array', items, expects: 'comma-or-end' }
      return
    }
    const entries = owned.has(top.entries)
      ? (top.entries as Record<string, unknown>)
      : { ...top.entries }
    owned.add(entries)
    // A key such as `__proto__` must become a property, as JSON.parse makes it one (T-70).
    Object.defineProperty(entries, top.key ?? '', {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    })
    stack[stack.length - 1] = { kind: 'object', entries, key: undefined, expects: 'comma-or-end' }
  }

  function close(kind: 'array' | 'object'): void {
    const top = stack.at(-1)
    const allowed =
      top?.kind === kind &&
      (top.expects === 'comma-or-end' ||
        top.expects === 'value-or-end' ||
        top.expects === 'key-or-end')
    if (top === undefined || !allowed) return fail()
    stack.pop()
    store(top.kind === 'array' ? top.items : top.entries)
  }

  function takeString(piece: string, from: number): number {
    if (token.kind !== 'string') return from
    let { text, escape } = token
    const { isKey } = token
    let at = from
    for (; at < piece.length; at++) {
      const character = piece.charAt(at)
      if (escape !== '') {
        escape += character
        const read = readEscape(escape)
        if (read === false) {
          fail()
          return at
        }
        if (read !== undefined) {
          text += read
          escape = ''
        }
      } else if (character === '\\') {
        escape = '\\'
      } else if (character === '"') {
        endString(text, isKey)
        return at + 1
      } else if (character < ' ') {
        fail()
        return at
      } else {
        // Whole runs of plain characters at once.
        let end = at + 1
        while (end < piece.length && isPlain(piece.charCodeAt(end))) end++
        text += piece.slice(at, end)
        at = end - 1
      }
    }
    token = { kind: 'string', text, escape, isKey }
    return at
  }

  function endString(text: string, isKey: boolean): void {
    if (!isKey) return store(text)
    const top = stack.at(-1)
    token = none
    if (top?.kind !== 'object') return fail()
    stack[stack.length - 1] = { ...top, key: text, expects: 'colon' }
  }

  function takeScalar(piece: string, from: number): number {
    let at = from
    if (token.kind === 'literal') {
      let { text } = token
      while (at < piece.length && /[a-z]/.test(piece.charAt(at))) text += piece.charAt(at++)
      token = { kind: 'literal', text }
      const literal = literals.find(([name]) => name === text)
      if (literal !== undefined) store(literal[1])
      else if (at < piece.length || !literals.some(([name]) => name.startsWith(text))) fail()
      return at
    }
    if (token.kind !== 'number') return at
    let { text } = token
    while (at < piece.length && numberCharacter.test(piece.charAt(at))) text += piece.charAt(at++)
    token = { kind: 'number', text }
    if (!numberPrefix.test(text)) fail()
    else if (at < piece.length) {
      if (wholeNumber.test(text)) store(Number(text))
      else fail()
    }
    return at
  }

  function open(container: Container): void {
    stack.push(container)
    owned.add(container.kind === 'array' ? container.items : container.entries)
    token = none
  }

  function startValue(character: string): void {
    if (character === '{')
      return open({ kind: 'object', entries: {}, key: undefined, expects: 'key-or-end' })
    if (character === '[') return open({ kind: 'array', items: [], expects: 'value-or-end' })
    if (character === '"') token = { kind: 'string', text: '', escape: '', isKey: false }
    else if (/[-\d]/.test(character)) token = { kind: 'number', text: character }
    else if (/[tfn]/.test(character)) token = { kind: 'literal', text: character }
    else fail()
  }

  function takeStructure(character: string): void {
    const top = stack.at(-1)
    if (top === undefined) return token.kind === 'closed' ? fail() : startValue(character)
    if (character === ']') return close('array')
    if (character === '}') return close('object')
    switch (top.expects) {
      case 'comma-or-end':
        if (character !== ',') return fail()
        stack[stack.length - 1] = {
          ...top,
          expects: top.kind === 'array' ? 'value' : 'key',
        } as Container
        return
      case 'colon':
        if (character !== ':') return fail()
        stack[stack.length - 1] = { ...top, expects: 'value' }
        return
      case 'key':
      case 'key-or-end':
        if (character !== '"') return fail()
        token = { kind: 'string', text: '', escape: '', isKey: true }
        return
      default:
        startValue(character)
    }
  }

  return {
    get failed() {
      return failed
    },
    take(piece, at) {
      if (token.kind === 'string') return takeString(piece, at)
      if (token.kind === 'literal' || token.kind === 'number') return takeScalar(piece, at)
      const character = piece.charAt(at)
      if (!whitespace.test(character)) takeStructure(character)
      return at + 1
    },
    end() {
      if (failed) return { value: undefined, failed: true, stack: [], token: none }
      return { value: valueOf(stack, token), failed: false, stack, token }
    },
  }
}

function isPlain(code: number): boolean {
  return code >= 0x20 && code !== 0x22 && code !== 0x5c
}

/** The character that an escape stands for; undefined while it is not complete, false for none. */
function readEscape(escape: string): string | false | undefined {
  const kind = escape.charAt(1)
  if (kind !== 'u') return Object.hasOwn(simpleEscapes, kind) ? simpleEscapes[kind] : false
  const digits = escape.slice(2)
  if (!/^[\da-fA-F]{0,4}$/.test(digits)) return false
  return digits.length < 4 ? undefined : String.fromCharCode(Number.parseInt(digits, 16))
}

/** What the open scalar shows already; `undefined` where it shows nothing yet. */
function shown(token: Token): { readonly value: unknown } | undefined {
  switch (token.kind) {
    case 'string':
      return token.isKey ? undefined : { value: token.text }
    case 'literal': {
      const literal = literals.find(([name]) => name.startsWith(token.text))
      return literal === undefined ? undefined : { value: literal[1] }
    }
    case 'number': {
      // As much as is a number already: `1.` is 1, `1e` is 1, `-` nothing.
      const digits = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/.exec(token.text)
      return digits === null ? undefined : { value: Number(digits[0]) }
    }
    case 'closed':
      return { value: token.value }
    case 'none':
      return undefined
  }
}

/** Folds the open containers from the inside out. */
function valueOf(stack: readonly Container[], token: Token): unknown {
  let inner = shown(token)
  for (let index = stack.length - 1; index >= 0; index--) {
    const container = stack[index]
    if (container === undefined) continue
    if (container.kind === 'array') {
      inner = { value: inner === undefined ? container.items : [...container.items, inner.value] }
    } else {
      const entries: Record<string, unknown> = { ...container.entries }
      if (inner !== undefined && container.key !== undefined) {
        Object.defineProperty(entries, container.key, {
          value: inner.value,
          enumerable: true,
          configurable: true,
          writable: true,
        })
      }
      inner = { value: entries }
    }
  }
  return inner?.value
}
