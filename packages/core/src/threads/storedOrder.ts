import { factsOf, type Message, withFacts } from '@millrace/protocol'
import type { Forks } from '../history/Fork.ts'
import { treeOf } from '../history/treeOf.ts'

/**
 * A conversation with all its versions as one list, as a page of history has them (`HistoryPage`): what each message follows
 * is the one before it, or is said in it. Versions keep their order, but that one that is shown and that nothing follows
 * comes last: the last of the list is what is shown at the end. Messages are the same objects where nothing had to be said
 * in them.
 */
export function storedOrder<M extends Message>(state: {
  readonly messages: readonly M[]
  readonly forks: Forks<M>
}): readonly M[] {
  const { children, next } = treeOf(state)
  const order: Placed<M>[] = []
  /** What is still to be done, the next one last: to put a message down, or all that follow one. */
  const open: (Placed<M> | string)[] = ['']
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one === 'object') {
      order.push(one)
      continue
    }
    const parent = one
    const ways = (children.get(parent) ?? []).map((message) => ({ message, parent }))
    const shown = ways.find(({ message }) => message === next.get(parent))
    const isEnd = shown !== undefined && !children.has(shown.message.id)
    order.push(...(isEnd ? ways.filter((way) => way !== shown) : ways))
    if (shown !== undefined) open.push(isEnd ? shown : shown.message.id)
    for (const way of ways.toReversed()) if (way !== shown) open.push(way.message.id)
  }
  return order.map(({ message, parent }, at) => {
    const said = saidParent(message) ?? order[at - 1]?.message.id ?? ''
    return said === parent
      ? message
      : withFacts(message, { parentId: parent === '' ? null : parent })
  })
}

interface Placed<M extends Message> {
  readonly message: M
  /** The id of the message that it follows, `''` at the beginning. */
  readonly parent: string
}

/** The message that this one says it follows, `''` at the beginning. */
function saidParent(message: Message): string | undefined {
  const { parentId } = factsOf(message)
  if (parentId === null) return ''
  return typeof parentId === 'string' && parentId !== '' ? parentId : undefined
}
