import { isSaid } from '../answer/answerFacts.ts'
import type { Opening } from '../answer/open.ts'
import type { Arrival } from '../answer/readAnswer.ts'
import { failed, ok, skipped, warning } from '../report/findings.ts'
import type { Finding } from '../report/Report.ts'

/** Fewer events say nothing about time. */
const fewestEvents = 8
/** A shorter answer may be that fast. */
const shortestMs = 1000
/** Events that are closer came together. */
const togetherMs = 30

/** When events came. */
export type Timed = Pick<Arrival, 'atMs' | 'chunk'>

/** Whether events come one after the other, or are held back until there is more, or all. */
export function buffering(opening: Opening): Finding {
  if (opening.kind !== 'stream') return skipped('There was no stream.')
  const { arrivals } = opening.answer
  return judgeArrivals(arrivals, opening.asked.visit.askedAt)
}

/** @param askedAt - When the question went out, by the same clock, in milliseconds. */
export function judgeArrivals(arrivals: readonly Timed[], askedAt: number): Finding {
  const [first] = arrivals
  const last = arrivals.at(-1)
  const said = arrivals.filter(isSaid)
  const wholeMs = last === undefined ? 0 : last.atMs - askedAt
  if (first === undefined || last === undefined || said.length < fewestEvents) {
    return skipped('It could not be told: the answer has too few events.')
  }
  if (wholeMs < shortestMs) {
    return skipped(`It could not be told: the whole answer took ${Math.round(wholeMs)} ms.`)
  }
  const spreadMs = last.atMs - first.atMs
  if (spreadMs < wholeMs / 20) {
    return failed(
      `All ${arrivals.length} events came at once, after ${seconds(wholeMs)} s.`,
      `Something holds the answer until it is whole. ${remedy}`,
    )
  }
  const bursts = burstsOf(said)
  const perBurst = said.length / bursts
  const saidMs = last.atMs - (said[0]?.atMs ?? last.atMs)
  if (perBurst >= 10 && (longestPauseMs(said) >= 300 || saidMs <= togetherMs)) {
    return warning(
      `The words came in ${bursts} ${bursts === 1 ? 'burst' : 'bursts'} of some ${Math.round(perBurst)} events each, over ${seconds(spreadMs)} s.`,
      `Something collects them before it sends them on, or the provider does. ${remedy}`,
    )
  }
  return ok(`${arrivals.length} events came over ${seconds(spreadMs)} of ${seconds(wholeMs)} s.`)
}

const remedy =
  'Turn buffering and compression off for this path: `proxy_buffering off` in nginx, no response buffering at the CDN, no compression of text/event-stream.'

function burstsOf(arrivals: readonly Timed[]): number {
  return 1 + pauses(arrivals).filter((pauseMs) => pauseMs > togetherMs).length
}

/** The longest time without an event, the one before the first not counted: then the model thinks. */
function longestPauseMs(arrivals: readonly Timed[]): number {
  return pauses(arrivals).reduce((longest, pauseMs) => Math.max(longest, pauseMs), 0)
}

function pauses(arrivals: readonly Timed[]): readonly number[] {
  return arrivals.slice(1).map(({ atMs }, index) => atMs - (arrivals[index]?.atMs ?? atMs))
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1)
}
