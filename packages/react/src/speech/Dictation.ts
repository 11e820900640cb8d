/** Words that were heard, since the last time something was told. */
export interface Heard {
  /** What will not change any more. */
  readonly final: string
  /** What comes after it and may still change. It takes the place of what was interim before. */
  readonly interim: string
}

export interface DictationOptions {
  /** The language that is spoken: a tag of BCP 47. */
  readonly lang: string
  /** Ends the listening. What was said until then may still be told. */
  readonly signal: AbortSignal
  readonly onHeard: (heard: Heard) => void
}

export type DictationFailure =
  /** The microphone, which the reader or their system does not allow. */
  | 'denied'
  /** The recognition, which the browser or the device does not offer to this page. */
  | 'unavailable'
  | 'no-microphone'
  | 'no-speech'
  | 'network'
  /** Not known to the recogniser. */
  | 'language'
  | 'failed'

/** How listening came to its end: `ended` where it was stopped, or nothing more was said. */
export type DictationOutcome = 'ended' | DictationFailure

/** Turns speech into words. Make your own for a recogniser in the cloud. */
export interface Dictation {
  /**
   * Listens until `signal` ends it, or nobody speaks any more. Called while a press of the reader is handled, which
   * browsers ask for before they open a microphone. What it throws counts as `failed`.
   */
  listen(options: DictationOptions): Promise<DictationOutcome>
}
