import { type Clock, systemClock } from '@millrace/protocol'
import { keysOf } from '../persistence/keysOf.ts'
import type { Persistence } from '../persistence/Persistence.ts'
import { recordVersion as version } from '../persistence/readKept.ts'
import type { DraftStorage, StoredDraft } from './DraftStorage.ts'
import { moveDrafts } from './moveDrafts.ts'

export interface KeptDraftsOptions {
  readonly clock?: Clock
}

/**
 * Keeps drafts with the conversations of their user, files too. What `idbDrafts` has kept of him, or of nobody in particular,
 * is taken over once, and its databases are deleted.
 */
export function keptDrafts(
  persistence: Persistence,
  { clock = systemClock }: KeptDraftsOptions = {},
): DraftStorage {
  const { records } = persistence
  let moved: Promise<void> | undefined

  return {
    async load(chatId) {
      await (moved ??= moveDrafts(persistence, clock))
      const [record] = await records.read([keysOf(chatId).draft])
      // What is in it is checked by whoever asked.
      const { draft } = Object(record) as { readonly draft?: StoredDraft }
      return draft
    },
    async save(chatId, draft) {
      await (moved ??= moveDrafts(persistence, clock))
      const record = draft && { version, savedAt: clock.now(), draft }
      await records.update([], () => {
        return { write: new Map([[keysOf(chatId).draft, record]]), result: undefined }
      })
    },
  }
}
