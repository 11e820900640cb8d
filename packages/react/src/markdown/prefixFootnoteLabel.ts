interface HastNode {
  readonly type: string
  readonly properties?: Record<string, unknown>
  readonly children?: readonly HastNode[]
}

const label = 'footnote-label'

/**
 * Prefixes the id of the footnotes' heading, and what refers to it: the one id that `clobberPrefix` leaves as it
 * is, so that two messages with footnotes would share it (T-52). A rehype plugin.
 */
export function prefixFootnoteLabel(prefix: string): (tree: HastNode) => void {
  return (tree) => {
    // A stack of our own: messages nest deeper than the call stack likes.
    const waiting: HastNode[] = [tree]
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const { properties, children } = node
      if (properties?.['id'] === label) properties['id'] = `${prefix}-${label}`
      const described = properties?.['ariaDescribedBy']
      if (properties !== undefined && Array.isArray(described)) {
        properties['ariaDescribedBy'] = described.map((id: unknown) =>
          id === label ? `${prefix}-${label}` : id,
        )
      }
      if (children !== undefined) for (const child of children) waiting.push(child)
    }
  }
}
