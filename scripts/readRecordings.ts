import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What `manifest.json` says of one recorded stream. */
export interface Recording {
  readonly file: string
  readonly fileBytes: number
  readonly api: 'chat-completions' | 'responses' | 'messages'
  readonly text: { readonly sha256: string; readonly utf16Length: number }
  readonly reasoning: { readonly sha256: string; readonly utf16Length: number } | null
  readonly finish: string
  readonly toolCalls: readonly {
    readonly id: string
    readonly name: string
    readonly arguments: string
  }[]
  readonly error: unknown
}

/** The folder of recordings, or undefined where there is none: they are not part of the project. */
export function recordingsFolder(): string | undefined {
  const named = process.env['MILLRACE_RECORDINGS']
  const folder = named === undefined || named === '' ? join(process.cwd(), 'recordings') : named
  return existsSync(join(folder, 'manifest.json')) ? folder : undefined
}

/** What a test's name says besides where there are no recordings. */
export const whySkipped =
  recordingsFolder() === undefined ? ' (skipped: no recordings in MILLRACE_RECORDINGS)' : ''

/** What `manifest.json` says of one stream that was made up. */
export interface Constructed {
  readonly file: string
  readonly api: Recording['api'] | 'ollama-chat'
  readonly expect: {
    readonly outcome: 'complete' | 'error'
    readonly finish: string | null
    readonly textDigest?: { readonly sha256: string }
    readonly reasoningDigest?: { readonly sha256: string }
    readonly refusal?: string
    readonly error?: { readonly kind: string; readonly retryable: boolean }
    readonly toolCalls: Recording['toolCalls']
  }
}

interface Manifest {
  readonly recorded: readonly Recording[]
  readonly constructed: readonly Constructed[]
}

function readManifest(): Manifest {
  const folder = recordingsFolder()
  if (folder === undefined) return { recorded: [], constructed: [] }
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest
}

/** The recorded streams of one API, with what is expected of them; none without the folder. */
export function recordingsOf(api: Recording['api']): readonly Recording[] {
  return readManifest().recorded.filter((recording) => recording.api === api)
}

/** The made up streams of one API, as bytes that somebody could have sent; none without the folder. */
export function constructedOf(api: Recording['api']): readonly Constructed[] {
  return readManifest().constructed.filter((recording) => recording.api === api)
}

/**
 * The body of a recorded answer: `data: <line>` for each line and `[DONE]` at the end for Chat Completions, `event:
 * <its type>` before each for the other two. A made up one is the body itself.
 */
export function bodyOf({
  file,
  api,
}: Pick<Recording, 'file'> & { readonly api: string }): Uint8Array {
  const bytes = readFileSync(join(recordingsFolder() ?? '', file))
  if (!file.endsWith('.jsonl')) return new Uint8Array(bytes)
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
  const chat = api === 'chat-completions'
  const events = lines.map((line) => `${chat ? '' : `event: ${typeOf(line)}\n`}data: ${line}\n\n`)
  return new TextEncoder().encode(`${events.join('')}${chat ? 'data: [DONE]\n\n' : ''}`)
}

function typeOf(line: string): string {
  return (JSON.parse(line) as { readonly type: string }).type
}
