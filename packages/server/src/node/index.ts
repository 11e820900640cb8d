export { type NodeListenerOptions, type NodeRoute, toNodeListener } from './toNodeListener.ts'
