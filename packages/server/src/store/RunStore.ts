/** What several nodes know of answers together: which run, what each has said, and what others want of them. */
export interface RunStore {
  /**
   * One step for all nodes: a new answer begins here, or what there is already is told.
   * @throws {ChatError} `unavailable`, as all of these, when the store does not answer.
   */
  admit(run: NewRun): Promise<Admission>
  /** It came to nothing before it said anything: as if it had never been admitted. */
  abandon(streamId: string): Promise<void>
  /**
   * Adds events to what an answer has said, `first` being the number of the first of them. A sign of life as well.
   * @param ends - These are the last.
   */
  append(
    streamId: string,
    first: number,
    events: readonly string[],
    ends: boolean,
  ): Promise<Appended>
  /** A sign of life of an answer that has nothing to say right now. */
  renew(streamId: string): Promise<Appended>
  /** Another owner's answer is as unknown as one that never was (T-29). */
  find(name: RunName): Promise<FoundRun | undefined>
  /** What an answer has said after the event numbered `after`. Whoever reads is seen by who writes. */
  read(streamId: string, after: number): Promise<RunEvents>
  /** Asks whoever produces it to stop. Of several wishes `removed` counts. */
  stop(streamId: string, wish: StopWish): Promise<void>
  /** Remembers a stop that overtook its own question. */
  stopAhead(name: RunName): Promise<void>
  /**
   * Ends what a dead producer left, with these as its last events. Resolves to whether it was done: only one node does
   * it, and only while there is no sign of life.
   */
  bury(streamId: string, first: number, events: readonly string[]): Promise<boolean>
}

export interface RunName {
  readonly owner: string
  readonly chatId: string
  readonly streamId?: string | undefined
  readonly runId?: string | undefined
}

export interface NewRun extends RunName {
  readonly streamId: string
  readonly bodyHash: string
}

export type Admission =
  | { readonly status: 'new'; /** A stop was there before it. */ readonly stopped: boolean }
  /** The same run: to be followed. */
  | { readonly status: 'known'; readonly run: FoundRun }
  /** Another answer runs in this chat. */
  | { readonly status: 'busy'; readonly run: FoundRun }

export interface FoundRun {
  readonly streamId: string
  readonly bodyHash: string
  /** The number that its next event gets. */
  readonly next: number
  readonly ended: boolean
}

/** Why an answer is wanted to stop: its user wished it, or has removed its conversation. */
export type StopWish = 'stopped' | 'removed'

/** What came of a sign of life. */
export interface Appended {
  /** It was taken for dead, and ended by somebody else. Nothing of this was added. */
  readonly fenced: boolean
  /** Somebody wants it to stop. */
  readonly stop: StopWish | undefined
  /** Somebody reads it on another node. */
  readonly isRead: boolean
}

export interface RunEvents {
  readonly events: readonly string[]
  readonly ended: boolean
  /** Whether its producer gave a sign of life not long ago. */
  readonly alive: boolean
}
