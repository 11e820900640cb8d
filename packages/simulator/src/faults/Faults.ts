import type { FailureName } from '../errors/Failure.ts'
import type { ShapeName } from '../shapes/Shape.ts'

/** Everything that goes wrong with one answer. Nothing does where this is empty. */
export interface Faults {
  /** Wait before the headers. */
  readonly headersMs?: number
  /** What takes the place of the answer. */
  readonly instead?: Instead
  /** Whose errors are sent. Default: those of the path. */
  readonly shape?: ShapeName
  /** How much the headers say is left of the limits. */
  readonly remaining?: { readonly requests: number; readonly tokens: number | undefined }
  /** The model's window, in tokens. */
  readonly contextWindow?: number
  /** Wait before the first token, and before every token that has no wait of its own. */
  readonly firstTokenMs?: number
  readonly tokenMs?: number
  /** What is wrong with the answer itself; recordings are not taken apart for it. */
  readonly script?: readonly ScriptFault[]
  /** What is wrong with events, one after the other. */
  readonly events?: readonly EventFault[]
  /** What follows a token instead of the rest. */
  readonly endless?: EndlessFault
  /** Where the body breaks off. */
  readonly ending?: EndingFault
}

/** What is sent, or done, instead of an answer. */
export type Instead =
  | {
      readonly type: 'failure'
      /** A number is a bare status. */
      readonly failure: FailureName | number
      readonly retryAfterSeconds: number | undefined
    }
  /** Status 200 for what is a failure. */
  | { readonly type: 'error-200' }
  | { readonly type: 'page'; readonly name: PageName }
  /** The connection is reset. */
  | { readonly type: 'reset' }
  /** Nothing is said at all. */
  | { readonly type: 'silence' }

/** Something that is no answer of a provider's at all. */
export type PageName = 'html' | 'html-502' | 'wrong-type'

/** What is wrong with a scripted answer. */
export type ScriptFault =
  | 'empty'
  | 'finish-missing'
  | 'half-surrogates'
  | 'usage-missing'
  | 'wrong-type-json'

/** Events of the stream are wrong. */
export interface EventFault {
  readonly type: 'error-first' | 'error-mid-stream' | 'garbage' | 'duplicate' | 'swap' | 'drop'
  /**
   * Which token: the one that is doubled, swapped with the next or dropped; or the last one before
   * the error or the garbage. The first token is 1; past the end means the last.
   */
  readonly token: number
}

/** After a token, comments for ever, or one line of so many bytes. */
export type EndlessFault =
  | { readonly type: 'slow-drip'; readonly token: number; readonly everyMs: number }
  | { readonly type: 'endless-line'; readonly token: number; readonly bytes: number }

/** The body breaks off after so many bytes. */
export interface EndingFault {
  readonly type: 'cut' | 'reset' | 'end' | 'stall'
  readonly afterBytes: number
}
