/** Counts are off by a few per cent from answer to answer: within this much too high nothing changes. */
const slack = 0.15
const step = 0.05
const least = 0.5
const most = 3

/**
 * By how much a provider counts more than we do, after it has told what a prompt of ours used: for
 * `TrimOptions.calibration`. It moves in steps, up at once and down only when far off, so that the cut of a
 * conversation stays where it is.
 * @param calibration - So far; 1 at first.
 * @param counted - What we counted, uncalibrated.
 * @param reported - What the provider says: hostile, so from 0.5 to 3 at most.
 */
export function calibrate(calibration: number, counted: number, reported: number): number {
  const told = reported / counted
  if (!(counted > 0 && told > 0 && Number.isFinite(told))) return calibration
  const ratio = Math.min(most, Math.max(least, told))
  if (calibration >= ratio && calibration - ratio < slack) return calibration
  return Math.ceil(ratio / step - 1e-9) * step
}
