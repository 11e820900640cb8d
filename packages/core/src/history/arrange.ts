import { factsOf, type Message } from '@millrace/protocol'
import type { HistoryPage } from './ChatHistory.ts'
import type { Fork, Forks } from './Fork.ts'
import { type Tree, treeOf } from './treeOf.ts'

/** What is here of a conversation that may go on in more than one way. */
export interface Arrangement<M extends Message = Message> {
  /** The way that is shown, oldest first. */
  readonly messages: readonly M[]
  readonly forks: Forks<M>
  /** Loaded messages that follow none of those: an earlier page may bring the one they follow. As they were saved. */
  readonly waiting: readonly Stored<M>[]
}

export interface Stored<M extends Message = Message> {
  readonly message: M
  /** The id of the one it follows, `''` at the beginning; undefined: the last of the page before its own. */
  readonly parent: string | undefined
}

export interface Arranged<M extends Message = Message> extends Arrangement<M> {
  /** Whether something was said before. A page with nothing new is the last one: a broken history never loops. */
  readonly more: boolean
  /** How many messages were dropped at the end of the history: what they follow is nowhere in it. */
  readonly lost: number
}

/**
 * Puts a page in front of what is here. A message follows the one that it names (`metadata.millrace.parentId`), or the
 * one before it in the list. Those that lead to the oldest shown one are put in front of it, where nothing is shown
 * those that lead to the newest of the page. All others are in ways that are not shown, in the order in which they were
 * first saved, before those of this conversation. What is shown stays as it is.
 *
 * A page is hostile: what follows itself, in a circle too, is never reached, and waits. Linear in all that is here.
 */
export function arrange<M extends Message>(
  here: Arrangement<M>,
  page: HistoryPage<M>,
): Arranged<M> {
  const tree = treeOf(here)
  const { placed, next, children } = tree
  const { stored, parents, more } = storedOf(here, page, placed)
  const tops = children.get('') ?? []
  const { front, above } = wayUp(
    parentOfAll(tops, parents) ?? page.messages.at(-1)?.id,
    stored,
    placed,
  )
  putInFront(tree, front)

  /** After which message it belongs, `''` before all that is here; undefined while that is not known. */
  function keyOf({ message, parent }: Stored<M>): string | undefined {
    if (message === front[0] || (parent === above && above !== undefined)) return ''
    if (parent === undefined || parent === '') return more ? undefined : ''
    return parent
  }
  const older = new Map<string, M[]>()
  for (const one of stored.values()) {
    const key = keyOf(one)
    if (key === undefined) continue
    const siblings = older.get(key)
    if (siblings === undefined) older.set(key, [one.message])
    else siblings.push(one.message)
  }
  // A way that was never shown leads to its newest message: that one is the first to claim those above it.
  for (const newest of [...stored.values()].reverse()) {
    let one: Stored<M> | undefined = newest
    while (one !== undefined) {
      const key = keyOf(one)
      if (key === undefined || next.has(key)) break
      next.set(key, one.message)
      one = stored.get(key)
    }
  }

  const forks = new Map<string, Fork<M>>()
  const keys = ['']
  for (const key of keys) {
    const siblings = [...(older.get(key) ?? []), ...(children.get(key) ?? [])]
    for (const { id } of siblings) {
      keys.push(id)
      stored.delete(id)
    }
    const fork = forkOf(siblings, key, tree)
    if (fork !== undefined) forks.set(key, fork)
  }
  const messages = wayFrom(next.get(''), tree)
  return {
    messages: messages.length === here.messages.length ? here.messages : messages,
    forks,
    waiting: more ? [...stored.values()] : [],
    more,
    lost: more ? 0 : stored.size,
  }
}

/** What the page brings and what waited, in the order in which it was saved, and whether anything of it is new. */
function storedOf<M extends Message>(
  { waiting }: Arrangement<M>,
  { messages, more }: HistoryPage<M>,
  placed: ReadonlySet<string>,
): {
  readonly stored: Map<string, Stored<M>>
  /** What each message of the page follows, also those that are here already. */
  readonly parents: ReadonlyMap<string, string | undefined>
  readonly more: boolean
} {
  const stored = new Map<string, Stored<M>>()
  const parents = new Map<string, string | undefined>()
  let before: string | undefined
  for (const message of messages) {
    const { id } = message
    if (!parents.has(id)) {
      const parent = parentOf(message) ?? before
      parents.set(id, parent)
      if (!placed.has(id)) stored.set(id, { message, parent })
    }
    before = id
  }
  for (const { message, parent = before } of waiting) {
    if (!stored.has(message.id)) stored.set(message.id, { message, parent })
  }
  return { stored, parents, more: more && stored.size > waiting.length }
}

/** The id of the message that this one says it follows, `''` at the beginning; undefined where it does not say. */
function parentOf(message: Message): string | undefined {
  const { parentId } = factsOf(message)
  if (parentId === null) return ''
  return typeof parentId === 'string' && parentId !== '' ? parentId : undefined
}

/** What these follow, all of them the same: what one of them says is true of each. */
function parentOfAll(
  siblings: readonly Message[],
  parents: ReadonlyMap<string, string | undefined>,
): string | undefined {
  for (const sibling of siblings) {
    const parent = parents.get(sibling.id) ?? parentOf(sibling)
    if (parent !== undefined) return parent
  }
  return undefined
}

/** The stored messages that lead to this one and it, oldest first, and what the first of them follows. */
function wayUp<M extends Message>(
  to: string | undefined,
  stored: ReadonlyMap<string, Stored<M>>,
  placed: ReadonlySet<string>,
): { readonly front: readonly M[]; readonly above: string | undefined } {
  const front: M[] = []
  const passed = new Set(placed)
  let above = to
  while (above !== undefined && !passed.has(above)) {
    const one = stored.get(above)
    if (one === undefined) return { front: front.reverse(), above }
    passed.add(above)
    front.push(one.message)
    above = one.parent
  }
  // Nobody follows what comes after him.
  return { front: front.reverse(), above: undefined }
}

/** What began the conversation now follows the last of these. */
function putInFront<M extends Message>({ next, children }: Tree<M>, front: readonly M[]): void {
  const last = front.at(-1)
  if (last === undefined) return
  for (const map of [next, children] as Map<string, unknown>[]) {
    if (map.has('')) map.set(last.id, map.get(''))
    map.delete('')
  }
  let key = ''
  for (const message of front) {
    next.set(key, message)
    key = message.id
  }
}

/** Where a conversation goes on with one of these; undefined where there is nothing to choose. */
function forkOf<M extends Message>(
  siblings: readonly M[],
  key: string,
  tree: Tree<M>,
): Fork<M> | undefined {
  const shown = tree.next.get(key)
  if (siblings.length < (shown === undefined ? 1 : 2)) return undefined
  // What is shown is in the way around it.
  const ways = siblings.map((first) => (first === shown ? [] : wayFrom(first, tree)))
  if (shown !== undefined) return { ways, active: siblings.indexOf(shown) }
  const previous = tree.previous === undefined ? -1 : siblings.indexOf(tree.previous)
  return { ways: [...ways, []], active: ways.length, ...(previous === -1 ? {} : { previous }) }
}

function wayFrom<M extends Message>(first: M | undefined, { next }: Tree<M>): readonly M[] {
  const way: M[] = []
  for (let one = first; one !== undefined; one = next.get(one.id)) way.push(one)
  return way
}
