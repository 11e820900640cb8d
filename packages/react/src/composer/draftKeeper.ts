// A module of its own, so that what keeps drafts is a chunk of its own: of a package that is there already nothing would be.
export { keepDraft } from '@millrace/core'
