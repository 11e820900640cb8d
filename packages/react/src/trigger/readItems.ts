import { plainName } from '../name/plainName.ts'
import type { TriggerItem } from './Trigger.ts'

/**
 * The items of a list that are some, each id once. What was fetched is hostile: left out is what has no id or the wrong
 * shape, and of which nothing would be seen.
 * @param most - No more are read. Default: all.
 * @returns undefined for what is no list.
 */
export function readItems(
  list: unknown,
  most: number = Infinity,
): readonly TriggerItem[] | undefined {
  if (!Array.isArray(list)) return undefined
  const items = new Map<string, TriggerItem>()
  for (const item of list as readonly unknown[]) {
    if (items.size >= most) break
    if (isItem(item) && !items.has(item.id)) items.set(item.id, item)
  }
  return [...items.values()]
}

function isItem(value: unknown): value is TriggerItem {
  if (typeof value !== 'object' || value === null) return false
  const item: Partial<Record<keyof TriggerItem, unknown>> = value
  return (
    typeof item.id === 'string' &&
    plainName(item.label) !== '' &&
    isTextOrNothing(item.description) &&
    isTextOrNothing(item.text) &&
    (item.keywords == null ||
      (Array.isArray(item.keywords) && item.keywords.every((word) => typeof word === 'string'))) &&
    (item.run == null || typeof item.run === 'function')
  )
}

/** JSON says null for what is not there. */
function isTextOrNothing(value: unknown): boolean {
  return value == null || typeof value === 'string'
}
