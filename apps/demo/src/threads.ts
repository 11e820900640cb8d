import {
  afterApprovals,
  createChat,
  createHttpHistory,
  createHttpModels,
  createHttpThreads,
  createHttpTransport,
  createThreads,
} from '@millrace/core'
import { drafts } from './drafts.ts'

const route = { api: '/api/chat' }
const models = createHttpModels(route)

/** All conversations of the demo: the route keeps them, so they are the same in another window. */
export const threads = createThreads({
  storage: createHttpThreads(route),
  onRemoved: (id) => drafts.save(id, undefined),
  createChat: (id, { isNew }) =>
    createChat({
      id,
      models,
      transport: createHttpTransport({ ...route, history: true }),
      // Of a new one the route has nothing.
      ...(isNew ? {} : { history: createHttpHistory(route) }),
      sendAutomaticallyWhen: afterApprovals(),
    }),
})
