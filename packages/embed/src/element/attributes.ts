import type { ElementAttributes } from './MillraceChatElement.ts'

/** How a property is written as an attribute, and read from it. Hostile or wrong values are as if they were not there. */
interface Attribute<Value> {
  readonly name: string
  readonly read: (written: string | null) => Value
  /** null: the attribute goes. */
  readonly write: (value: Value) => string | null
}

type Attributes = { readonly [Name in keyof ElementAttributes]: Attribute<ElementAttributes[Name]> }

/** Every attribute of the element, by the name of its property. */
export const attributes: Attributes = {
  api: text('api', '/api/chat'),
  chatId: text('chat-id', ''),
  mode: choice('mode', ['inline', 'floating', 'sidebar']),
  open: flag('open'),
  heading: optionalText('heading'),
  placeholder: optionalText('placeholder'),
  welcome: optionalText('welcome'),
  theme: {
    name: 'theme',
    read: (written) => (written === 'light' || written === 'dark' ? written : undefined),
    write: (value) => value ?? null,
  },
  credentials: choice('credentials', ['same-origin', 'include', 'omit']),
  model: optionalText('model'),
  history: flag('history'),
  models: flag('models'),
  feedback: flag('feedback'),
  dictation: flag('dictation'),
  readAloud: flag('read-aloud'),
  announce: choice('announce', ['sentences', 'complete', 'status', 'off']),
  submitMode: choice('submit-mode', ['enter', 'mod-enter', 'none']),
  motion: choice('motion', ['auto', 'none']),
}

/** All that are set on an element, each with its default. */
export function readAttributes(element: Element): ElementAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([property, { name, read }]) => [
      property,
      read(element.getAttribute(name)),
    ]),
  ) as unknown as ElementAttributes
}

/** Nothing written, and nothing in it, are the same: frameworks write both for what is not there. */
function text(name: string, fallback: string): Attribute<string> {
  return {
    name,
    read: (written) => (written === null || written === '' ? fallback : written),
    write: orNone,
  }
}

function optionalText(name: string): Attribute<string | undefined> {
  return { name, read: (written) => written ?? undefined, write: orNone }
}

function flag(name: string): Attribute<boolean> {
  return { name, read: (written) => written !== null, write: (value) => (value ? '' : null) }
}

/** The first is the default. */
function choice<const Values extends readonly [string, ...string[]]>(
  name: string,
  values: Values,
): Attribute<Values[number]> {
  return {
    name,
    read: (written) => values.find((value) => value === written) ?? values[0],
    write: orNone,
  }
}

/** `undefined` and `null` are no words, though scripts without types hand them over as such. */
function orNone(value: string | null | undefined): string | null {
  return value == null ? null : String(value)
}
