export { toNodeListener } from './toNodeListener.ts'
