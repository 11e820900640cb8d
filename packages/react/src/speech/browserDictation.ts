import { type Cancel, type Clock, systemClock } from '@millrace/protocol'
import type {
  Dictation,
  DictationFailure,
  DictationOptions,
  DictationOutcome,
} from './Dictation.ts'
import { heardIn, type Results } from './heardIn.ts'
import { regionalTag } from './regionalTag.ts'

/** What is used of the Web Speech API's `SpeechRecognition`. */
export interface Recogniser {
  lang: string
  continuous: boolean
  interimResults: boolean
  onresult: ((event: { readonly results: Results }) => void) | null
  onerror: ((event: { readonly error: string }) => void) | null
  onend: (() => void) | null
  start(): void
  stop(): void
  abort(): void
}

export interface BrowserDictationOptions {
  /** Default: the browser's own, by either of its names. */
  readonly recogniser?: (new () => Recogniser) | undefined
  /** Default: the real time. */
  readonly clock?: Clock | undefined
}

/** So many sessions in a row in which nothing was heard, of about eight seconds each, and nobody speaks any more. */
const mostQuietSessions = 3
/** No session is that short, in milliseconds, and heard something: a recogniser that ends at once is not asked for ever. */
const shortestMs = 500
/** The last words come so long after the end, in milliseconds, or not at all. */
const lastWordsMs = 3000

/**
 * Dictation by the browser's own recogniser (Web Speech API): in most of them by a server of its maker. A session that
 * ends by itself, as after a pause, is followed by another; after three in which nothing was heard, that was it.
 * @returns undefined where the browser has none.
 */
export function browserDictation({
  recogniser = browsersOwn(),
  clock = systemClock,
}: BrowserDictationOptions = {}): Dictation | undefined {
  if (recogniser === undefined) return undefined
  return {
    listen: (options) =>
      new Promise((resolve) => listen({ ...options, recogniser, clock, onEnd: resolve })),
  }
}

function browsersOwn(): (new () => Recogniser) | undefined {
  const { SpeechRecognition, webkitSpeechRecognition } = globalThis as {
    readonly SpeechRecognition?: new () => Recogniser
    readonly webkitSpeechRecognition?: new () => Recogniser
  }
  return SpeechRecognition ?? webkitSpeechRecognition
}

/** What ends it, by the codes of `SpeechRecognitionErrorEvent`. After `no-speech` it goes on for a while. */
const ends: Readonly<Record<string, DictationOutcome>> = {
  'not-allowed': 'denied',
  'service-not-allowed': 'unavailable',
  'audio-capture': 'no-microphone',
  network: 'network',
  'language-not-supported': 'language',
  // Somebody else stopped it: the browser's own button, say.
  aborted: 'ended',
}

interface ListenOptions extends DictationOptions {
  readonly recogniser: new () => Recogniser
  readonly clock: Clock
  readonly onEnd: (outcome: DictationOutcome) => void
}

function listen({ recogniser: New, clock, lang, signal, onHeard, onEnd }: ListenOptions): void {
  let now: Recogniser | undefined
  let giveUp: Cancel | undefined
  let quietSessions = 0
  let somethingHeard = false

  function stop(): void {
    now?.stop()
    giveUp = clock.schedule(() => end('ended'), lastWordsMs)
  }

  function end(outcome: DictationOutcome): void {
    giveUp?.()
    signal.removeEventListener('abort', stop)
    const last = now
    now = undefined
    if (last !== undefined) {
      Object.assign(last, { onresult: null, onerror: null, onend: null })
      last.abort()
    }
    onEnd(outcome)
  }

  function begin(): void {
    const startedAt = clock.now()
    const session = new New()
    now = session
    session.lang = regionalTag(lang, navigator.languages)
    session.continuous = true
    session.interimResults = true
    let settled = 0
    let open = ''
    let heard = false

    /** What was interim to the last stays: nothing better comes. */
    function settle(): void {
      if (open !== '') onHeard({ final: open, interim: '' })
      open = ''
    }

    session.onresult = ({ results }) => {
      const said = heardIn(results, settled)
      settled = said.settled
      if (said.final === '' && said.interim === open) return
      open = said.interim
      heard ||= said.final !== '' || open !== ''
      onHeard({ final: said.final, interim: open })
    }
    session.onerror = ({ error }) => {
      // It goes on listening, until its end comes.
      if (error === 'no-speech') return
      settle()
      end((Object.hasOwn(ends, error) ? ends[error] : undefined) ?? 'failed')
    }
    session.onend = () => {
      settle()
      somethingHeard ||= heard
      const isQuiet = !heard || clock.now() - startedAt < shortestMs
      quietSessions = isQuiet ? quietSessions + 1 : 0
      if (signal.aborted) end('ended')
      else if (quietSessions < mostQuietSessions) tryToBegin()
      else end(somethingHeard ? 'ended' : 'no-speech')
    }
    session.start()
  }

  function tryToBegin(): void {
    try {
      begin()
    } catch {
      end('failed' satisfies DictationFailure)
    }
  }

  if (signal.aborted) return onEnd('ended')
  signal.addEventListener('abort', stop)
  tryToBegin()
}
