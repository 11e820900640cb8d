import { bodyOf, type Recording, recordingsOf } from './readRecordings.ts'

/** A text of Markdown that a model wrote, or could have. */
export interface MarkdownText {
  readonly name: string
  readonly text: string
}

/** What was said in all recordings; none without the folder. */
export function recordedTexts(): readonly MarkdownText[] {
  const apis: readonly Recording['api'][] = ['chat-completions', 'responses', 'messages']
  return apis
    .flatMap((api) => recordingsOf(api))
    .map((recording) => ({ name: recording.file, text: saidIn(recording) }))
    .filter(({ text }) => text !== '')
}

interface Event {
  readonly choices?: readonly { readonly delta?: { readonly content?: string | null } }[]
  readonly type?: string
  readonly delta?: string | { readonly text?: string }
}

function saidIn(recording: Recording): string {
  const lines = new TextDecoder().decode(bodyOf(recording)).split('\n')
  return lines
    .filter((line) => line.startsWith('data: {'))
    .map((line) => wordsOf(JSON.parse(line.slice('data: '.length)) as Event))
    .join('')
}

function wordsOf({ choices, type, delta }: Event): string {
  if (type === 'response.output_text.delta' && typeof delta === 'string') return delta
  if (type === 'content_block_delta' && typeof delta === 'object') return delta.text ?? ''
  return choices?.[0]?.delta?.content ?? ''
}

/** The answers that the benchmark streams: the usual one, and one of long blocks. */
export async function benchTexts(): Promise<readonly MarkdownText[]> {
  const corpus = (await import(
    new URL('../apps/bench/lib/corpus.mjs', import.meta.url).href
  )) as {
    readonly answer: (bytes: number) => string
    readonly longAnswer: () => string
  }
  return [
    { name: 'bench', text: corpus.answer(32_000) },
    { name: 'bench, long blocks', text: corpus.longAnswer() },
  ]
}
