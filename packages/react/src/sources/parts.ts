export { SourcesItem as Item } from './SourcesItem.tsx'
export { SourcesList as List } from './SourcesList.tsx'
export { SourcesRoot as Root } from './SourcesRoot.tsx'
export { SourcesTrigger as Trigger } from './SourcesTrigger.tsx'
