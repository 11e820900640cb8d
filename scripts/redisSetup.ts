import type { TestProject } from 'vitest/node'
import { startRedis } from './redisServer.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    readonly redisUrl: string
  }
}

/** One Redis for all tests of the run; tests ask for its address with `inject('redisUrl')`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startRedis()
  project.provide('redisUrl', server.url)
  return () => server.stop()
}
