export { ThreadEmpty as Empty } from './ThreadEmpty.tsx'
export { ThreadMessages as Messages } from './ThreadMessages.tsx'
export { ThreadRoot as Root } from './ThreadRoot.tsx'
export { ThreadWaiting as Waiting } from './ThreadWaiting.tsx'
