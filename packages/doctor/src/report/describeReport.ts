import type { Report } from './Report.ts'

const marks = { ok: 'ok', warning: 'warning', failed: 'FAILED', skipped: 'skipped' } as const

/** A report as plain text: a line for each check, and under those that are not well what to do. */
export function describeReport({ checks, questions }: Report): string {
  const lines = checks.flatMap((check) => [
    `${marks[check.result].padEnd(8)} ${check.id.padEnd(10)} ${check.seen}`,
    ...('advice' in check ? [`${' '.repeat(20)}${check.advice}`] : []),
  ])
  const count = (result: keyof typeof marks): number =>
    checks.filter((check) => check.result === result).length
  return [
    ...lines,
    '',
    `${count('failed')} failed, ${count('warning')} to look at, ${count('ok')} ok, ${count('skipped')} skipped. ` +
      `${questions} ${questions === 1 ? 'question was' : 'questions were'} asked.`,
    '',
  ].join('\n')
}
