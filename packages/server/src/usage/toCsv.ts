import { usdOf } from './usdOf.ts'
import { usageCounts } from './UsageLog.ts'
import { type ReportRow, type UsageDimension, withTheirs } from './usageReport.ts'

/**
 * A report as CSV (RFC 4180), with a first line of names: what it is by, `others`, the counts, money in dollars. No name
 * of a user becomes a formula in a spreadsheet.
 * @param by - As it was asked for.
 */
export function toCsv(rows: readonly ReportRow[], by: readonly UsageDimension[]): string {
  const named = withTheirs(by)
  const head = [...named, 'others', ...usageCounts.map((name) => name.replace(/Nano$/, 'Usd'))]
  const lines = rows.map((row) => [
    ...named.map((dimension) => cellOf(row[dimension] ?? '')),
    row.others === true ? 'true' : '',
    ...usageCounts.map((name) => (name.endsWith('Nano') ? usdOf(row[name]) : String(row[name]))),
  ])
  return [head, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('')
}

/**
 * What spreadsheets take for the beginning of a formula, full-width forms too (OWASP, "CSV Injection"), where a cell
 * begins: also after what separates cells where others than commas do.
 */
const formulas = /(^|[;\t\r\n])(?=[=+\-@\t\r＝＋－＠])/g

function cellOf(text: string): string {
  const safe = text.replaceAll(formulas, `$1'`)
  return safe === text && !/[",;\s]/.test(text) ? text : `"${safe.replaceAll('"', '""')}"`
}
