import { type Cancel, type Clock, systemClock } from '@millrace/protocol'
import type { Speech } from './Speech.ts'
import { utterancesOf } from './utterancesOf.ts'
import { voiceFor } from './voiceFor.ts'

/** What is used of the Web Speech API's `speechSynthesis`. */
export type Synthesiser = Pick<
  SpeechSynthesis,
  'speak' | 'cancel' | 'resume' | 'getVoices' | 'paused' | 'pending' | 'speaking'
>

export interface BrowserSpeechOptions {
  /** Default: the browser's own. */
  readonly synthesiser?: Synthesiser | undefined
  /** Default: the real time. */
  readonly clock?: Clock | undefined
}

/** Of a voice that says neither that it begins nor that it ends, in milliseconds, nothing more will come. */
const silentMs = 30_000

/**
 * The voice of the browser (Web Speech API): the one that it has for the language. Speaks a few sentences at a time.
 * @returns undefined where the browser has none.
 */
export function browserSpeech({
  synthesiser = browsersOwn(),
  clock = systemClock,
}: BrowserSpeechOptions = {}): Speech | undefined {
  if (synthesiser === undefined) return undefined
  return {
    async speak(text, { lang, signal }) {
      // What was left there by others: a queue that goes on after a reload, a pause that would be for ever.
      if (synthesiser.speaking || synthesiser.pending) synthesiser.cancel()
      if (synthesiser.paused) synthesiser.resume()
      const cancel = (): void => synthesiser.cancel()
      signal.addEventListener('abort', cancel)
      // Chromium would go on reading a page that has gone.
      window.addEventListener('pagehide', cancel)
      try {
        for (const words of utterancesOf(text, lang)) {
          if (signal.aborted) return
          const outcome = await spoken(words, lang, signal, synthesiser, clock)
          if (outcome === 'stopped') return
        }
      } finally {
        signal.removeEventListener('abort', cancel)
        window.removeEventListener('pagehide', cancel)
      }
    },
  }
}

function browsersOwn(): Synthesiser | undefined {
  return (globalThis as { readonly speechSynthesis?: Synthesiser }).speechSynthesis
}

/** Browsers forget an utterance that nobody holds, and its end never comes. */
const held = new Set<SpeechSynthesisUtterance>()

/** Speaks one piece. Rejects with the code of the browser where it cannot. */
function spoken(
  words: string,
  lang: string,
  signal: AbortSignal,
  synthesiser: Synthesiser,
  clock: Clock,
): Promise<'spoken' | 'stopped'> {
  return new Promise((resolve, reject) => {
    const utterance = new SpeechSynthesisUtterance(words)
    utterance.lang = lang
    utterance.voice = voiceFor(lang, synthesiser.getVoices()) ?? null
    let giveUp: Cancel | undefined

    function leave(): void {
      giveUp?.()
      held.delete(utterance)
      Object.assign(utterance, { onstart: null, onboundary: null, onend: null, onerror: null })
      signal.removeEventListener('abort', stop)
    }

    function stop(): void {
      leave()
      resolve('stopped')
    }

    function fail(code: string): void {
      leave()
      reject(new Error(`The browser cannot speak: ${code}.`))
    }

    function wait(): void {
      giveUp?.()
      giveUp = clock.schedule(() => {
        fail('silent')
        synthesiser.cancel()
      }, silentMs)
    }

    utterance.onstart = wait
    utterance.onboundary = wait
    utterance.onend = () => {
      leave()
      resolve('spoken')
    }
    utterance.onerror = ({ error }) => {
      // Somebody else has stopped it: that is no failure.
      if (error === 'canceled' || error === 'interrupted') stop()
      else fail(error)
    }
    held.add(utterance)
    signal.addEventListener('abort', stop)
    wait()
    synthesiser.speak(utterance)
  })
}
