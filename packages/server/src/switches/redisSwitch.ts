import type { Redis } from '../store/redis/createRedis.ts'
import { unreadable } from '../store/redis/replies.ts'
import { goingOn, type SwitchState, type SwitchStore } from './SwitchStore.ts'

/** An emergency stop for all nodes of one Redis. Kept until it is lifted, as long as Redis keeps what it is told. */
export function redisSwitch(redis: Redis): SwitchStore {
  const key = redis.key('stop')
  return {
    survivesRestart: true,
    async read() {
      return await redis.command(['GET', key], {
        read: (kept) => (kept === null ? goingOn : readState(kept)),
      })
    },
    async set(state) {
      await redis.command(state.stopped ? ['SET', key, JSON.stringify(state)] : ['DEL', key])
    },
  }
}

/** What is no state is no answer: nobody starts again for something unreadable, and nobody stops. */
function readState(kept: unknown): SwitchState {
  try {
    const told = JSON.parse(String(kept)) as Partial<Record<string, unknown>> | null
    const { stopped, reason, since, by } = told ?? {}
    if (stopped === true && typeof reason === 'string' && typeof since === 'number') {
      return { stopped, reason, since, by: typeof by === 'string' ? by : undefined }
    }
  } catch (cause) {
    throw unreadable(cause)
  }
  throw unreadable()
}
