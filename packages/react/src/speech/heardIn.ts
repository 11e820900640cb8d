import type { Heard } from './Dictation.ts'
import { joinWords } from './joinWords.ts'

/** What is read of a `SpeechRecognitionResultList`. */
export interface Results {
  readonly length: number
  readonly [index: number]: {
    readonly isFinal: boolean
    readonly [index: number]: { readonly transcript: string; readonly confidence: number }
  }
}

export interface HeardNow extends Heard {
  /** How many results are final, from the first one: the next reading begins behind them. */
  readonly settled: number
}

/**
 * What the results of a session say from `settled` on. Told apart by the list alone, whatever `resultIndex` says: Chrome
 * for Android tells all results again. It also calls final what is not, with a confidence of 0, and says it anew with
 * more words in the next result: such a result counts as interim, and gives way to the one that goes on with it.
 */
export function heardIn(results: Results, settled: number): HeardNow {
  // A shorter list is a new one.
  let next = settled > results.length ? 0 : settled
  let final = ''
  let open: string[] = []
  let last: { readonly words: string; readonly goesOn: boolean } | undefined
  for (let index = next; index < results.length; index++) {
    const result = results[index]
    const best = result?.[0]
    if (result === undefined || best === undefined) continue
    const words = best.transcript.trim()
    if (last?.goesOn === true && words.startsWith(last.words)) open.pop()
    open.push(words)
    last = { words, goesOn: result.isFinal && best.confidence === 0 }
    if (!result.isFinal || last.goesOn) continue
    final = open.reduce(joinWords, final)
    open = []
    next = index + 1
  }
  return { final, interim: open.reduce(joinWords, ''), settled: next }
}
