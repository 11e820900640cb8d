/** Where what is written and not sent is kept, for when the page comes back. */
export interface DraftStorage {
  /** What was kept of this chat; what it holds is checked, as anything stored is. */
  load(chatId: string): Promise<StoredDraft | undefined>
  /** Keeps a draft in place of the one before; undefined keeps none. */
  save(chatId: string, draft: StoredDraft | undefined): Promise<void>
}

export interface StoredDraft {
  readonly text: string
  readonly files: readonly StoredFile[]
}

export interface StoredFile {
  readonly name: string
  readonly mediaType: string
  readonly file: Blob
  /** Where it was uploaded to, if it was. */
  readonly url?: string
}
