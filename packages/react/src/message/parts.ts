export { MessageActions as Actions } from './MessageActions.tsx'
export { MessageFooter as Footer } from './MessageFooter.tsx'
export { MessageParts as Parts } from './MessageParts.tsx'
export { MessageRoot as Root } from './MessageRoot.tsx'
