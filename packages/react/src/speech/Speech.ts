export interface SpeechOptions {
  /** The language of the text: a tag of BCP 47. */
  readonly lang: string
  /** Ends the speaking. */
  readonly signal: AbortSignal
}

/** Turns words into speech. Make your own for a voice in the cloud. */
export interface Speech {
  /**
   * Speaks a whole answer, in plain words, and resolves when the last one is spoken, or soon after `signal` has ended it.
   * Called while a press of the reader is handled. Rejects where nothing can be spoken: the button then says so.
   */
  speak(text: string, options: SpeechOptions): Promise<void>
}
