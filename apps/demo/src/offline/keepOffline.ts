import { workerUrl } from './workerUrl.ts'

/** How long parts are gathered before the worker is told, in milliseconds. */
const gatherMs = 500

/**
 * Lets this page open without a network, by the service worker `public/offline.js`. Does nothing where there are no
 * service workers: on addresses that are neither secure nor on this machine, and in some private windows.
 */
export function keepOffline(): void {
  if (!('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  const urls = new Set<string>()
  /** Those that did not come out of the browser's own cache, and were not told yet. */
  let fresh: string[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  function tell(): void {
    clearTimeout(timer)
    timer = undefined
    if (serviceWorker.controller === null) return
    serviceWorker.controller.postMessage({ type: 'keep', urls: [...urls], fresh })
    fresh = []
  }

  const observer = new PerformanceObserver((list) => {
    const parts = list.getEntries().filter(isPart)
    for (const { name, transferSize, encodedBodySize } of parts) {
      urls.add(name)
      // Of what was the same as before only a head was sent.
      if (transferSize > encodedBodySize) fresh.push(name)
    }
    if (parts.length > 0) timer ??= setTimeout(tell, gatherMs)
  })
  observer.observe({ type: 'resource', buffered: true })
  // The first worker, or one that takes another's place, knows nothing yet.
  serviceWorker.addEventListener('controllerchange', tell)
  // Where that fails the page is as good as without.
  addEventListener('load', () => void serviceWorker.register(workerUrl).catch(() => undefined))
}

/** Whether it is a part of the page, and was not asked for by `fetch`. */
function isPart(entry: PerformanceEntry): entry is PerformanceResourceTiming {
  if (!(entry instanceof PerformanceResourceTiming)) return false
  return !['fetch', 'xmlhttprequest', 'beacon'].includes(entry.initiatorType)
}
