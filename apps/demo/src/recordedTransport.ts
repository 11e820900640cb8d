import { createHttpTransport } from '@millrace/core'
import { type RecordingTransport, recordRuns } from '@millrace/core/recording'
import { routeFetch } from './rehearsal/rehearsal.ts'

/** The way to the route for all conversations, which remembers the last runs: the panel copies them. */
export const recordedTransport: RecordingTransport = recordRuns(
  createHttpTransport({ api: '/api/chat', fetch: routeFetch, history: true }),
)
