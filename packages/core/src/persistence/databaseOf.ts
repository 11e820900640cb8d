/** The name of a user's database. */
export function databaseOf(user: string): string {
  // `millrace-drafts` and `millrace-drafts-{user}` are those of `idbDrafts`.
  return `millrace-${user.replace(/^(?=_*drafts(?:-|$))/, '_')}`
}

/** The names of the databases in which drafts of this user were kept before he had one for everything. */
export function draftsBefore(database: string): string {
  return database.replace(/^millrace-/, 'millrace-drafts-')
}

/** What all records lie in, and of which version. A newer one is not touched. */
export const storeName = 'records'
export const databaseVersion = 1
