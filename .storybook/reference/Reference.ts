/** Something a part takes or a state holds: a prop, a member of a type. */
export interface Member {
  readonly name: string
  /** As it is written in the source, names of a few literals replaced by them. */
  readonly type: string
  readonly required: boolean
  /** Undefined where the source names none. */
  readonly fallback: string | undefined
  readonly text: string
}

/** An attribute or a variable that a part sets for styles. */
export interface Hook {
  readonly name: string
  /** What the part's docstring says of it, from its name on. */
  readonly text: string
  /** What it can be, where the source shows that and the text does not. */
  readonly values: readonly string[]
}

/** What can be given to a part, or is in a type. */
export interface Shape {
  /** The element whose props it takes beside its own. */
  readonly tag: string | undefined
  /** Of that element's props those that it does not take. */
  readonly without: readonly string[]
  /** Whether it has the `className`, `style` and `render` of `PartProps`. */
  readonly styled: boolean
  /** What those are told as functions. */
  readonly state: readonly Member[]
  /** The type of that state, where it has no members of its own. */
  readonly stateType: string | undefined
  readonly members: readonly Member[]
  /** Types that are somebody else's: their members are not listed. */
  readonly more: readonly string[]
}

/** A part: a component of the package. */
export interface Part extends Shape {
  /** As it is written in JSX: `Thread.Root`. */
  readonly name: string
  /** What it stands with in a list: `Thread`. Undefined for what only other parts render. */
  readonly family: string | undefined
  /** Below the sources of the package. */
  readonly path: string
  readonly exportName: string
  readonly text: string
  /** The `data-part` of each node in it, its own first. */
  readonly nodes: readonly string[]
  readonly attributes: readonly Hook[]
  readonly variables: readonly Hook[]
}

/** An export that is no part: a hook, a function, a value, a type. */
export interface Export extends Shape {
  readonly name: string
  readonly kind: 'hook' | 'value' | 'type'
  /** How it is declared, without its body. */
  readonly signature: string
  readonly text: string
}

/** What can be imported from one place. */
export interface Entry {
  /** `@millrace/core/recording`. */
  readonly name: string
  readonly exports: readonly Export[]
}

/** A variable that a page may set. */
export interface Variable {
  readonly name: string
  /** What it is where nobody sets it; the same text where the scheme makes no difference. */
  readonly light: string
  readonly dark: string
}
