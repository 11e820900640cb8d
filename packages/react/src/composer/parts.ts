export { ComposerInput as Input } from './ComposerInput.tsx'
export { ComposerLimit as Limit } from './ComposerLimit.tsx'
export { ComposerRoot as Root } from './ComposerRoot.tsx'
export { ComposerSubmit as Submit } from './ComposerSubmit.tsx'
