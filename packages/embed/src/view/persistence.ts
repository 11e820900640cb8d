/* What keeps conversations on a device: loaded by an element that is told to. */
export { createPersistence } from '@millrace/core'
