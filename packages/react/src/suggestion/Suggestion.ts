/** A question that is offered: its words, or words with more around them. */
export type Suggestion =
  | string
  | {
      /** What is shown. */
      readonly label: string
      /** What is asked. Default: the label. */
      readonly text?: string | undefined
      /** A second line. */
      readonly description?: string | undefined
      /** `write` puts it into the message box, to be completed. Default `send`. */
      readonly does?: 'send' | 'write' | undefined
    }

/** A suggestion with all that it may leave out. */
export interface WholeSuggestion {
  readonly label: string
  readonly text: string
  readonly description: string | undefined
  readonly does: 'send' | 'write'
}

/** More are not offered. */
const most = 12
/** Longer ones are no suggestions, in characters. */
const longest = 500

/**
 * The suggestions that can be offered. A model may have written them: what is no text, or is as long as an answer, is left
 * out, and of what is shown as it is asked both are the same words (T-57).
 */
export function wholeSuggestions(given: readonly Suggestion[]): readonly WholeSuggestion[] {
  return given
    .flatMap((one: unknown): WholeSuggestion[] => {
      const { label, text, description, does } = Object(
        typeof one === 'string' ? { label: one } : one,
      ) as Partial<Record<keyof WholeSuggestion, unknown>>
      if (!isWords(label)) return []
      return [
        {
          label,
          text: isWords(text) ? text : label,
          description: isWords(description) ? description : undefined,
          does: does === 'write' ? does : 'send',
        },
      ]
    })
    .slice(0, most)
}

function isWords(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= longest
}
