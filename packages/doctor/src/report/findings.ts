import type { Finding } from './Report.ts'

export function ok(seen: string): Finding {
  return { result: 'ok', seen }
}

export function skipped(why: string): Finding {
  return { result: 'skipped', seen: why }
}

/** Something that is not as it should be. */
export type Problem = Extract<Finding, { readonly advice: string }>

export function warning(seen: string, advice: string): Problem {
  return { result: 'warning', seen, advice }
}

export function failed(seen: string, advice: string): Problem {
  return { result: 'failed', seen, advice }
}

/** Several problems as one finding, the worst first; `ok` where there is none. */
export function gathered(problems: readonly Problem[], seen: string): Finding {
  const [worst, ...others] = problems.toSorted((a, b) => rank(a) - rank(b))
  if (worst === undefined) return ok(seen)
  const all = [worst, ...others]
  return {
    result: worst.result,
    seen: all.map((one) => one.seen).join(' '),
    advice: [...new Set(all.map((one) => one.advice))].join(' '),
  }
}

function rank({ result }: Problem): number {
  return result === 'failed' ? 0 : 1
}
