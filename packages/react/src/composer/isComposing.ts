import type { KeyboardEvent } from 'react'

/** Whether a key belongs to the input of a candidate: Enter confirms one in Japanese, Chinese and Korean. */
export function isComposing({ nativeEvent }: KeyboardEvent): boolean {
  // Safari ends the composition before its keydown, and says so only by the old code.
  return nativeEvent.isComposing || nativeEvent.keyCode === 229
}
