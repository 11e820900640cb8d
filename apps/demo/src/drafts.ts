import { keptDrafts } from '@millrace/core'
import { persist } from './persist.ts'

/** What is written in each conversation and not sent. */
export const drafts = keptDrafts(persist)
