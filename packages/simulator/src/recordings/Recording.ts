import type { Api } from '../api/Api.ts'

/** A recorded answer of a real provider. */
export interface Recording {
  /** Path in the folder without the ending, with `/`: `constructed/chat.refusal`. */
  readonly name: string
  readonly api: Api
  /** `lines`: one event's JSON per line. `body`: the bytes of the body. */
  readonly format: 'lines' | 'body'
  readonly file: string
}
