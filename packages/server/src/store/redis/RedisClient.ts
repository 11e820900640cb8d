/**
 * A connected client, as far as it is used: that of `redis` (node-redis) or of `ioredis`. Yours: it is neither opened nor
 * closed here.
 */
export type RedisClient =
  | { sendCommand(args: string[]): Promise<unknown> }
  | { call(command: string, ...args: string[]): Promise<unknown> }
