import { idbDrafts } from '@millrace/core'

/** What is written in each conversation and not sent. */
export const drafts = idbDrafts()
