import { expect, test } from 'vitest'
import { compare, ratioCell } from './compare.mjs'

const rows = [
  { name: 'slow', kind: 'peer', values: [30, 50, 40] },
  { name: 'quick', kind: 'peer', values: [20, 20, 90] },
  { name: 'ours', kind: 'ours', values: [9, 10, 11] },
  { name: 'base', kind: 'floor', values: [5] },
  { name: 'limit', kind: 'limit', values: [1] },
  { name: 'stuck', kind: 'peer', values: [] },
]

test('compares medians with the floor and with the best peer, the cheapest first', () => {
  const compared = compare(rows, 'base')
  expect(compared.map(({ name, toFloor, toBestPeer }) => [name, toFloor, toBestPeer])).toEqual([
    ['limit', 0.2, 0.05],
    ['base', 1, 0.25],
    ['ours', 2, 0.5],
    ['quick', 4, 1],
    ['slow', 8, 2],
    ['stuck', null, null],
  ])
})

test('has no ratio where the floor or any peer was not measured', () => {
  const [row] = compare([{ name: 'ours', kind: 'ours', values: [1] }], 'base')
  expect(row).toMatchObject({ toFloor: null, toBestPeer: null })
  expect(ratioCell(row.toFloor)).toBe('-')
  expect(ratioCell(0.123)).toBe('0.12')
  expect(ratioCell(0.000456)).toBe('0.00046')
  expect(ratioCell(4567.8)).toBe('4568')
})
