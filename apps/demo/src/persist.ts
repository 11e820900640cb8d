import { createPersistence } from '@millrace/core'

/** What this browser keeps of the demo's one visitor. A product names the user who has signed in. */
export const persist = createPersistence({ user: 'visitor', retentionDays: 30 })
