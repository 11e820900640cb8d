export { BranchCount as Count } from './BranchCount.tsx'
export { BranchNext as Next } from './BranchNext.tsx'
export { BranchPrevious as Previous } from './BranchPrevious.tsx'
export { BranchRoot as Root } from './BranchRoot.tsx'
