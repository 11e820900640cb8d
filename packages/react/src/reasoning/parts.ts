export { ReasoningContent as Content } from './ReasoningContent.tsx'
export { ReasoningRoot as Root } from './ReasoningRoot.tsx'
export { ReasoningTrigger as Trigger } from './ReasoningTrigger.tsx'
