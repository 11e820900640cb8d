export { inPieces, bodyOf } from './inPieces.ts'
export { manualClock, type ManualClock } from './manualClock.ts'
export { randomChunks } from './randomChunks.ts'
export { seededRandom } from './seededRandom.ts'
