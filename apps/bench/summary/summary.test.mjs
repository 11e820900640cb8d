import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { summary } from './summary.mjs'

let folder

const write = (file, results) => writeFileSync(join(folder, file), JSON.stringify(results))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-summary-'))
  write('run.json', {
    startedAt: '2026-01-02T03:04:05.000Z',
    command: 'node bench.mjs --reps=3',
    quick: false,
    reps: 3,
    failed: [],
    machine: {
      cpu: 'Mill 1',
      cores: 2,
      memoryGb: 4,
      system: 'Linux 6',
      node: 'v24.0.0',
      chromium: 'Chromium 156',
    },
    versions: { millrace: 'abc1234', ai: '7.0.0' },
  })
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The cells of the row that begins so. */
const row = (text, name) =>
  text
    .split('\n')
    .find((line) => line.startsWith(`| ${name}`))
    ?.split(' | ')

test('says on top what was run, when and on which machine, and what was not run', () => {
  const text = summary(folder)
  expect(text).toContain('`node bench.mjs --reps=3`, n = 3')
  expect(text).toContain('Mill 1, 2 cores, 4 GB')
  expect(text).toContain('Node v24.0.0, Chromium 156')
  expect(text).toContain('Millrace at abc1234')
  expect(text.match(/Not run\./g)).toHaveLength(7)
})

test('says which workload failed', () => {
  const run = JSON.parse(
    JSON.stringify({ reps: 1, machine: {}, versions: {}, failed: ['w4-size.mjs'] }),
  )
  write('run.json', run)
  expect(summary(folder)).toContain('**Failed: w4-size.mjs**')
})

test('W1: cost against the floor and the best peer, and who did not finish', () => {
  const sample = (name, TaskDuration, more) => ({
    name,
    rate: 1000,
    size: 32_000,
    corpus: 'mixed',
    throttle: 1,
    TaskDuration,
    lag: 5,
    dropped: 0,
    over50: 0,
    over100: 0,
    frames: 480,
    maxFrame: 17,
    longTasks: 0,
    tbt: 0,
    longestTask: 0,
    commits: 3,
    heapPeakDelta: 2e6,
    eq: 'same',
    ...more,
  })
  write('w1-1000.json', [
    sample('floor-block-50', 0.5),
    sample('aisdk-rmd', 2),
    sample('millrace', 0.75),
    sample('millrace', 1.25),
    sample('deep-chat', undefined, { dnf: true }),
  ])
  const text = summary(folder)
  expect(text).toContain('### 1000 tokens/s, 32 KB')
  expect(row(text, 'millrace').slice(0, 4)).toEqual([
    '| millrace (n=2)',
    '750 / **1000** / 1250',
    '2.00',
    '0.50',
  ])
  expect(row(text, 'deep-chat')[0]).toBe('| deep-chat: did not finish, of 1')
})

test('W2: mounting and streaming, each against its own best peer', () => {
  const sample = (name, mountWall, perTokenMs) => ({
    name,
    history: 200,
    throttle: 1,
    mountWall,
    perTokenMs,
    nodes: 100,
    heap: 3e6,
    stream: { dropped: 0, over50: 0, over100: 0, frames: 10, longestTask: 0 },
    keyMed: 11,
    keyP95: 19,
    typed: 20,
  })
  write('w2.json', [
    sample('floor-limit-50', 100, 0.5),
    sample('tanstack-md', 200, 4),
    sample('aisdk-rmd', 400, 1),
    sample('millrace', 50, 0.5),
  ])
  const cells = row(summary(folder), 'millrace')
  expect([cells[2], cells[3], cells[5], cells[6]]).toEqual(['0.50', '0.25', '1.00', '0.50'])
})

test('W3 to W6: what each compares', () => {
  write('w3-16384.json', {
    size: 20_000,
    read: '16384',
    tokens: 5000,
    rows: [
      {
        name: 'floor: the same over a ReadableStream',
        kind: 'floor',
        wireBytes: 1e6,
        ms: [10],
        cpuMs: [9],
      },
      { name: 'someone', kind: 'peer', wireBytes: 1e6, ms: [40], cpuMs: [40] },
      { name: 'Millrace', kind: 'ours', wireBytes: 1e6, ms: [20], cpuMs: [20] },
      {
        name: 'broken',
        kind: 'peer',
        wireBytes: 1e6,
        ms: [],
        cpuMs: [],
        failed: 'gave another text',
      },
    ],
  })
  const size = (name, kind, atOnceKb, untilAnswerKb) => ({
    name,
    kind,
    atOnceKb,
    untilAnswerKb,
    cssKb: 0,
    allKb: 300,
    files: 1,
  })
  write('w4.json', {
    rows: [
      size('react-alone', 'floor', 60, 60),
      size('aisdk', 'peer', 150, 160),
      size('millrace-styled', 'ours', 90, 120),
    ],
  })
  const route = (name, kind, cpuPerMillionTokens, contentMs) => ({
    name,
    kind,
    contentMs: [contentMs],
    carried: [{ cpuPerMillionTokens, streamsPerSecond: 10 }],
    paced: [{ count: 200, exact: 200, contentMs: 20, totalMs: 5000, cpuMs: 900 }],
    peakMb: 80,
  })
  write('w5.json', {
    rows: [
      route('direct', 'floor', 0.2, 1),
      route('translate', 'floor', 1, 2),
      route('openai-sdk', 'peer', 8, 4),
      route('millrace-route', 'ours', 2, 1.5),
    ],
  })
  write('w5-redis.json', {
    contentMs: { millrace: [1], 'millrace-redis': [2] },
    paced: { count: 200, commands: 100, perStreamSecond: 22.44 },
    memory: { streams: 1000, warm: 100, startMb: 80, endMb: 81, heapMb: 30, marksMb: [] },
  })
  write('w6.json', {
    messages: 2,
    tokens: 160_000,
    rows: [
      { per: 'send', name: 'floor: sum of kept counts (array)', kind: 'floor', ms: [0.004] },
      { per: 'send', name: 'tokenizer', kind: 'peer', ms: [16] },
      { per: 'send', name: 'ours', kind: 'ours', ms: [0.008] },
    ],
  })
  const text = summary(folder)
  expect(row(text, 'Millrace (').slice(1, 4)).toEqual(['20.00 / **20.00** / 20.00', '2.00', '0.50'])
  expect(row(text, 'broken')[0]).toBe('| broken: gave another text')
  expect(row(text, 'millrace-styled').slice(1, 7)).toEqual([
    '90.0',
    '30.0',
    '0.60',
    '120.0',
    '60.0',
    '0.75',
  ])
  expect(row(text, 'millrace-route').slice(2, 6)).toEqual([
    '2.00',
    '0.25',
    '1.50 / **1.50** / 1.50',
    '0.50',
  ])
  expect(row(text, 'millrace-route')[7]).toBe('200 / 20 / 5000 / 900')
  expect(text).toContain('22.4')
  expect(row(text, 'ours').slice(2)).toEqual(['2.00', '0.0005 |'])
})
