export { keepDraft } from '@millrace/core'
