#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Command, helpText, parseCommandLine } from './command-line/parseCommandLine.ts'
import { examine } from './examine.ts'
import { createPrintable } from './report/createPrintable.ts'
import { describeReport } from './report/describeReport.ts'

const command = parseCommandLine(process.argv.slice(2), process.env)
try {
  if (command.type === 'help') process.stdout.write(helpText)
  else if (command.type === 'version') process.stdout.write(`${version()}\n`)
  else if (command.type === 'wrong') fail(`${command.message}\n\n${helpText}`)
  else await look(command)
} catch (error) {
  fail(createPrintable([])(error instanceof Error ? error.message : String(error)))
}

async function look(command: Extract<Command, { readonly type: 'examine' }>): Promise<void> {
  const { url, options, json } = command
  const most = options.origin === undefined ? 'three' : 'four'
  const { host } = new URL(url)
  const announced = `Asks ${host} up to ${most} small questions, which cost what they cost at its provider.\n\n`
  // With --json the report is all that is on the output.
  if (json) process.stderr.write(announced)
  else process.stdout.write(announced)
  const report = await examine(url, options)
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : describeReport(report))
  if (!report.ok) process.exitCode = 1
}

function version(): string {
  // Beside `src` as beside `dist`.
  const path = join(dirname(fileURLToPath(import.meta.url)), '../package.json')
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }).version
}

function fail(message: string): void {
  process.stderr.write(`millrace-doctor: ${message}\n`)
  process.exitCode = 2
}
