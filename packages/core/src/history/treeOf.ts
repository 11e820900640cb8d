import type { Message } from '@millrace/protocol'
import type { Forks } from './Fork.ts'

/** A conversation by what follows what. Keys are the ids of the messages before, `''` at the beginning. */
export interface Tree<M extends Message = Message> {
  /** The ids of all messages. */
  readonly placed: ReadonlySet<string>
  /** What follows on the way; undefined at the end of what is shown, where another answer is to come. */
  readonly next: Map<string, M | undefined>
  /** All that follow, in the order of their ways. */
  readonly children: Map<string, readonly M[]>
  /** The first of the way that was shown before that of the answer that is to come. */
  readonly previous: M | undefined
}

/** What is shown and what is in other ways as one tree. A message that is in two of them is where it was first. */
export function treeOf<M extends Message>({
  messages,
  forks,
}: {
  readonly messages: readonly M[]
  readonly forks: Forks<M>
}): Tree<M> {
  const placed = new Set<string>()
  const next = new Map<string, M | undefined>()
  const children = new Map<string, readonly M[]>()
  const end = messages.at(-1)?.id ?? ''

  /** Returns the first message of a way. */
  function walk(way: readonly M[]): M | undefined {
    let first: M | undefined
    let before: M | undefined
    for (const message of way) {
      if (placed.has(message.id)) continue
      placed.add(message.id)
      if (before === undefined) first = message
      else next.set(before.id, message)
      before = message
    }
    return first
  }

  const first = walk(messages)
  if (first !== undefined) next.set('', first)
  // The active way is out of date: it is in the one around it.
  const firsts = [...forks].map(([key, { ways, active }]) => {
    return [key, active, ways.map((way, at) => (at === active ? undefined : walk(way)))] as const
  })
  for (const [key, message] of next) if (message !== undefined) children.set(key, [message])
  for (const [key, active, others] of firsts) {
    const all = others.with(active, next.get(key)).filter((message) => message !== undefined)
    children.set(key, all)
    if (next.get(key) === undefined) next.set(key, key === end ? undefined : all.at(-1))
  }
  const previous = firsts.find(([key]) => key === end)?.[2][forks.get(end)?.previous ?? -1]
  return { placed, next, children, previous }
}
