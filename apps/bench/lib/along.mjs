// Main-thread CPU along one answer: what a KB costs at its start and at its end.
import { metrics } from './browser.mjs'
import { sleep } from './sleep.mjs'
import { stretchesOf } from './corpus.mjs'

/** [characters sent, CPU seconds, updates of the DOM] so far, one every `every` ms until stopped. */
export function watchCost({ cdp, from, every, sent }) {
  const points = [[0, from.TaskDuration, 0]]
  let on = true
  const watched = (async () => {
    while (on) {
      await sleep(every)
      // waits for the main thread: what is read next belongs to the same moment
      const { result } = await cdp.send('Runtime.evaluate', { expression: '__bench.updates' })
      const { TaskDuration } = await metrics(cdp)
      points.push([sent(), TaskDuration, result.value])
    }
  })().catch(() => {}) // the page has gone
  return {
    async stop() {
      on = false
      await Promise.race([watched, sleep(3000)]) // a stuck page answers never
      return points
    },
  }
}

/** One column of the points when `chars` characters had been sent, even between two points. */
function at(points, chars, column) {
  const i = points.findIndex(([c]) => c >= chars)
  if (i < 0) return points.at(-1)[column]
  if (i === 0) return points[0][column]
  const [a, b] = [points[i - 1], points[i]]
  return a[column] + ((b[column] - a[column]) * (chars - a[0])) / (b[0] - a[0])
}

/** CPU seconds per tenth of the answer, per quarter of each stretch, and after the last byte. */
export function along(points, last, corpus, size) {
  const split = (from, to, n, column) => {
    const cut = (k) => at(points, from + ((to - from) * k) / n, column)
    return Array.from({ length: n }, (_, k) => cut(k + 1) - cut(k))
  }
  return {
    tenths: split(0, size, 10, 1),
    after: last - at(points, size, 1),
    stretches: stretchesOf(corpus, size).map(([name, from, to]) => ({
      name,
      bytes: to - from,
      quarters: split(from, to, 4, 1),
      updates: split(from, to, 4, 2),
    })),
  }
}
