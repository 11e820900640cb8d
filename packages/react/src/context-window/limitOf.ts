import type { TrimReport } from '@millrace/protocol'

/** The most that the messages may be, in tokens. Undefined where nobody says, and for nothing or no end. */
export function limitOf(report: TrimReport | undefined): number | undefined {
  const budget = report?.budget ?? 0
  return budget > 0 && budget < Infinity ? budget : undefined
}
