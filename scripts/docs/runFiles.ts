import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** What became of a block that was run. */
export interface Outcome {
  readonly path: string
  readonly printed: string
  /** What it threw. */
  readonly thrown?: string
}

/**
 * Runs blocks as files of their own, one after the other, in a process for all of them: starting one for each would take
 * longer than everything else. One that has a route (`POST`) is also asked a question, and has to answer to the end.
 * @param env - What they find in their environment, beside where programs are.
 * @throws {Error} with what the process said, where it did not get to its end.
 */
export async function runFiles(
  folder: string,
  paths: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<readonly Outcome[]> {
  const child = spawn(
    process.execPath,
    ['--conditions=@millrace/source', join(import.meta.dirname, 'runBlocks.ts'), ...paths],
    {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A guard against hanging.
      timeout: 120_000,
    },
  )
  let told = ''
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const code = await new Promise<number | null>((resolve) => void child.on('close', resolve))
  if (code !== 0) throw new Error(`It ended with ${code}: ${said}\n${told}`)
  return told
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome)
}
