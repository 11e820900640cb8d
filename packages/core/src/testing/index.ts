export { manualHistory, type ManualHistory } from './manualHistory.ts'
export { manualFrames, type ManualFrames } from './manualFrames.ts'
export { scriptedTransport, type ScriptedTransport } from './scriptedTransport.ts'
export { replayRun, type ReplayedRun, type ReplayOptions } from './replayRun.ts'
