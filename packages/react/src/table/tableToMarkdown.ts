/** How the cells of a column are aligned; undefined where the table does not say. */
export type ColumnAlign = 'left' | 'center' | 'right' | undefined

/**
 * Rows as a table in GitHub's Markdown, the first as its head. Its cells, read again, have the same text: what
 * would be markup is escaped; a line break becomes a space, since a cell is one line.
 * @param columns - How each column is aligned. Default: not said.
 */
export function tableToMarkdown(
  rows: readonly (readonly string[])[],
  columns: readonly ColumnAlign[] = [],
): string {
  const [head, ...body] = rows
  if (head === undefined) return ''
  const rule = head.map((_, index) => rules[columns[index] ?? 'none'])
  return [head.map(writeCell), rule, ...body.map((cells) => cells.map(writeCell))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

const rules = { none: '---', left: ':---', center: ':---:', right: '---:' }

function writeCell(cell: string): string {
  return cell
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*~[\]|]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/<(?=[a-z/!?])|&(?=#?\w+;)/gi, '\\$&')
}
