import type { UsageDimension, UsageReport } from '@millrace/server'
import { useEffect, useState } from 'react'
import type { AdminApi, Health } from './adminApi.ts'

export interface Usage {
  /** By day, for the chart. */
  readonly days: UsageReport
  /** By what was chosen, for the table. */
  readonly report: UsageReport
  readonly health: Health
}

/** How often it is asked anew, in milliseconds. */
const everyMs = 2000

/** What was used until now, and why that is not known. */
export function useUsage(
  api: AdminApi,
  by: UsageDimension,
): { readonly usage: Usage | undefined; readonly problem: string | undefined } {
  const [usage, setUsage] = useState<Usage>()
  const [problem, setProblem] = useState<string>()

  useEffect(() => {
    let left = false
    let timer: ReturnType<typeof setTimeout> | undefined
    async function look(): Promise<void> {
      try {
        const [days, report, health] = await Promise.all([
          api.usage(['day']),
          api.usage([by]),
          api.health(),
        ])
        if (left) return
        setUsage({ days, report, health })
        setProblem(undefined)
      } catch (thrown) {
        if (!left) setProblem(thrown instanceof Error ? thrown.message : String(thrown))
      }
      if (!left) timer = setTimeout(() => void look(), everyMs)
    }
    void look()
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [api, by])

  return { usage, problem }
}
