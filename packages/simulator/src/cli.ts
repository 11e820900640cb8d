#!/usr/bin/env node
import { helpText, parseCommandLine } from './command-line/parseCommandLine.ts'
import { createSimulator } from './createSimulator.ts'

const command = parseCommandLine(process.argv.slice(2))
try {
  if (command.type === 'help') process.stdout.write(helpText)
  else if (command.type === 'wrong') fail(`${command.message}\n\n${helpText}`)
  else {
    const simulator = createSimulator(command.options)
    const { baseURL, controlURL, close } = await simulator.listen(command.listen)
    process.stdout.write(`millrace-simulator listens on ${baseURL}\n`)
    if (command.options.control !== 'off') process.stdout.write(`control: ${controlURL}\n`)
    process.stdout.write(`models: ${simulator.models.join(', ')}\n`)
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void close())
  }
} catch (error) {
  fail(error instanceof Error ? error.message : String(error))
}

function fail(message: string): void {
  process.stderr.write(`millrace-simulator: ${message}\n`)
  process.exitCode = 1
}
