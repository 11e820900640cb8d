import {
  cloneElement,
  type ComponentProps,
  createElement,
  type CSSProperties,
  type JSX,
  type ReactElement,
  type ReactNode,
} from 'react'

/** What every part takes: the props of its node, and three ways to change how it looks. */
export type PartProps<Tag extends keyof JSX.IntrinsicElements, State = undefined> = Omit<
  ComponentProps<Tag>,
  'className' | 'style'
> & {
  readonly className?: string | ((state: State) => string | undefined) | undefined
  readonly style?: CSSProperties | ((state: State) => CSSProperties | undefined) | undefined
  /** Another element in place of this one: an element to be given the props, or a function of both. */
  readonly render?: ReactElement | ((props: ComponentProps<Tag>, state: State) => ReactElement)
}

/** Renders a part's one node: the tag, or what the caller put in its place. */
export function renderPart<Tag extends keyof JSX.IntrinsicElements, State>(
  tag: Tag,
  given: PartProps<Tag, State>,
  own: Readonly<Record<string, unknown>>,
  state: State,
): ReactNode {
  const { className, style, render, ...rest } = given as PartProps<Tag, State> & object
  const props = {
    ...own,
    ...withoutUndefined(rest),
    className: typeof className === 'function' ? className(state) : className,
    style: withOurVariables(own['style'], typeof style === 'function' ? style(state) : style),
  } as unknown as ComponentProps<Tag>
  if (typeof render === 'function') return render(props, state)
  if (render === undefined) return createElement(tag, props)
  // The caller's own props win, as if they had been written on the part.
  return cloneElement(render, { ...props, ...withOurHandlers(render.props, props) })
}

/** What was really given: `placeholder={undefined}` does not take ours away. */
function withoutUndefined(props: object): object {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined))
}

/** Our `--variables` with the caller's style on top. */
function withOurVariables(ours: unknown, theirs: unknown): unknown {
  return ours === undefined ? theirs : { ...(ours as object), ...(theirs as object | undefined) }
}

/**
 * The props of an element put in our place. Its handlers run first and do not silence ours, its style goes on
 * top of our variables.
 */
function withOurHandlers(theirs: unknown, ours: object): object {
  const known = ours as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.entries(theirs as object).map(([name, value]: [string, unknown]) => {
      const own = known[name]
      if (name === 'style') return [name, withOurVariables(own, value)]
      const both = /^on[A-Z]/.test(name) && typeof value === 'function' && typeof own === 'function'
      return [name, both ? chain(value as Handler, own as Handler) : value]
    }),
  )
}

type Handler = (event: { readonly defaultPrevented: boolean }) => void

/** Runs the caller's handler first; ours steps back when that one prevented the default. */
export function chain<Event extends { readonly defaultPrevented: boolean }>(
  theirs: ((event: Event) => void) | undefined,
  ours: (event: Event) => void,
): (event: Event) => void {
  return (event) => {
    theirs?.(event)
    if (!event.defaultPrevented) ours(event)
  }
}
