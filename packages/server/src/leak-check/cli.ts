#!/usr/bin/env node
import { describeLeaks } from './describeLeaks.ts'
import { findLeaks } from './findLeaks.ts'
import { type Command, helpText, parseCommandLine } from './parseCommandLine.ts'
import { readEnvFile, readEnvFiles } from './readEnvFiles.ts'
import { keyVariables, secretsIn } from './secretsIn.ts'

const command = parseCommandLine(process.argv.slice(2))
try {
  if (command.type === 'help') process.stdout.write(helpText)
  else if (command.type === 'wrong') fail(`${command.message}\n\n${helpText}`)
  else await look(command)
} catch (error) {
  fail(error instanceof Error ? error.message : String(error))
}

async function look(command: Extract<Command, { readonly type: 'look' }>): Promise<void> {
  const { paths, variables, envFiles, allow } = command
  const folder = process.cwd()
  const files = [
    ...(await readEnvFiles(folder, 'production')),
    ...(await Promise.all(envFiles.map(readEnvFile))),
  ]
  const secrets = secretsIn([process.env, ...files], [...keyVariables, ...variables])
  const looked = await findLeaks(paths, { secrets, allow })
  // Finding nothing in nothing would be a green light for a folder that was never built.
  if (looked.files === 0) throw new Error(`There is no file in ${paths.join(', ')}.`)
  const names = secrets.flatMap((secret) => secret.names)
  process.stdout.write(
    `Looked through ${looked.files === 1 ? '1 file' : `${looked.files} files`} for ` +
      `${names.length === 0 ? '' : `${names.join(', ')} and `}what looks like a key.\n`,
  )
  if (looked.leaks.length === 0) process.stdout.write('No key found.\n')
  else {
    process.stdout.write(`${describeLeaks(looked.leaks, folder)}\n`)
    process.exitCode = 1
  }
}

function fail(message: string): void {
  process.stderr.write(`millrace-leak-check: ${message}\n`)
  process.exitCode = 2
}
