export { ContextWindowDetails as Details } from './ContextWindowDetails.tsx'
export { ContextWindowDivider as Divider } from './ContextWindowDivider.tsx'
export { ContextWindowMeter as Meter } from './ContextWindowMeter.tsx'
export { ContextWindowTrigger as Trigger } from './ContextWindowTrigger.tsx'
