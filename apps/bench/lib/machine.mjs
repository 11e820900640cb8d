// What a run was measured on, and what.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { findChromium } from './browser.mjs'
import { here } from './results.mjs'

const said = (program, ...words) =>
  execFileSync(program, words, { cwd: here, encoding: 'utf8' }).trim()

export function machine() {
  const all = cpus()
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    chromium: said(findChromium(), '--version'),
  }
}

/** The commit of what is ours, and the versions of what is not. */
export function versions() {
  const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))
  const changed = said('git', 'status', '--porcelain', '--', '../../packages', '.') !== ''
  return {
    millrace: `${said('git', 'rev-parse', '--short', 'HEAD')}${changed ? ' and what was not committed' : ''}`,
    ...dependencies,
  }
}
