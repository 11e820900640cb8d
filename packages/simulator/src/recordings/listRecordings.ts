import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Api } from '../api/Api.ts'
import type { Recording } from './Recording.ts'

const fileName = /^(?<name>(?<api>chat|responses|messages)\.[\w.-]+)\.(?<ending>jsonl|sse)$/

/**
 * Lists the recordings of a folder: its `*.jsonl` and the `*.sse` in its `constructed` folder,
 * sorted by name. Files are opened by the paths listed here and by no other, so that a request
 * cannot name a path.
 * @throws {Error} if the folder cannot be read.
 */
export function listRecordings(folder: string): readonly Recording[] {
  const names = readdirSync(folder)
  const constructed = names.includes('constructed') ? readdirSync(join(folder, 'constructed')) : []
  return [
    ...names.flatMap((name) => recordingOf(folder, '', name, 'lines')),
    ...constructed.flatMap((name) => recordingOf(folder, 'constructed', name, 'body')),
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function recordingOf(
  folder: string,
  below: string,
  fileNameFound: string,
  format: Recording['format'],
): readonly Recording[] {
  const found = fileName.exec(fileNameFound)?.groups
  if (!found || (found.ending === 'jsonl') !== (format === 'lines')) return []
  return [
    {
      name: below === '' ? `${found.name}` : `${below}/${found.name}`,
      // The pattern admits no other.
      api: found.api as Api,
      format,
      file: resolve(folder, below, fileNameFound),
    },
  ]
}
