export { ContextWindowDivider as Divider } from './ContextWindowDivider.tsx'
