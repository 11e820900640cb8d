import {
  afterApprovals,
  cachedThreads,
  createChat,
  createHttpHistory,
  createHttpModels,
  createHttpThreads,
  createThreads,
  sendWaiting,
} from '@millrace/core'
import { drafts } from './drafts.ts'
import { persist } from './persist.ts'
import { recordedTransport } from './recordedTransport.ts'
import { routeFetch } from './rehearsal/rehearsal.ts'

const route = { api: '/api/chat', fetch: routeFetch }
const models = createHttpModels(route)

/** All conversations of the demo: the route keeps them for every window, and this browser for when it cannot be reached. */
export const threads = createThreads({
  storage: cachedThreads(createHttpThreads(route), persist),
  onRemoved: (id) => drafts.save(id, undefined),
  createChat: (id, { isNew }) =>
    createChat({
      id,
      models,
      persist,
      transport: recordedTransport,
      // Of a new one the route has nothing.
      ...(isNew ? {} : { history: createHttpHistory(route) }),
      sendAutomaticallyWhen: afterApprovals(),
    }),
})

// What was written without a network, in conversations that nobody looks at now.
void sendWaiting(threads, persist)
