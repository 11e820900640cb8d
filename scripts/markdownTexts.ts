import { bodyOf, type Recording, recordingsOf } from './readRecordings.ts'

/** A text of Markdown that a model wrote, or could have. */
export interface MarkdownText {
  readonly name: string
  readonly text: string
}

/** What was said in all recordings, each message of an answer by itself; none without the folder. */
export function recordedTexts(): readonly MarkdownText[] {
  const apis: readonly Recording['api'][] = ['chat-completions', 'responses', 'messages']
  return apis
    .flatMap((api) => recordingsOf(api))
    .flatMap((recording) =>
      saidIn(recording).map((text, index) => ({ name: `${recording.file} ${index}`, text })),
    )
}

interface Event {
  readonly choices?: readonly { readonly delta?: { readonly content?: string | null } }[]
  readonly type?: string
  readonly item_id?: string
  readonly index?: number
  readonly delta?: string | { readonly text?: string }
}

function saidIn(recording: Recording): readonly string[] {
  const texts = new Map<string | number | undefined, string>()
  for (const line of new TextDecoder().decode(bodyOf(recording)).split('\n')) {
    if (!line.startsWith('data: {')) continue
    const event = JSON.parse(line.slice('data: '.length)) as Event
    const block = event.item_id ?? event.index
    texts.set(block, (texts.get(block) ?? '') + wordsOf(event))
  }
  return [...texts.values()].filter((text) => text !== '')
}

function wordsOf({ choices, type, delta }: Event): string {
  if (type === 'response.output_text.delta' && typeof delta === 'string') return delta
  if (type === 'content_block_delta' && typeof delta === 'object') return delta.text ?? ''
  return choices?.[0]?.delta?.content ?? ''
}

/** The answers that the benchmark streams: the usual one, and one of long blocks. */
export async function benchTexts(): Promise<readonly MarkdownText[]> {
  const corpus = (await import(
    /* @vite-ignore */ new URL('../apps/bench/lib/corpus.mjs', import.meta.url).href
  )) as {
    readonly answer: (bytes: number) => string
    readonly longAnswer: () => string
  }
  return [
    { name: 'bench', text: corpus.answer(32_000) },
    { name: 'bench, long blocks', text: corpus.longAnswer() },
  ]
}
