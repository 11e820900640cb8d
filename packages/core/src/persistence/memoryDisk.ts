import type { Disk } from './Disk.ts'
import { walk } from './walk.ts'

/** Keeps records as long as this map. */
export function memoryDisk(records: Map<string, unknown> = new Map()): Disk {
  return {
    async make(mode, step, before) {
      const steps = walk(step, before)
      let made = steps.go([])
      while ('needs' in made) made = steps.go(made.needs.map((key) => [key, records.get(key)]))
      if (mode === 'read') return made.result
      for (const [key, value] of steps.written) {
        if (value === undefined) records.delete(key)
        else records.set(key, value)
      }
      return made.result
    },
    keys: async (prefix) => [...records.keys()].filter((key) => key.startsWith(prefix)).toSorted(),
    clear: async () => records.clear(),
  }
}
