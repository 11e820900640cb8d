export { manualFrames, type ManualFrames } from './manualFrames.ts'
export { scriptedTransport, type ScriptedTransport } from './scriptedTransport.ts'
