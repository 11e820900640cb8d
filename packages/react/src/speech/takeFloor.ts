let floor: AbortController | undefined

/**
 * Has the floor to speak or to listen. Whoever had it is aborted: two voices at once are understood by nobody, and a
 * microphone would write down what is read aloud.
 */
export function takeFloor(): AbortController {
  floor?.abort()
  floor = new AbortController()
  return floor
}
