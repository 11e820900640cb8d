import { environment } from './environment.ts'

/**
 * Whether this process only builds what is to run elsewhere: Next.js loads a route while it builds, where nobody's keys
 * are. What is missing then is no mistake yet.
 */
export function isBuilding(): boolean {
  return environment('NEXT_PHASE') === 'phase-production-build'
}
