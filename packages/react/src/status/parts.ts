export { StatusDismiss as Dismiss } from './StatusDismiss.tsx'
export { StatusRetry as Retry } from './StatusRetry.tsx'
export { StatusRoot as Root } from './StatusRoot.tsx'
export { StatusText as Text } from './StatusText.tsx'
