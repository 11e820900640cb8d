import { createStore, del, get, set, type UseStore } from 'idb-keyval'
import type { DraftStorage, StoredDraft } from './DraftStorage.ts'

export interface IdbDraftsOptions {
  /** Whose drafts these are: those of somebody else on the same machine are not seen. Default: of nobody in particular. */
  readonly user?: string
}

/**
 * Keeps drafts in the browser (IndexedDB), files too, in a database of their own for each user: `millrace-drafts` or
 * `millrace-drafts-{user}`. Nothing is opened before the first draft.
 */
export function idbDrafts({ user }: IdbDraftsOptions = {}): DraftStorage {
  let opened: UseStore | undefined
  const store = (): UseStore =>
    (opened ??= createStore(
      user === undefined ? 'millrace-drafts' : `millrace-drafts-${user}`,
      'drafts',
    ))
  return {
    load: (chatId) => get<StoredDraft>(chatId, store()),
    save: (chatId, draft) =>
      draft === undefined ? del(chatId, store()) : set(chatId, draft, store()),
  }
}
