import type { Clock } from '@millrace/protocol'
import { draftsBefore } from '../persistence/databaseOf.ts'
import { deleteDatabase } from '../persistence/deleteDatabase.ts'
import { keysOf } from '../persistence/keysOf.ts'
import type { Persistence } from '../persistence/Persistence.ts'
import { recordVersion as version } from '../persistence/readKept.ts'
import type { StoredDraft } from './DraftStorage.ts'
import { readOldDrafts } from './readOldDrafts.ts'

/** What says that drafts were moved, and whether the databases in which they were are deleted. */
const markKey = 'moved:drafts'

/**
 * Takes over what `idbDrafts` has kept of this user, or of nobody in particular: once, and never over a draft that is here.
 * Resolves when they are here; the databases go afterwards, once they are kept.
 */
export async function moveDrafts(persistence: Persistence, clock: Clock): Promise<void> {
  const { records, name, state } = persistence
  const [mark] = await records.read([markKey])
  const { status } = Object(mark) as { readonly status?: unknown }
  if (status === 'done') return
  let databases: readonly string[] = [draftsBefore(name), 'millrace-drafts']
  if (status !== 'moved') {
    const read = await Promise.all(databases.map((one) => readOldDrafts(one, clock)))
    // What could not be read stays where it is.
    databases = databases.filter((_, at) => read[at] !== undefined)
    await take(new Map(read.toReversed().flatMap((drafts) => drafts ?? [])))
  }
  // As long as they are only remembered they are to be moved the next time.
  if (state.getState().status !== 'kept') return
  void Promise.all(
    databases.map((one) => deleteDatabase({ name: one, clock, onReport: () => undefined })),
  ).then(async (deleted) => {
    if (!deleted.every(Boolean)) return
    await records.update([], () => {
      return { write: new Map([[markKey, { version, status: 'done' }]]), result: undefined }
    })
  })

  function take(drafts: ReadonlyMap<string, StoredDraft>): Promise<void> {
    const all = [...drafts]
    const keys = all.map(([chatId]) => keysOf(chatId).draft)
    return records.update([markKey, ...keys], ([moved, ...values]) => {
      if (moved !== undefined) return { write: new Map(), result: undefined }
      const savedAt = clock.now()
      const write = all.flatMap(([, draft], at): (readonly [string, unknown])[] =>
        values[at] === undefined ? [[keys[at] ?? '', { version, savedAt, draft }]] : [],
      )
      const mark = [markKey, { version, status: 'moved' }] as const
      return { write: new Map<string, unknown>([...write, mark]), result: undefined }
    })
  }
}
