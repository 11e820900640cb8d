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

/** The recorded streams of one API, with what is expected of them; none without the folder. */
export function recordingsOf(api: Recording['api']): readonly Recording[] {
  const folder = recordingsFolder()
  if (folder === undefined) return []
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    readonly recorded: readonly Recording[]
  }
  return manifest.recorded.filter((recording) => recording.api === api)
}

/** The body of a recorded Chat Completions answer: `data: <line>` for each line, then `[DONE]`. */
export function chatBodyOf(recording: Recording): Uint8Array {
  const lines = readFileSync(join(recordingsFolder() ?? '', recording.file), 'utf8').split('\n')
  const events = lines.filter((line) => line !== '').map((line) => `data: ${line}\n\n`)
  return new TextEncoder().encode(`${events.join('')}data: [DONE]\n\n`)
}
