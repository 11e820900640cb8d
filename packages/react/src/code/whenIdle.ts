/** How long work waits for the browser to be idle at most, in milliseconds. */
const patienceMs = 500

/**
 * Runs work once the browser has nothing better to do, and not within this call.
 * @returns Takes the work back, if it has not run.
 */
export function whenIdle(work: () => void): () => void {
  // Safari has no idle callbacks.
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(work, 1)
    return () => clearTimeout(timer)
  }
  const request = requestIdleCallback(work, { timeout: patienceMs })
  return () => cancelIdleCallback(request)
}
