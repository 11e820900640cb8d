export {
  type RecordingTransport,
  type RecordOptions,
  recordRuns,
  type RunInfo,
} from './recordRuns.ts'
export type { RunOutcome } from './RunLine.ts'
