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
  const open = (): UseStore =>
    (opened ??= createStore(
      user === undefined ? 'millrace-drafts' : `millrace-drafts-${user}`,
      'drafts',
    ))
  /** Whoever deletes the database does not have to wait for this page. */
  const store = (): UseStore => (mode, use) =>
    open()(mode, (drafts) => {
      const { db } = drafts.transaction
      db.onversionchange = () => {
        db.close()
        opened = undefined
      }
      return use(drafts)
    })
  return {
    load: (chatId) => get<StoredDraft>(chatId, store()),
    save: (chatId, draft) =>
      draft === undefined ? del(chatId, store()) : set(chatId, draft, store()),
  }
}
