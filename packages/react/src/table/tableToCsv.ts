/**
 * Rows as CSV (RFC 4180): CRLF between them, quotes where a cell needs them. What a spreadsheet would run as a formula
 * begins with a `'`, which makes text of it.
 */
export function tableToCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => cells.map(writeCell).join(',')).join('\r\n')
}

function writeCell(cell: string): string {
  const text = isFormula(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** By how it begins: the full-width signs count too where a spreadsheet speaks Chinese or Japanese. */
function isFormula(cell: string): boolean {
  return /^[=@\t\r\n＝＠]/.test(cell) || (/^[+\-＋－]/.test(cell) && !isNumber(cell))
}

/** A number with its sign, as people write them: `-1,234.5`, `+3 %`, `-2e-9`; a dash for none. */
function isNumber(cell: string): boolean {
  return /^[+-](?:[\d., \u00a0\u202f]*\d(?:e[+-]?\d+)?\s?%?)?$/i.test(cell)
}
